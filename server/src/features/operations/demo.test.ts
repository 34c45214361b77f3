import {
  type Event,
  listEvents,
  loadDemo,
  placeOrder,
  readEvent,
  readSeatGeometry,
  readSeatStatus,
} from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import {
  ACCESSIBLE,
  COMPANION,
  FREE,
  readGeometry,
  type SeatMap,
  TAKEN_BY_HOUSE,
  unpackStates,
} from '@fairground/seating'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService } from '../../testing/service.ts'

let service: TestService
let play: Event
let map: SeatMap
let states: Uint8Array

beforeAll(async () => {
  service = await startTestService()
  const { client } = await service.admin()
  dataOf(await client(loadDemo, {}))
  const [found] = dataOf(await client(listEvents, { query: { query: 'Twelfth' } })).items
  const params = { eventId: found?.id ?? '' }
  play = dataOf(await client(readEvent, { params }))
  const status = dataOf(await client(readSeatStatus, { params }))
  map = readGeometry(dataOf(await client(readSeatGeometry, { params: { ...params, hash: status.hash } })))
  states = unpackStates(status.states, map.seats)
})

afterAll(async () => {
  await service.invariants()
  await service.stop()
})

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

describe('the demo’s play', () => {
  test('sells each category of the theatre and the room to stand, with a picture', () => {
    expect(map.name).toBe('Theatre')
    expect(play.areas.map(({ kind, standing }) => [kind, standing])).toEqual([
      ['seated', null],
      ['general', 'Standing'],
    ])
    const sold = new Set(play.areas[0]?.ticketTypes.map(({ category }) => category))
    expect(sold).toEqual(new Set(map.categories.map(({ name }) => name)))
    expect(play.picture?.alt).toContain('stage')
  })

  test('looks like one that people want to see: a sixth to a third of its seats are somebody’s', () => {
    const taken = states.filter((state) => state === TAKEN_BY_HOUSE).length
    expect(taken / map.seats).toBeGreaterThan(1 / 6)
    expect(taken / map.seats).toBeLessThan(1 / 3)
    expect(play.areas[0]?.capacity).toBe(map.seats - taken)
  })

  test('leaves nobody alone, and the places for wheelchairs free', () => {
    const alone = map.rows.filter(({ firstSeat, seats }) => {
      const row = [...states.subarray(firstSeat, firstSeat + seats)]
      return row.some((state, index) => state === FREE && row[index - 1] !== FREE && row[index + 1] !== FREE)
    })
    expect(alone).toEqual([])
    const forWheelchairs = [...states].filter((_, seat) => ((map.flags[seat] ?? 0) & (ACCESSIBLE | COMPANION)) !== 0)
    expect(new Set(forWheelchairs)).toEqual(new Set([FREE]))
  })

  test('gives two the best seats together', async () => {
    const { client } = await service.signUp('Visitor')
    const ticketTypeId = play.areas[0]?.ticketTypes[0]?.id ?? ''
    const body = { lines: [{ ticketTypeId, quantity: 2, best: true as const }], payment: { method: 'door' as const } }
    const order = dataOf(await client(placeOrder, { params: { eventId: play.id }, body }))
    expect(order.lines[0]).toMatchObject({ seating: 'together' })
  })
})
