import type { Event, Plan } from '@fairground/contract'
import { drawHall, drawRows, geometryOf, packChanges, readGeometry, type SeatMap, withIds } from '@fairground/seating'
import { describe, expect, test } from 'vitest'

import { gridOf, placeInGrid, seatNearColumn, type SectionGrid } from './grid.ts'
import { applyChanges } from './hall.ts'
import { seatsWords, seatWords } from './names.ts'
import { findSeats, linesForSeats, linesInstead, parseSeats } from './pick.ts'

const mapOf = (plan: Plan): SeatMap => readGeometry(geometryOf(plan, 'hash'))

/** Two sections of three rows of four, left of a stage and right of it, whose rows run to it. */
function sides(): Plan {
  const zone = (name: string, x: number, rotation: number) => ({
    name,
    position: { x, y: 500 },
    rows: drawRows({ start: { x: 0, y: 0 }, rows: 3, seats: 4, rotation, category: name }),
  })
  return withIds({
    name: 'Sides',
    size: { width: 1_000, height: 1_000 },
    focal_point: { x: 500, y: 500 },
    categories: [{ name: 'Left' }, { name: 'Right' }],
    zones: [zone('Left', 300, 90), zone('Right', 700, -90)],
  })
}

/** As it would be printed: a dot a seat. */
function drawn({ lines, columns }: SectionGrid): string[] {
  return lines.map((line) =>
    Array.from({ length: columns }, (_, column) => (line.columns.includes(column) ? '.' : ' ')).join(''),
  )
}

describe('the name of a seat', () => {
  test('has its section, row and number, and no part that the venue has none of', () => {
    expect(seatWords({ section: 'Stalls', row: 'C', number: '12' })).toBe('Stalls, row C, seat 12')
    expect(seatWords({ floor: 'Balcony', section: 'Left', row: '', number: '3' })).toBe('Balcony, Left, seat 3')
    expect(seatWords({ floor: 'Balcony', section: 'Balcony left', row: 'A', number: '3' })).toBe(
      'Balcony left, row A, seat 3',
    )
  })

  test('is said with those of its neighbours, each row and section once', () => {
    const seat = (row: string, number: string, section = 'Stalls') => ({ section, row, number })
    const names = [seat('C', '12'), seat('C', '10'), seat('C', '9'), seat('C', '11'), seat('D', '4'), seat('D', '6')]
    expect(seatsWords([...names, seat('A', '1', 'Box')])).toBe(
      'Stalls, row C, seats 9 to 12; row D, seats 4 and 6; Box, row A, seat 1',
    )
  })
})

describe('a section as lines of characters', () => {
  test('has the aisle of a hall, and the row nearest to the stage above', () => {
    const map = mapOf(drawHall({ rows: 2, seats: 20 }))
    const grid = gridOf(map, 0)
    expect(drawn(grid)).toEqual(['.......... ..........', '.......... ..........'])
    expect(grid.lines.map(({ label }) => label)).toEqual(['A', 'B'])
    expect(map.ids[grid.lines[0]?.seats[0] ?? -1]).toBe('A-1')
  })

  test('is as wide as its rows are long, however they bend, and their middles stand above each other', () => {
    const rows = drawRows({ start: { x: 0, y: 0 }, rows: 3, seats: 8, growth: 2, curve: 60, category: 'C' })
    const plan = { ...drawHall({ rows: 1, seats: 1 }), zones: [{ name: 'Bent', position: { x: 0, y: 300 }, rows }] }
    expect(drawn(gridOf(mapOf(withIds(plan)), 0))).toEqual(['  ........  ', ' .......... ', '............'])
  })

  test('beside the stage is turned to it, not mirrored', () => {
    const map = mapOf(sides())
    // To the left of the stage, whoever looks to it has the lower seats of the plan to the right.
    for (const section of [0, 1]) {
      const { lines } = gridOf(map, section)
      const [first = [], last = []] = [lines[0]?.seats, lines.at(-1)?.seats]
      const away = (seat = 0) => Math.abs((map.x[seat] ?? 0) - 500)
      expect(away(first[0])).toBeLessThan(away(last[0]))
      const isDownwards = (map.y[first.at(-1) ?? 0] ?? 0) > (map.y[first[0] ?? 0] ?? 0)
      expect(isDownwards).toBe(section === 0)
    }
  })

  test('knows where a seat stands, and which one is nearest to a column', () => {
    const map = mapOf(drawHall({ rows: 3, seats: 20 }))
    const grid = gridOf(map, 0)
    const seat = map.indexOf('B-11')
    expect(placeInGrid(grid, seat)).toEqual({ line: 1, index: 10, column: 11 })
    const [line] = grid.lines
    if (!line) throw new Error('there are rows')
    expect(map.ids[seatNearColumn(line, 10) ?? -1]).toBe('A-10')
    expect(map.ids[seatNearColumn(line, 99) ?? -1]).toBe('A-20')
  })
})

describe('the states of seats', () => {
  const map = mapOf(drawHall({ rows: 1, seats: 4 }))
  const hall = { map, states: new Uint8Array(4), version: 5 }
  const change = { hash: 'hash', from: 5, version: 7, changes: packChanges([{ seat: 2, state: 1 }]) }

  test('follow the changes, and ask again where one is missing', () => {
    expect(applyChanges(hall, change)).toMatchObject({ version: 7, states: Uint8Array.of(0, 0, 1, 0) })
    expect(hall.states).toEqual(new Uint8Array(4))
    expect(applyChanges(hall, { ...change, from: 6 })).toBeUndefined()
    expect(applyChanges(hall, { ...change, hash: 'other' })).toBeUndefined()
    expect(applyChanges(hall, { ...change, from: 3, version: 5 })).toBe(hall)
  })
})

describe('seats that are named', () => {
  const map = mapOf(drawHall({ rows: 3, seats: 20 }))

  test('are known by their ids, in capitals or not, and never taken twice', () => {
    expect(findSeats(map, parseSeats('A-12, b-13'), 'Reading')).toEqual(['A-12', 'B-13'])
    expect(() => findSeats(map, ['A-12', 'a-12'], 'Reading')).toThrow(/row A, seat 12 twice/)
    expect(() => findSeats(map, ['Z-1'], 'Reading')).toThrow('Reading has no seat "Z-1"')
    expect(() => parseSeats('A-1,,B-2')).toThrow('write seats like A-12,A-13')
  })

  test('are a question where two sections have such a row and number', () => {
    const two = mapOf(sides())
    expect(() => findSeats(two, ['A-1'], 'Sides')).toThrow('2 seats are called "A-1"')
  })

  test('are sold as ticket types of their categories', async () => {
    const two = mapOf(sides())
    const types = ['Left', 'Right'].map((category) => ({ id: `type ${category}`, category }))
    // Nothing else of an event is looked at.
    const event = { areas: [{ ticketTypes: types }] } as unknown as Event
    const [first = '', second = '', last = ''] = [two.ids[0], two.ids[1], two.ids.at(-1)]
    const lines = await linesForSeats(two, [first, last, second], event, async ([type]) => {
      if (!type) throw new Error('each has one')
      return type
    })
    expect(lines).toEqual([
      { ticketTypeId: 'type Left', seatIds: [first, second] },
      { ticketTypeId: 'type Right', seatIds: [last] },
    ])
    const offered = [two.ids[2] ?? '', two.ids[3] ?? '', two.ids.at(-2) ?? '']
    expect(linesInstead(two, lines, [first], offered)).toEqual([
      { ticketTypeId: 'type Left', seatIds: offered.slice(0, 2) },
      { ticketTypeId: 'type Right', seatIds: offered.slice(2) },
    ])
    expect(linesInstead(two, lines, [first], offered.slice(0, 1))).toMatchObject([
      { seatIds: [offered[0], second] },
      {},
    ])
    expect(linesInstead(two, lines, [first], [])).toBeUndefined()
    expect(linesInstead(two, lines, [first], offered.slice(2))).toBeUndefined()
  })
})
