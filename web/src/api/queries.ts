import { readMe, type Account, type ReplyOf, type Route } from '@fairground/contract'
import type { CallInput } from '@fairground/contract/client'
import { QueryClient, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'

import { call, problemOf } from './client.ts'

/** What is read again when its page is shown again; live counts come over their own stream. */
const FRESH_MS = 5_000

export function openQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The client itself repeats what may be repeated; what it refuses, it refuses for good.
      queries: { staleTime: FRESH_MS, retry: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Under what an answer is remembered. */
export function keyOf<R extends Route>(route: R, input: CallInput<R>): readonly unknown[] {
  return [route.name, input.params ?? {}, input.query ?? {}]
}

interface ReadOptions {
  readonly enabled?: boolean
  /** Read again after so many milliseconds while the page is shown. */
  readonly everyMs?: number
  /** Keep what the last question answered on the page while this one is asked. */
  readonly keepPrevious?: boolean
  /** Do not ask again for what was refused only because another part of the page wants to know, too. */
  readonly refusedOnce?: boolean
}

/** Reads a route of method GET and keeps the answer; `error` is a Refused. */
export function useRead<R extends Route>(
  route: R,
  input: CallInput<R>,
  { enabled = true, everyMs, keepPrevious = false, refusedOnce = false }: ReadOptions = {},
): UseQueryResult<ReplyOf<R>> {
  return useQuery({
    queryKey: keyOf(route, input),
    queryFn: ({ signal }) => call(route, { ...input, signal }),
    enabled,
    refetchInterval: everyMs ?? false,
    retryOnMount: !refusedOnce,
    ...(keepPrevious ? { placeholderData: (before: ReplyOf<R> | undefined) => before } : {}),
  })
}

/** Forgets the answers of these routes: what is on the page is read again. */
export function useRefresh(): (...routes: readonly Route[]) => Promise<void> {
  const queries = useQueryClient()
  return async (...routes) => {
    await Promise.all(routes.map((route) => queries.invalidateQueries({ queryKey: [route.name] })))
  }
}

export type Me = { state: 'unknown' } | { state: 'nobody' } | { state: 'signed-in'; account: Account }

/** Who reads this page. Unknown until the service has said so, also while it cannot be reached. */
export function useMe(): Me {
  const { data, error } = useRead(readMe, {}, { refusedOnce: true })
  if (error && problemOf(error)?.code === 'not-signed-in') return { state: 'nobody' }
  return data ? { state: 'signed-in', account: data } : { state: 'unknown' }
}
