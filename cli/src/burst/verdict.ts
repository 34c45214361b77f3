import type { Availability, HoldState, ReplyOf, listEventOrders } from '@fairground/contract'

import { showCount } from '../numbers.ts'
import { totalPlaces } from '../places.ts'
import type { AcknowledgedOrder, OtherHold, UnsettledWrite } from './ledger.ts'

/** What the service says of the event's places, and how many tickets its orders have. */
export interface PlacesSeen {
  readonly areas: Availability['areas']
  readonly tickets: number
}

/** An order as the service lists it to its organizer. */
export interface ServerOrder {
  readonly id: string
  /** Undefined where it is not told. */
  readonly accountId: string | undefined
  readonly state: ReplyOf<typeof listEventOrders>['items'][number]['state']
  readonly ticketCount: number
}

export interface FoundHold extends OtherHold {
  readonly state: HoldState | 'missing'
}

/** Both sides of the books: what buyers were told, and what the service says. */
export interface Facts {
  readonly buyers: number
  /** The run was stopped before its end. */
  readonly interrupted: boolean
  readonly acknowledged: readonly AcknowledgedOrder[]
  /** Nobody knows yet what became of these. */
  readonly unsettled: readonly UnsettledWrite[]
  readonly holds: readonly FoundHold[]
  /** By index, as the ledger names them. */
  readonly accountIds: readonly string[]
  readonly before: PlacesSeen
  readonly after: PlacesSeen
  /** Those of the service since the run began, of whomever. */
  readonly orders: readonly ServerOrder[]
  /** Of the area with seats: which of them are sold by the service's map. */
  readonly seats?: { readonly areaId: string; readonly sold: ReadonlySet<string> }
  /** Violations that the service finds itself; undefined where it could not be asked. */
  readonly checked: number | undefined
}

export interface Verdict {
  /** The books agree, and they say something: where nobody bought though places were free, nothing was tried. */
  readonly good: boolean
  /** "100 buyers, 100 places: 100 sold, 0 oversold, 0 lost, 0 twice" */
  readonly sentence: string
  /** Places of acknowledged orders. */
  readonly sold: number
  readonly oversold: number
  /** Acknowledged orders that the service does not have as they were acknowledged. */
  readonly lost: number
  /** Tickets and orders that are there more than once, or that nobody was told of. */
  readonly twice: number
  /** Writes whose outcome could not be found out. */
  readonly unknown: number
  /** What is wrong, each a sentence. */
  readonly violations: readonly string[]
}

/** Compares what was acknowledged with what the service says, one by one. Pure. */
export function judge(facts: Facts): Verdict {
  const lost = lostOrders(facts)
  const twice = [...repeatedTickets(facts), ...repeatedSeats(facts), ...repeatedOrders(facts), ...unaskedOrders(facts)]
  const oversold = oversoldPlaces(facts)
  const violations = [
    ...lost,
    ...twice,
    ...(oversold > 0 ? [`${oversold} more places are sold than there are.`] : []),
    ...wrongSums(facts),
    ...wrongSeats(facts),
    ...wrongHolds(facts),
    ...(facts.checked ? [`The service's own check finds ${facts.checked} violations: fairground check`] : []),
  ]
  const sold = sum(facts.acknowledged.map(({ places }) => places))
  return {
    good: violations.length === 0 && !isIdle(facts),
    sentence: sentenceOf(facts, { sold, oversold, lost: lost.length, twice: twice.length }),
    sold,
    oversold,
    lost: lost.length,
    twice: twice.length,
    unknown: facts.unsettled.length,
    violations,
  }
}

/** Whether nobody bought anything, though there was something to buy from the beginning to the end. */
function isIdle({ buyers, interrupted, acknowledged, before, after }: Facts): boolean {
  if (interrupted || buyers === 0 || acknowledged.length > 0) return false
  return totalPlaces(before.areas).left > 0 && totalPlaces(after.areas).left > 0
}

function sentenceOf(facts: Facts, found: { sold: number; oversold: number; lost: number; twice: number }): string {
  const { buyers, before, unsettled } = facts
  const { capacity, sold, held } = totalPlaces(before.areas)
  const taken = sold + held
  const places =
    taken === 0
      ? `${showCount(capacity)} places`
      : `${showCount(capacity - taken)} of ${showCount(capacity)} places left`
  const unknown = unsettled.length > 0 ? `, ${showCount(unsettled.length)} not known` : ''
  return (
    `${showCount(buyers)} buyers, ${places}: ${showCount(found.sold)} sold, ${showCount(found.oversold)} oversold, ` +
    `${showCount(found.lost)} lost, ${showCount(found.twice)} twice${unknown}` +
    (isIdle(facts) ? '. Nobody bought anything, though places were free: this proves nothing' : '')
  )
}

function lostOrders({ acknowledged, orders, accountIds }: Facts): string[] {
  const known = new Map(orders.map((order) => [order.id, order]))
  return acknowledged.flatMap(({ id, account, places, ticketIds }) => {
    const order = known.get(id)
    if (!order) return [`Order ${id} was acknowledged, but the service does not have it.`]
    if (order.state !== 'confirmed') return [`Order ${id} was acknowledged, but it is ${order.state}.`]
    if (order.accountId !== undefined && order.accountId !== accountIds[account]) {
      return [`Order ${id} belongs to somebody else than its buyer.`]
    }
    if (order.ticketCount === places && ticketIds.length === places) return []
    return [
      `Order ${id} of ${places} places has ${order.ticketCount} tickets, and ${ticketIds.length} were handed out.`,
    ]
  })
}

function repeatedTickets({ acknowledged }: Facts): string[] {
  return repeated(acknowledged.flatMap(({ ticketIds }) => ticketIds)).map((id) => `Ticket ${id} was sold twice.`)
}

function repeatedSeats({ acknowledged }: Facts): string[] {
  return repeated(acknowledged.flatMap(({ seatIds = [] }) => seatIds)).map((id) => `Seat ${id} was sold twice.`)
}

function repeatedOrders({ acknowledged }: Facts): string[] {
  return [
    ...repeated(acknowledged.map(({ id }) => id)).map((id) => `Order ${id} was acknowledged to two buyers.`),
    ...repeated(acknowledged.map(({ holdId }) => holdId)).map((id) => `Hold ${id} became two orders.`),
  ]
}

/** Orders of our buyers that none of them was told of; one whose outcome is not known may have made one. */
function unaskedOrders({ acknowledged, orders, accountIds, unsettled }: Facts): string[] {
  const told = new Set(acknowledged.map(({ id }) => id))
  const ours = new Set(accountIds)
  const excuses = unsettled
    .filter(({ kind }) => kind === 'order')
    .map(({ account, places }) => `${accountIds[account]} ${places}`)
  return orders
    .filter(({ id, accountId }) => accountId !== undefined && ours.has(accountId) && !told.has(id))
    .filter(({ accountId, ticketCount }) => {
      const excuse = excuses.indexOf(`${accountId} ${ticketCount}`)
      if (excuse !== -1) excuses.splice(excuse, 1)
      return excuse === -1
    })
    .map(({ id, ticketCount }) => `Order ${id} of ${ticketCount} tickets exists, but its buyer was never told.`)
}

function oversoldPlaces({ acknowledged, before, after }: Facts): number {
  const { capacity } = totalPlaces(after.areas)
  const beyond = sum(after.areas.map((area) => Math.max(0, area.held + area.sold - area.capacity)))
  // What was acknowledged counts too, whatever the service says of itself.
  const acknowledgedSold = sum(acknowledged.map(({ places }) => places)) + before.tickets
  return Math.max(beyond, after.tickets - capacity, acknowledgedSold - capacity, 0)
}

function wrongSums({ before, after, orders }: Facts): string[] {
  const { sold } = totalPlaces(after.areas)
  const bought = sum(orders.filter(({ state }) => state === 'confirmed').map(({ ticketCount }) => ticketCount))
  const wrong: string[] = []
  for (const { id, capacity, held, sold: soldHere, left } of after.areas) {
    if (left === Math.max(0, capacity - held - soldHere)) continue
    wrong.push(`Area ${id} has ${capacity} places, ${held} held and ${soldHere} sold, but says that ${left} are left.`)
  }
  if (sold !== after.tickets) wrong.push(`${sold} places are sold, but the orders have ${after.tickets} tickets.`)
  if (after.tickets - before.tickets !== bought) {
    wrong.push(
      `The event has ${after.tickets - before.tickets} tickets more than before, but its new orders have ${bought}.`,
    )
  }
  return wrong
}

/** Every seat on a ticket is the one that was held, and sold by the map; and the map has as many as the counts. */
function wrongSeats({ acknowledged, seats, after }: Facts): string[] {
  if (!seats) return []
  const { areaId, sold } = seats
  const counted = after.areas.find(({ id }) => id === areaId)?.sold ?? 0
  return [
    ...acknowledged.flatMap(({ id, seatIds = [], heldSeatIds = seatIds, places }) => {
      const isWhole = seatIds.length === 0 || seatIds.length === places
      const isSame = seatIds.toSorted().join() === heldSeatIds.toSorted().join()
      return [
        ...(isWhole ? [] : [`Order ${id} of ${places} places has ${seatIds.length} seats.`]),
        ...(isSame
          ? []
          : [`Order ${id} has the seats ${seatIds.join(', ')}, but ${heldSeatIds.join(', ')} were held.`]),
        ...seatIds
          .filter((seat) => !sold.has(seat))
          .map((seat) => `Seat ${seat} of order ${id} is not sold by the map of the service.`),
      ]
    }),
    ...(sold.size === counted ? [] : [`${counted} seats are sold by the counts, but ${sold.size} by the map.`]),
  ]
}

function wrongHolds({ holds, after, unsettled, acknowledged }: Facts): string[] {
  const excused = new Set([
    ...unsettled.flatMap((write) => (write.kind === 'order' ? [write.body.holdId] : [])),
    ...acknowledged.map(({ holdId }) => holdId),
  ])
  const wrong = holds.flatMap(({ id, places, told, state }) => {
    switch (state) {
      case 'active':
        return told === 'open' ? [] : [`Hold ${id} had ${told}, but still holds ${places} places.`]
      case 'confirmed':
        return excused.has(id) ? [] : [`Hold ${id} became an order, but its buyer was never told.`]
      case 'missing':
        return [`Hold ${id} was acknowledged, but the service does not have it.`]
      case 'released':
      case 'expired':
        return []
      default:
        return state satisfies never
    }
  })
  const open = sum(holds.filter(({ state }) => state === 'active').map(({ places }) => places))
  const { held } = totalPlaces(after.areas)
  return held >= open ? wrong : [...wrong, `Our buyers hold ${open} places, but only ${held} are said to be held.`]
}

function repeated(ids: readonly string[]): string[] {
  const seen = new Set<string>()
  return ids.filter((id) => seen.has(id) || !seen.add(id))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
