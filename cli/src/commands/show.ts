import type { Event } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { showMoment } from '../dates.ts'
import { findEvent } from '../events.ts'
import { showPrice } from '../money.ts'
import { showCount } from '../numbers.ts'
import { seatedAreaOf } from '../seats/hall.ts'
import { table } from '../table.ts'
import { bold, paragraphs, text } from '../text.ts'

export function showCommand(program: Command): void {
  example(
    program
      .command('show <event>')
      .summary('an event with its ticket types')
      .description('An event with its ticket types and what is left of each. EVENT: id, short name or whole title.')
      .action(run(show)),
    'fairground show "Workshopy"',
  )
}

async function show(context: Context, named: string): Promise<Answer> {
  const event = await findEvent(await context.client(), named)
  return { data: event, lines: linesOf(event) }
}

function linesOf(event: Event): string[] {
  const { venue } = event
  const ends = event.endsAt === null ? '' : ` to ${showMoment(event.endsAt, event.timeZone)}`
  const facts: [string, string][] = [
    ['when', `${showMoment(event.startsAt, event.timeZone)}${ends} (${event.timeZone})`],
    ['where', venue ? [venue.name, venue.address].filter(Boolean).join(', ') : ''],
    ['left', `${showCount(event.left)} of ${showCount(event.total)}`],
    ...seatFacts(event),
    ['limit', event.maxTicketsPerAccount === null ? '' : `${showCount(event.maxTicketsPerAccount)} tickets an account`],
    ['pay', event.paymentMethods.includes('door') ? 'at the door' : ''],
    ['by', event.organizer.name],
    ['id', event.id],
    ['short name', event.slug],
  ]
  return [
    text`${bold(event.title)}${event.status === 'published' ? '' : ` (${event.status})`}`,
    ...facts.filter(([, fact]) => fact).map(([name, fact]) => text`${name.padEnd(11)}${fact}`),
    ...(event.description ? ['', ...paragraphs(event.description)] : []),
    '',
    ...ticketTypes(event),
  ]
}

/** "198 of 200 free in Hall, 2 kept for the house", and the rule on a line of its own; none without seats. */
function seatFacts(event: Event): [string, string][] {
  const area = seatedAreaOf(event)
  if (!area?.seating) return []
  const blocked = area.seating.seats - area.capacity
  const free = `${showCount(area.left)} of ${showCount(area.capacity)} free in ${area.name}`
  return [
    ['seats', blocked > 0 ? `${free}, ${showCount(blocked)} kept for the house` : free],
    ['', area.seating.noLonelySeats ? 'no single seat may be left alone' : ''],
  ]
}

function ticketTypes(event: Event): string[] {
  const rows = event.areas.flatMap((area) =>
    area.ticketTypes.map((type) => [
      type.name,
      showPrice(type.priceMinor, event.currency),
      showCount(type.left),
      type.id,
      event.areas.length > 1 ? area.name : '',
      type.category ?? '',
    ]),
  )
  return table(
    [
      { name: 'ticket type', least: 12 },
      { name: 'price', align: 'right' },
      { name: 'left', align: 'right' },
      { name: 'id' },
      { name: 'area', optional: true },
      { name: 'category', optional: true },
    ],
    rows,
  )
}
