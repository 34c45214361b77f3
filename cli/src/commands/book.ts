import { type Event, type LineRequest, type Order, placeOrder, readAvailability } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import type { Command } from 'commander'
import { randomUUID } from 'node:crypto'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { showMoment } from '../dates.ts'
import { findEvent, sameName } from '../events.ts'
import { ExitCode, exitCodeOf, Failure, notClear, usedWrongly } from '../failure.ts'
import { showPrice } from '../money.ts'
import { parseWhole, showCount } from '../numbers.ts'
import { agrees, choose, isInteractive } from '../questions.ts'
import { type Hall, readHall, seatedAreaOf, type TicketType, wordsOfSeats } from '../seats/hall.ts'
import { seatingWords, seatsWords } from '../seats/names.ts'
import { findSeats, linesForSeats, linesInstead, parseSeats } from '../seats/pick.ts'
import { bold, text } from '../text.ts'
import { ticketLines } from '../tickets.ts'

/** Long enough for a rush to pass or a node to restart, short enough to sit it out. */
const PATIENCE_SECONDS = '30'

export function bookCommand(program: Command): void {
  example(
    program
      .command('book <event> [quantity]')
      .summary('buy tickets')
      .description(
        'Buy QUANTITY tickets: all of them or none. EVENT: id, short name or whole title.\n' +
          'Where there are seats, these are the best ones together; --seats takes others in the place of QUANTITY.',
      )
      .option('--seats <seats>', 'these seats, like A-12,A-13')
      .option('--type <name>', 'name or id of the ticket type, where the event has more than one')
      .option('--patience <seconds>', 'how long to go on while the service is busy or away', PATIENCE_SECONDS)
      .option('--key <text>', 'the same key never buys twice; to repeat a booking whose outcome is not known')
      .action(run(book)),
    'fairground book "Workshopy" 7',
    'fairground book "Reading" --seats A-12,A-13',
  )
}

interface BookOptions {
  seats?: string
  type?: string
  patience: string
  key?: string
}

async function book(
  context: Context,
  named: string,
  written: string | undefined,
  options: BookOptions,
): Promise<Answer> {
  const wanted = wantedOf(written, options.seats)
  const client = await context.client({ patienceMs: parsePatience(options.patience) * 1000 })
  const event = await findEvent(client, named)
  const basket = await basketOf(client, event, wanted, options.type)
  const key = options.key ?? randomUUID()
  for (let { lines } = basket; ;) {
    const outcome = await client(placeOrder, {
      params: { eventId: event.id },
      body: { lines, ...(paysFor(event, lines) ? { payment: { method: 'door' } } : {}) },
      key,
    })
    if (outcome.ok) {
      const left = await leftNow(client, event)
      return { data: { order: outcome.data, left }, lines: linesOf(event, outcome.data, left) }
    }
    lines = await askInstead(context, { ...basket, lines }, outcome.problem, key)
  }
}

type Wanted = { quantity: number } | { seats: string[] }

function wantedOf(written: string | undefined, seats: string | undefined): Wanted {
  const quantity = written === undefined ? undefined : parseWhole(written, 'QUANTITY')
  if (seats !== undefined) {
    const named = parseSeats(seats)
    if (quantity === undefined || quantity === named.length) return { seats: named }
    throw usedWrongly(`QUANTITY is ${quantity}, but --seats names ${named.length}: leave QUANTITY out.`)
  }
  if (quantity !== undefined) return { quantity }
  throw usedWrongly('How many tickets? Write QUANTITY after the event, or --seats with the seats.')
}

/** What is to be bought; with the seats, where some were named. */
interface Basket {
  lines: LineRequest[]
  hall?: Hall
}

async function basketOf(client: Client, event: Event, wanted: Wanted, typeName: string | undefined): Promise<Basket> {
  const seated = seatedAreaOf(event)
  if ('quantity' in wanted) {
    const type = await pickType(
      event,
      event.areas.flatMap((area) => area.ticketTypes),
      typeName,
    )
    const isSeated = seated?.ticketTypes.includes(type)
    const line = { ticketTypeId: type.id, quantity: wanted.quantity }
    return { lines: [isSeated ? { ...line, best: true } : line] }
  }
  if (!seated) throw usedWrongly(`${event.title} has no seats to choose: write QUANTITY in the place of --seats.`)
  const hall = await answered(readHall(client, event.id))
  const ids = findSeats(hall.map, wanted.seats, event.title)
  const lines = await linesForSeats(hall.map, ids, event, (types, category) =>
    pickType(event, types, typeName, category),
  )
  return { lines, hall }
}

function paysFor(event: Event, lines: readonly LineRequest[]): boolean {
  if (!event.paymentMethods.includes('door')) return false
  const priced = event.areas.flatMap((area) => area.ticketTypes).filter(({ priceMinor }) => priceMinor > 0)
  return lines.some((line) => priced.some(({ id }) => id === line.ticketTypeId))
}

/** The lines with the seats that were offered instead, where somebody is there and takes them; else it is a refusal. */
async function askInstead(
  context: Context,
  { lines, hall }: Basket,
  problem: Failure['problem'],
  key: string,
): Promise<LineRequest[]> {
  const offered = 'offered' in problem ? problem.offered : undefined
  const gone = 'seatIds' in problem ? problem.seatIds : undefined
  const instead = hall && offered && linesInstead(hall.map, lines, gone ?? [], offered)
  if (!instead) throw new Failure(problem, hintsFor(problem, key))
  const ids = instead.flatMap(({ seatIds = [] }) => seatIds)
  const free = text`Free instead: ${wordsOfSeats(hall.map, ids)}.`
  if (context.json || !isInteractive()) {
    throw new Failure(problem, [free, text`Take them with: --seats ${ids.join(',')}`])
  }
  context.note(text`${problem.title}: ${problem.detail}`)
  context.note(free)
  if (await agrees('Take these instead?')) return instead
  throw new Failure(problem)
}

function parsePatience(written: string): number {
  return written === '0' ? 0 : parseWhole(written, '--patience')
}

/** The only one of these ticket types, the one that was named, or the one that is chosen when somebody can choose. */
async function pickType(
  event: Event,
  types: readonly TicketType[],
  named: string | undefined,
  category?: string,
): Promise<TicketType> {
  const names = types.map(({ name }) => name).join(', ')
  const fitting = named === undefined ? types : types.filter(({ id, name }) => id === named || sameName(name, named))
  const [only] = fitting
  if (only && fitting.length === 1) return only
  const what = category === undefined ? event.title : `Seats of ${category}`
  const have = category === undefined ? 'has' : 'have'
  if (!only) throw usedWrongly(`${what} ${have} no ticket type "${named}", but: ${names}.`)
  if (named !== undefined && !isInteractive()) {
    const choices = fitting.map((type) => text`  ${type.id}  ${type.name}`)
    throw notClear(`${fitting.length} ticket types are called "${named}". Name one by its id:`, choices)
  }
  const labelOf = ({ name, priceMinor, left }: TicketType) =>
    text`${name}, ${showPrice(priceMinor, event.currency)}, ${showCount(left)} left`
  const choices = fitting.map((type) => ({ value: type.id, label: labelOf(type) }))
  const question = category === undefined ? 'Which ticket?' : `Which ticket for ${category}?`
  const chosen = await choose(question, choices, `Which ticket type? Add --type with one of: ${names}.`)
  return fitting.find(({ id }) => id === chosen) ?? only
}

/** Whether places were taken may not be known: then only the same key is safe to try again. */
function hintsFor(problem: Failure['problem'], key: string): string[] {
  if (exitCodeOf(problem) !== ExitCode.tryLater) return []
  return [text`To try again without buying twice, add: --key ${key}`]
}

/** Places left after the order; undefined when the service cannot tell just now. */
async function leftNow(client: Client, event: Event): Promise<number | undefined> {
  const outcome = await client(readAvailability, { params: { eventId: event.id } })
  return outcome.ok ? outcome.data.areas.reduce((sum, area) => sum + area.left, 0) : undefined
}

function linesOf(event: Event, order: Order, left: number | undefined): string[] {
  const when = `${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})`
  const names = new Map(event.areas.flatMap((area) => area.ticketTypes).map(({ id, name }) => [id, name]))
  const what = order.lines.map((line) => `${line.quantity} of ${names.get(line.ticketTypeId) ?? 'ticket'}`).join(', ')
  return [
    text`${bold(`Booked ${what} for ${event.title}`)}, ${when}.`,
    text`order  ${order.id}`,
    ...seatLines(order),
    ...ticketLines(order.tickets),
    ...(order.payment.dueMinor > 0
      ? [text`${showPrice(order.payment.dueMinor, order.currency)} to pay at the door.`]
      : []),
    ...(left === undefined ? [] : [`${showCount(left)} left.`]),
  ]
}

/** Which seats, and how close together where they were chosen for the buyer. */
function seatLines({ tickets, lines }: Order): string[] {
  const names = tickets.flatMap(({ seat }) => seat ?? [])
  const seating = lines.find((line) => line.quantity > 1 && line.seating)?.seating
  if (names.length === 0) return []
  return [text`seats  ${seatsWords(names)}${seating ? ` (${seatingWords(seating)})` : ''}`]
}
