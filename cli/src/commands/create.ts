import { createEvent, type NewEvent } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { localZone, parseMoment, showMoment } from '../dates.ts'
import { usedWrongly } from '../failure.ts'
import { parseWhole, showCount } from '../numbers.ts'
import { DEFAULT_CURRENCY, offerOf, seatedOfferOf } from '../offer.ts'
import { createInHall, drawnHall, findPlan, onOffer } from '../seats/plans.ts'
import { text } from '../text.ts'

export function createCommand(program: Command): void {
  example(
    program
      .command('create <title> <date> [total]')
      .summary('an event with TOTAL places, or seats')
      .description(
        'Create an event with TOTAL places and one ticket type, and publish it.\n' +
          'DATE is "YYYY-MM-DD hh:mm", as the clocks at the event show it.\n' +
          'With --rows and --seats, or with --plan, people choose seats, and TOTAL is left out.',
      )
      .option('--rows <n>', 'so many rows before a stage, each of --seats')
      .option('--seats <n>', 'seats in each of the --rows')
      .option('--plan <plan>', 'id or name of a plan, like Theatre: a ticket type for each category, all at --price')
      .option('--no-lonely-seats', 'nobody may leave a single seat between taken ones')
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
    'fairground create "Reading" "2027-10-08 19:30" --rows 10 --seats 20',
    'fairground create "Jazz Night" "2027-09-03 20:00" 80 --venue "Cellar" --price 12.50 --limit 4',
  )
}

interface CreateOptions {
  rows?: string
  seats?: string
  plan?: string
  /** False with --no-lonely-seats. */
  lonelySeats: boolean
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
  total: string | undefined,
  options: CreateOptions,
): Promise<Answer> {
  const timeZone = options.zone ?? localZone()
  const starts = parseMoment(date, timeZone)
  if (starts.note) context.note(starts.note)
  const fields = {
    title,
    startsAt: starts.instant,
    timeZone,
    venue: options.venue === undefined ? undefined : { name: options.venue },
    description: options.description,
    maxTicketsPerAccount: options.limit === undefined ? undefined : parseWhole(options.limit, '--limit'),
    status: options.draft ? 'draft' : 'published',
  } satisfies Partial<NewEvent>
  const make = makerOf(fields, total, options)
  const event = await answered(make(await context.client()))
  const isSeated = event.areas.some(({ kind }) => kind === 'seated')
  const next = options.draft
    ? ['It is a draft: nobody else sees it, and nobody can book it yet.']
    : [text`Book with: fairground book ${event.id} 1`]
  const when = `${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})`
  const places = `${showCount(event.total)} ${isSeated ? 'seats' : 'places'}`
  return {
    data: event,
    lines: [text`Created ${event.title}, ${when}, ${places}.`, text`id  ${event.id}`, ...next],
  }
}

/** How the event is made: with places, in a hall that is drawn, or after a plan. Refuses what cannot be meant. */
function makerOf(
  fields: Omit<NewEvent, 'areas'>,
  total: string | undefined,
  options: CreateOptions,
): (client: Client) => ReturnType<typeof createInHall> {
  const { rows, seats, plan: named, lonelySeats } = options
  const isDrawn = rows !== undefined || seats !== undefined
  const ways = [total !== undefined, isDrawn, named !== undefined].filter(Boolean).length
  if (ways > 1) {
    throw usedWrongly('TOTAL, --rows with --seats, and --plan each say how many places there are: write one of them.')
  }
  if (ways === 0) {
    throw usedWrongly('How many places are there? Write TOTAL, or --rows and --seats for a hall, or --plan for a plan.')
  }
  if (total !== undefined && !lonelySeats) throw usedWrongly('--no-lonely-seats is for events with seats.')
  const offer = { ...options, noLonelySeats: lonelySeats ? undefined : true }
  if (total !== undefined) {
    const body = { ...fields, ...offerOf(offer, parseWhole(total, 'TOTAL')) }
    return (client) => client(createEvent, { body })
  }
  if (named !== undefined) {
    return async (client) => {
      const body = { ...fields, ...seatedOfferOf(offer, onOffer(await findPlan(client, named))) }
      return client(createEvent, { body })
    }
  }
  if (rows === undefined || seats === undefined) {
    throw usedWrongly('A hall needs both: --rows for how many rows, and --seats for how many seats in each.')
  }
  const plan = drawnHall(parseWhole(rows, '--rows'), parseWhole(seats, '--seats'), fields.title)
  const categories = plan.categories.map(({ name }) => name)
  const body = { ...fields, ...seatedOfferOf(offer, { name: 'Hall', categories }) }
  return (client) => createInHall(client, plan, body)
}
