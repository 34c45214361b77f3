import { createEvent, listHolds, placeHold, placeOrder, releaseHold } from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { newId } from '../../ids.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor
beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
})
afterAll(() => service.stop())

async function newEvent() {
  const areas = [
    { name: 'Hall', kind: 'general' as const, capacity: 100, ticketTypes: [{ name: 'Entry', priceMinor: 0 }] },
  ]
  const body = { title: 'A night to hold', startsAt: '2099-06-01T18:00:00Z', areas }
  const made = await organizer.client(createEvent, { body })
  if (!made.ok) throw new Error(made.problem.detail)
  const lines = [{ ticketTypeId: made.data.areas[0]?.ticketTypes[0]?.id ?? '', quantity: 1 }]
  return { params: { eventId: made.data.id }, body: { lines } }
}

async function hold(by: Visitor, event: Awaited<ReturnType<typeof newEvent>>) {
  const held = await by.client(placeHold, event)
  if (!held.ok) throw new Error(held.problem.detail)
  return held.data
}

async function heldBy(visitor: Visitor, params: { eventId: string }) {
  const listed = await visitor.client(listHolds, { params })
  if (!listed.ok) throw new Error(listed.problem.detail)
  expect(listed.data.nextCursor).toBeNull()
  return listed.data.items
}

test('the holds of an account are its active ones of this event, newest first, as they were placed', async () => {
  const [event, other] = [await newEvent(), await newEvent()]
  const [buyer, stranger] = [await service.signUp(), await service.signUp()]
  expect(await heldBy(buyer, event.params)).toEqual([])
  const [first, second] = [await hold(buyer, event), await hold(buyer, event)]
  await hold(stranger, event)
  const elsewhere = await hold(buyer, other)
  expect(await heldBy(buyer, event.params)).toEqual([second, first])
  expect(await heldBy(buyer, other.params)).toEqual([elsewhere])
})

test('a hold that was released or bought is not among them, nor one that is past its end though not swept', async () => {
  const event = await newEvent()
  const { eventId } = event.params
  const buyer = await service.signUp()
  const [kept, released, bought, due] = [
    await hold(buyer, event),
    await hold(buyer, event),
    await hold(buyer, event),
    await hold(buyer, event),
  ]
  await buyer.client(releaseHold, { params: { eventId, holdId: released.id } })
  await buyer.client(placeOrder, { params: { eventId }, body: { holdId: bought.id } })
  const { queries } = service.database
  await sql`UPDATE holds SET expires_at = clock_timestamp() WHERE id = ${due.id}`.execute(queries)
  expect(await heldBy(buyer, event.params)).toEqual([kept])
})

test('of very many the newest twenty are told', async () => {
  const event = await newEvent()
  const buyer = await service.signUp()
  const holds = []
  for (let placed = 0; placed < 21; placed += 1) holds.push(await hold(buyer, event))
  expect((await heldBy(buyer, event.params)).map(({ id }) => id)).toEqual(
    holds
      .slice(1)
      .map(({ id }) => id)
      .toReversed(),
  )
})

test('an event that is not there has no holds', async () => {
  const { client } = await service.signUp()
  expect(await client(listHolds, { params: { eventId: newId() } })).toMatchObject({
    ok: false,
    problem: { code: 'not-found' },
  })
})
