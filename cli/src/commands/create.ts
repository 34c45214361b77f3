import { createEvent, type NewEvent } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { localZone, parseMoment, showMoment } from '../dates.ts'
import { parseWhole } from '../numbers.ts'
import { DEFAULT_CURRENCY, offerOf } from '../offer.ts'
import { text } from '../text.ts'

export function createCommand(program: Command): void {
  example(
    program
      .command('create <title> <date> <total>')
      .summary('an event with TOTAL places')
      .description(
        'Create an event with TOTAL places and one ticket type, and publish it.\n' +
          'DATE is "YYYY-MM-DD hh:mm", as the clocks at the event show it.',
      )
      .option('--venue <name>', 'where it is')
      .option('--price <amount>', 'of a ticket, like 12.50, paid at the door (default: free)')
      .option('--currency <code>', `of the price (default: ${DEFAULT_CURRENCY})`)
      .option('--zone <zone>', "time zone of the event, like Europe/Berlin (default: this machine's)")
      .option('--description <text>', 'what it is about')
      .option('--limit <n>', 'tickets that one account may have (default: no limit)')
      .option('--draft', 'do not publish it yet')
      .option('--pay <method>', 'how a price is paid: door')
      .action(run(create)),
    'fairground create "Workshopy" "2027-06-01 14:45" 150',
    'fairground create "Jazz Night" "2027-09-03 20:00" 80 --venue "Cellar" --price 12.50 --limit 4',
  )
}

interface CreateOptions {
  venue?: string
  price?: string
  currency?: string
  zone?: string
  description?: string
  limit?: string
  draft?: boolean
  pay?: string
}

async function create(
  context: Context,
  title: string,
  date: string,
  total: string,
  options: CreateOptions,
): Promise<Answer> {
  const timeZone = options.zone ?? localZone()
  const starts = parseMoment(date, timeZone)
  if (starts.note) context.note(starts.note)
  const body = {
    title,
    startsAt: starts.instant,
    timeZone,
    venue: options.venue === undefined ? undefined : { name: options.venue },
    description: options.description,
    maxTicketsPerAccount: options.limit === undefined ? undefined : parseWhole(options.limit, '--limit'),
    status: options.draft ? 'draft' : 'published',
    ...offerOf(options, parseWhole(total, 'TOTAL')),
  } satisfies NewEvent
  const client = await context.client()
  const event = await answered(client(createEvent, { body }))
  const next = options.draft
    ? ['It is a draft: nobody else sees it, and nobody can book it yet.']
    : [text`Book with: fairground book ${event.id} 1`]
  const when = `${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})`
  return {
    data: event,
    lines: [text`Created ${event.title}, ${when}, ${event.total} places.`, text`id  ${event.id}`, ...next],
  }
}
