import type { Queries } from '../../db/index.ts'
import { ProblemError } from '../../http/index.ts'
import type { EventsDeps } from './events.ts'
import { readVersionsOfOrganizer } from './queries.ts'

/** Some 2 s of work. Older events of a busier organizer show the new name from their next change on. */
const MOST_RETOLD = 500
const WITHIN_MS = 5_000

/**
 * An organizer was renamed, and its name is part of its events: each gets a new version, so that no node shows the old
 * one from memory. One by one, since no transaction spans two events; those that start last come first.
 */
export async function retellEvents(
  deps: { queries: Queries; inventory: Pick<EventsDeps['inventory'], 'configure'> },
  organizerId: string,
  accountId: string,
): Promise<void> {
  for (const { eventId, version } of await readVersionsOfOrganizer(deps.queries, organizerId, MOST_RETOLD)) {
    const deadline = performance.now() + WITHIN_MS
    const change = { eventId, accountId, expectedVersion: version, capacities: [], unsoldOnly: false, writes: [] }
    try {
      // Refused where somebody was faster: then there is a new version already.
      await deps.inventory.configure({ ...change, deadline })
    } catch (error) {
      // Too busy right now. The organizer has its name, and one of its events is late to show it.
      if (!(error instanceof ProblemError)) throw error
    }
  }
}
