import { type Event, type Order, placeOrder, readAvailability } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import type { Command } from 'commander'
import { randomUUID } from 'node:crypto'

import { type Answer, type Context, example, run } from '../command.ts'
import { showMoment } from '../dates.ts'
import { findEvent, sameName } from '../events.ts'
import { ExitCode, exitCodeOf, Failure, notClear, usedWrongly } from '../failure.ts'
import { showPrice } from '../money.ts'
import { parseWhole } from '../numbers.ts'
import { choose, isInteractive } from '../questions.ts'
import { bold, text } from '../text.ts'
import { ticketLines } from '../tickets.ts'

/** Long enough for a rush to pass or a node to restart, short enough to sit it out. */
const PATIENCE_SECONDS = '30'

export function bookCommand(program: Command): void {
  example(
    program
      .command('book <event> <quantity>')
      .summary('buy tickets')
      .description('Buy QUANTITY tickets: all of them or none. EVENT: id, short name or whole title.')
      .option('--type <name>', 'name or id of the ticket type, where the event has more than one')
      .option('--patience <seconds>', 'how long to go on while the service is busy or away', PATIENCE_SECONDS)
      .option('--key <text>', 'the same key never buys twice; to repeat a booking whose outcome is not known')
      .action(run(book)),
    'fairground book "Workshopy" 7',
  )
}

interface BookOptions {
  type?: string
  patience: string
  key?: string
}

async function book(context: Context, named: string, written: string, options: BookOptions): Promise<Answer> {
  const quantity = parseWhole(written, 'QUANTITY')
  const client = await context.client({ patienceMs: parsePatience(options.patience) * 1000 })
  const event = await findEvent(client, named)
  const type = await pickType(event, options.type)
  const key = options.key ?? randomUUID()
  const pays = type.priceMinor > 0 && event.paymentMethods.includes('door')
  const outcome = await client(placeOrder, {
    params: { eventId: event.id },
    body: { lines: [{ ticketTypeId: type.id, quantity }], ...(pays ? { payment: { method: 'door' } } : {}) },
    key,
  })
  if (!outcome.ok) throw new Failure(outcome.problem, hintsFor(outcome.problem, key))
  const left = await leftNow(client, event)
  return { data: { order: outcome.data, left }, lines: linesOf(event, type.name, outcome.data, left) }
}

function parsePatience(written: string): number {
  return written === '0' ? 0 : parseWhole(written, '--patience')
}

type TicketType = Event['areas'][number]['ticketTypes'][number]

/** The only ticket type, the one that was named, or the one that is chosen when somebody is there to choose. */
async function pickType(event: Event, named: string | undefined): Promise<TicketType> {
  const types = event.areas.flatMap((area) => area.ticketTypes)
  const names = types.map(({ name }) => name).join(', ')
  const fitting = named === undefined ? types : types.filter(({ id, name }) => id === named || sameName(name, named))
  const [only] = fitting
  if (only && fitting.length === 1) return only
  if (!only) throw usedWrongly(`${event.title} has no ticket type "${named}". It has: ${names}.`)
  if (named !== undefined && !isInteractive()) {
    const choices = fitting.map((type) => text`  ${type.id}  ${type.name}`)
    throw notClear(`${fitting.length} ticket types are called "${named}". Name one by its id:`, choices)
  }
  const labelOf = ({ name, priceMinor, left }: TicketType) =>
    text`${name}, ${showPrice(priceMinor, event.currency)}, ${left} left`
  const choices = fitting.map((type) => ({ value: type.id, label: labelOf(type) }))
  const chosen = await choose('Which ticket?', choices, `Which ticket type? Add --type with one of: ${names}.`)
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

function linesOf(event: Event, typeName: string, order: Order, left: number | undefined): string[] {
  const when = `${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})`
  const quantity = order.lines.reduce((sum, line) => sum + line.quantity, 0)
  return [
    text`${bold(`Booked ${quantity} of ${typeName} for ${event.title}`)}, ${when}.`,
    text`order  ${order.id}`,
    ...ticketLines(order.tickets),
    ...(order.payment.dueMinor > 0
      ? [text`${showPrice(order.payment.dueMinor, order.currency)} to pay at the door.`]
      : []),
    ...(left === undefined ? [] : [`${left} left.`]),
  ]
}
