import { type Account, type EventSummary, listEvents } from '@fairground/contract'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { call } from '../../api/client.ts'
import { isOver } from '../events/sale.ts'

/** Without a beginning, the list leaves out what is over. */
const EVER = '1970-01-01T00:00:00Z'
const PAGE = 200
/** Of one organizer: 1,000 events are twenty years of a busy club, and read in five questions. */
const MOST_PAGES = 5

/** All events of the account's organizers, drafts and past ones too, soonest first. */
export function useOwnEvents(account: Account): UseQueryResult<EventSummary[]> {
  const ids = account.organizers.map(({ id }) => id)
  return useQuery({
    queryKey: [listEvents.name, 'own', ids],
    queryFn: async ({ signal }) => {
      const lists = await Promise.all(ids.map((organizerId) => allOf(organizerId, signal)))
      return lists.flat().toSorted((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt))
    },
  })
}

async function allOf(organizerId: string, signal: AbortSignal): Promise<EventSummary[]> {
  const events: EventSummary[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { status: 'any', organizerId, from: EVER, limit: PAGE, cursor } as const
    const { items, nextCursor } = await call(listEvents, { query, signal })
    events.push(...items)
    if (nextCursor === null) break
    cursor = nextCursor
  }
  return events
}

export type Group = 'draft' | 'published' | 'over' | 'cancelled'

/** What needs work first, then what sells, then what was; the past newest first. */
export function grouped(events: readonly EventSummary[], now: number): [Group, EventSummary[]][] {
  const of = (group: Group) => events.filter((event) => groupOf(event, now) === group)
  const groups: [Group, EventSummary[]][] = [
    ['draft', of('draft')],
    ['published', of('published')],
    ['over', of('over').toReversed()],
    ['cancelled', of('cancelled').toReversed()],
  ]
  return groups.filter(([, found]) => found.length > 0)
}

export function groupOf(event: Pick<EventSummary, 'status' | 'startsAt' | 'endsAt'>, now: number): Group {
  if (event.status === 'cancelled') return 'cancelled'
  return isOver(event, now) ? 'over' : event.status
}
