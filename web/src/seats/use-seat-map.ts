import { readSeatGeometry } from '@fairground/contract'
import { readGeometry, type SeatMap } from '@fairground/seating'
import { useQuery } from '@tanstack/react-query'

import { call } from '../api/client.ts'

/**
 * Where the seats of an event are and how they are called. Its address is of its content: fetched once, and never stale.
 * Nothing is asked without a hash.
 */
export function useSeatMap(
  eventId: string,
  hash: string | undefined,
): { map: SeatMap | undefined; error: unknown; readAgain: () => void } {
  const { data, error, refetch } = useQuery({
    queryKey: ['seat-map', hash ?? ''],
    queryFn: async ({ signal }) =>
      readGeometry(await call(readSeatGeometry, { params: { eventId, hash: hash ?? '' }, signal })),
    enabled: hash !== undefined,
    staleTime: Infinity,
    // To compare 60,000 seats with those of before finds nothing.
    structuralSharing: false,
  })
  return { map: data, error, readAgain: () => void refetch() }
}
