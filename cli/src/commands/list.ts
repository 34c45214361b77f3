import { type EventSummary, listEvents } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { localZone, parseFrom, parseTo, showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { parseWhole, showCount } from '../numbers.ts'
import { readPages } from '../pages.ts'
import { table } from '../table.ts'

export function listCommand(program: Command): void {
  example(
    program
      .command('list')
      .summary('events that are on, soonest first')
      .description('Events that are on, soonest first. Dates are as the clocks at the event show them.')
      .option('--query <words>', 'words of the title, venue or description')
      .option('--from <date>', 'not before this day or "YYYY-MM-DD hh:mm"')
      .option('--to <date>', 'not after this day or "YYYY-MM-DD hh:mm"')
      .option('--limit <n>', 'at most so many', '1000')
      .action(run(list)),
    'fairground list --query workshop --from 2027-06-01 --to 2027-06-30',
  )
}

interface ListOptions {
  query?: string
  from?: string
  to?: string
  limit: string
}

async function list(context: Context, options: ListOptions): Promise<Answer> {
  const zone = localZone()
  const query = {
    query: options.query,
    from: options.from === undefined ? undefined : parseFrom(options.from, zone),
    to: options.to === undefined ? undefined : parseTo(options.to, zone),
  }
  const most = parseWhole(options.limit, '--limit')
  const client = await context.client()
  const found = await readPages(most, (page) => client(listEvents, { query: { ...query, ...page } }))
  const isFiltered = Object.values(query).some((value) => value !== undefined)
  return { data: found, lines: linesOf(found.items, { hasMore: found.nextCursor !== null, isFiltered, zone }) }
}

function linesOf(events: EventSummary[], how: { hasMore: boolean; isFiltered: boolean; zone: string }): string[] {
  if (events.length === 0) {
    return [how.isFiltered ? 'No event fits.' : 'No events yet. Make one with: fairground create TITLE DATE TOTAL']
  }
  const lines = table(
    [
      { name: 'id' },
      { name: 'date' },
      { name: 'title', least: 8 },
      { name: 'total', align: 'right' },
      { name: 'left', align: 'right' },
      { name: 'zone', optional: true },
      { name: 'from', align: 'right', optional: true },
      { name: 'venue', optional: true },
    ],
    events.map((event) => [
      event.id,
      showMoment(event.startsAt, event.timeZone),
      event.title,
      showCount(event.total),
      showCount(event.left),
      event.timeZone === how.zone ? '' : event.timeZone,
      showPrice(event.fromPriceMinor, event.currency),
      event.venue?.name ?? '',
    ]),
  )
  return how.hasMore ? [...lines, 'There are more: see them with --limit, --query, --from and --to.'] : lines
}
