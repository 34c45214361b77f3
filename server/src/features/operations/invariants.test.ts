import { blockSeats, placeHold, placeOrder } from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openSeatedEvent, type SeatedEvent } from '../../testing/seats.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import { invariants, runInvariants } from './invariants.ts'

let service: TestService
let hall: SeatedEvent

/** A hall with a seat held, one sold and one blocked. */
beforeAll(async () => {
  service = await startTestService()
  const organizer = await service.signUp('Organizer')
  const buyer = await service.signUp('Buyer')
  hall = await openSeatedEvent(organizer.client, { plan: { rows: 2, seats: 4 } })
  const { eventId, ticketTypeId, seatIds } = hall
  const [first = '', second = '', third = ''] = seatIds
  const params = { eventId }
  const lines = (seatId: string) => ({ lines: [{ ticketTypeId, seatIds: [seatId] }] })
  for (const outcome of [
    await buyer.client(placeHold, { params, body: lines(first) }),
    await buyer.client(placeOrder, { params, body: lines(second) }),
    await organizer.client(blockSeats, { params, body: { blocked: [third] } }),
  ]) {
    if (!outcome.ok) throw new Error(outcome.problem.detail)
  }
})

afterAll(() => service.stop())

/** The names of those that are violated while the statement holds. */
async function brokenBy(statement: string): Promise<string[]> {
  const names: string[] = []
  const { queries } = service.database
  const undone = queries.transaction().execute(async (tx) => {
    await sql.raw(statement.replaceAll('$event', `'${hall.eventId}'`)).execute(tx)
    for (const { name, violations } of await runInvariants(tx)) if (violations > 0) names.push(name)
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  return names
}

describe('the invariants of seats', () => {
  test('hold where seats are held, sold and blocked', async () => {
    await service.invariants()
  })

  test.each([
    [
      'a claim of a hold that does not have the seat',
      `INSERT INTO seat_claims SELECT $event, 'nowhere', 'held', hold_id FROM seat_claims WHERE hold_id IS NOT NULL`,
      'a seat is held exactly where one active hold has it',
    ],
    [
      'a hold without its claim',
      `DELETE FROM seat_claims WHERE state = 'held'`,
      'a seat is held exactly where one active hold has it',
    ],
    [
      'a claim that was sold to nobody',
      `INSERT INTO seat_claims VALUES ($event, 'nowhere', 'sold')`,
      'a seat is sold exactly where one ticket in use has it',
    ],
    [
      'a ticket whose seat is free',
      `DELETE FROM seat_claims WHERE state = 'sold'`,
      'a seat is sold exactly where one ticket in use has it',
    ],
    [
      'a ticket without its seat',
      `UPDATE tickets SET seat_id = NULL`,
      'a ticket has a seat exactly where its ticket type has seats, and so has each place of an active hold',
    ],
    [
      'a blocked seat that still counts',
      `INSERT INTO seat_claims VALUES ($event, 'nowhere', 'blocked')`,
      'an area with seats has as many places as its plan has seats that are not blocked in all, and its categories have as many together',
    ],
    [
      'a category that counts what none of its types sold',
      `UPDATE counters SET sold = sold + 1 WHERE kind = 'category'`,
      "a category's counter is the sum of its ticket types'",
    ],
    [
      'a ticket type whose category has no counter',
      `UPDATE ticket_types SET category_id = id`,
      'every event, area, category and ticket type has its counter',
    ],
  ])('find %s', async (_, statement, name) => {
    expect(invariants.map((invariant) => invariant.name)).toContain(name)
    expect(await brokenBy(statement)).toContain(name)
  })
})
