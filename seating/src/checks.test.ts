import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'
import { describe, expect, test } from 'vitest'

import { type PlanError, planErrors } from './checks.ts'
import { drawHall, drawRow } from './drawing.ts'

function rowOf(label: string, y: number, section = ''): PlanRow {
  const row = drawRow({ start: { x: 20, y }, seats: 3, spacing: 25, label, category: 'Front' })
  return { ...row, seats: row.seats.map((seat) => ({ ...seat, seat_guid: section + seat.seat_guid })) }
}

function stalls(): PlanZone {
  return { name: 'Stalls', position: { x: 0, y: 0 }, rows: [rowOf('A', 20), rowOf('B', 50)] }
}

function planOf(zones: readonly PlanZone[], more: Partial<Plan> = {}): Plan {
  return {
    name: 'Hall',
    size: { width: 200, height: 200 },
    categories: [{ name: 'Front' }],
    zones: [...zones],
    ...more,
  }
}

/** The stalls with another seat A-2. */
function withSeat(seat: Partial<PlanSeat>): Plan {
  const zone = stalls()
  const [row] = zone.rows
  if (row) row.seats = row.seats.map((own, index) => (index === 1 ? { ...own, ...seat } : own))
  return planOf([zone])
}

function withArea(area: PlanArea): Plan {
  return planOf([{ ...stalls(), areas: [area] }])
}

function wrong(path: string, rule: string, message: string, limit?: number): PlanError[] {
  return [{ path, rule, message, ...(limit === undefined ? {} : { limit }) }]
}

test('a plan as it should be has no errors', () => {
  expect(planErrors(planOf([stalls()]))).toEqual([])
})

describe('a seat is wrong', () => {
  test('with the id of another one', () => {
    const balcony: PlanZone = { name: 'Balcony', position: { x: 100, y: 0 }, rows: [rowOf('B', 20)] }
    const errors = planErrors(planOf([stalls(), balcony]))
    expect(errors.length).toBe(3)
    expect(errors[1]).toEqual({
      path: 'zones.1.rows.0.seats.1.seat_guid',
      rule: 'same-id',
      message: 'Row B, seat 2 of Balcony has the id B-2, which row B, seat 2 of Stalls has already',
    })
  })

  test('at the place of another one, nearer than a quarter of their radii', () => {
    const near = wrong(
      'zones.0.rows.0.seats.1.position',
      'same-place',
      'Row A, seat 2 of Stalls is at the same place as row A, seat 1 of Stalls',
    )
    expect(planErrors(withSeat({ position: { x: 4.9, y: 0 } }))).toEqual(near)
    expect(planErrors(withSeat({ position: { x: 5, y: 0 } }))).toEqual([])
  })

  test('at the place of one of another size', () => {
    expect(planErrors(withSeat({ position: { x: 27, y: 0 }, radius: 100 })).map(({ rule }) => rule)).toEqual([
      'same-place',
      'same-place',
    ])
    expect(planErrors(withSeat({ position: { x: 2, y: 0 }, radius: 1 })).map(({ path }) => path)).toContain(
      'zones.0.rows.0.seats.1.position',
    )
  })

  test('outside of the plan by more than its radius', () => {
    const message = "Row A, seat 2 of Stalls lies at -11, 20, outside of the plan's 200 by 200"
    expect(planErrors(withSeat({ position: { x: -31, y: 0 } }))).toEqual(
      wrong('zones.0.rows.0.seats.1.position', 'outside', message),
    )
    expect(planErrors(withSeat({ position: { x: -30, y: 0 } }))).toEqual([])
    expect(planErrors(withSeat({ position: { x: 25, y: 190.5 } })).map(({ rule }) => rule)).toEqual(['outside'])
  })

  test('of a category that the plan does not have; without one it is not for sale', () => {
    const message = 'Row A, seat 2 of Stalls is of the category Back, which the plan does not have'
    expect(planErrors(withSeat({ category: 'Back' }))).toEqual(
      wrong('zones.0.rows.0.seats.1.category', 'unknown-category', message),
    )
    expect(planErrors(withSeat({ category: '' }))).toEqual([])
  })

  test('with the number of another one in its row, as people could not find theirs', () => {
    const message = 'Row A, seat 1 of Stalls is there twice; people could not find theirs'
    const errors = wrong('zones.0.rows.0.seats.1.seat_number', 'same-number', message)
    expect(planErrors(withSeat({ seat_number: '1' }))).toEqual(errors)
    expect(planErrors(withSeat({ seat_number: '1', category: '' }))).toEqual([])
  })

  test('in a row called like another one of its section, if they share numbers', () => {
    const rows = [rowOf('A', 20), rowOf('A', 50, 'other-')]
    expect(planErrors(planOf([{ ...stalls(), rows }])).map(({ rule }) => rule)).toEqual(
      Array.from({ length: 3 }, () => 'same-number'),
    )
    const [left, right] = [
      rowOf('A', 20),
      drawRow({ start: { x: 120, y: 20 }, seats: 2, label: 'A', numbering: { scheme: 'all', start: 4 } }),
    ]
    expect(planErrors(planOf([{ ...stalls(), rows: [left, right] }]))).toEqual([])
  })

  test('with the words of another one on its ticket, wherever it stands', () => {
    const zones = (...names: (string | undefined)[]): PlanZone[] =>
      names.map((name, index) => ({
        ...(name === undefined ? {} : { name }),
        position: { x: 0, y: index * 50 },
        rows: [rowOf('A', 20, `${index}-`)],
      }))
    const rules = (plan: Plan) => planErrors(plan).map(({ rule }) => rule)
    const three = Array.from({ length: 3 }, () => 'same-number')
    expect(planErrors(planOf(zones(undefined, undefined)))[0]).toEqual({
      path: 'zones.1.rows.0.seats.0.seat_number',
      rule: 'same-number',
      message:
        'Row A, seat 1 of section 2 has the same words on its ticket as row A, seat 1 of section 1; ' +
        'people could not find theirs',
    })
    expect(rules(planOf(zones('Stalls', 'Stalls')))).toEqual(three)
    expect(rules(planOf(zones('Stalls', 'Circle')))).toEqual([])
    const floors = [{ name: 'Ground' }, { name: 'Balcony' }]
    const onFloors = zones('Stalls', 'Stalls').map((zone, index) => ({ ...zone, floor: floors[index]?.name ?? '' }))
    expect(rules(planOf(onFloors, { floors }))).toEqual([])
    const nameless = [rowOf('', 20), rowOf('', 50, 'other')]
    expect(rules(planOf([{ ...stalls(), rows: nameless }]))).toEqual(three)
    const notForSale = zones('Stalls', 'Stalls').map((zone, index) => ({
      ...zone,
      rows: zone.rows.map((row) => ({
        ...row,
        seats: row.seats.map((seat) => ({ ...seat, category: index === 0 ? 'Front' : '' })),
      })),
    }))
    expect(rules(planOf(notForSale))).toEqual([])
  })

  test('that starts its row to nowhere', () => {
    const message = 'Row A, seat 2 of Stalls starts its row to x; it can be <, > or <>'
    expect(planErrors(withSeat({ start_direction: 'x' }))).toEqual(
      wrong('zones.0.rows.0.seats.1.start_direction', 'unknown-direction', message),
    )
    for (const direction of ['<', '>', '<>', null]) {
      expect(planErrors(withSeat({ start_direction: direction }))).toEqual([])
    }
  })

  test('with a character in its id or number that cannot be shown', () => {
    const message = 'The id A\u{fffd}2 has a character that cannot be shown'
    expect(planErrors(withSeat({ seat_guid: 'A\u001f2' }))).toEqual(
      wrong('zones.0.rows.0.seats.1.seat_guid', 'unprintable', message),
    )
    expect(planErrors(withSeat({ seat_number: '2\n' })).map(({ rule }) => rule)).toEqual(['unprintable'])
    expect(planErrors(withSeat({ seat_number: '\ud800' })).map(({ rule }) => rule)).toEqual(['unprintable'])
  })
})

describe('a plan is wrong', () => {
  test('without a seat or a standing area', () => {
    const errors = wrong('zones', 'empty', 'The plan has no seats and no standing areas')
    expect(planErrors(planOf([{ ...stalls(), rows: [] }]))).toEqual(errors)
    const circle = { radius: 50 }
    const pit: PlanArea = { shape: 'circle', circle, standing: { name: 'Pit', capacity: 9 } }
    expect(planErrors(planOf([{ ...stalls(), rows: [], areas: [pit] }]))).toEqual([])
  })

  test('without a size', () => {
    const plan = planOf([], { size: { width: 0, height: 200 } })
    expect(planErrors(plan)[1]).toEqual({ path: 'size', rule: 'no-size', message: 'The plan is 0 wide and 200 high' })
  })

  test('with more seats than any venue', () => {
    const plan = planOf(
      Array.from({ length: 1 }, () => ({
        ...stalls(),
        rows: drawHall({ rows: 201, seats: 1_000 }).zones[0]?.rows ?? [],
      })),
    )
    expect(planErrors(plan)).toEqual(
      wrong('zones', 'too-many-seats', 'The plan has 201000 seats; 200000 are the most', 200_000),
    )
  })

  test.each([
    ['rows without a seat', { rows: Array.from({ length: 1_000 }, () => ({ row_number: '', seats: [] })) }],
    ['points of outlines', { rows: [], outline: Array.from({ length: 1_000 }, () => ({ x: 0, y: 0 })) }],
    [
      'corners of shapes',
      {
        rows: [],
        areas: [{ shape: 'polygon', polygon: { points: Array.from({ length: 999 }, () => ({ x: 0, y: 0 })) } }],
      },
    ],
    ['round shapes', { rows: [], areas: Array.from({ length: 250 }, () => ({ shape: 'circle' })) }],
  ] satisfies [string, Omit<PlanZone, 'position'>][])(
    'with more than any venue has of what is no seat: %s',
    (_, zone) => {
      const zones = (count: number) => Array.from({ length: count }, () => ({ position: { x: 0, y: 0 }, ...zone }))
      expect(planErrors(planOf(zones(21)))).toEqual(
        wrong('zones', 'too-many-parts', 'The plan has 21000 rows, shapes and points; 20000 are the most', 20_000),
      )
      expect(planErrors(planOf(zones(20))).map(({ rule }) => rule)).not.toContain('too-many-parts')
    },
  )

  test('with more standing areas than an event can have areas', () => {
    const areas = Array.from({ length: 51 }, (): PlanArea => ({ standing: { name: 'Pit', capacity: 1 } }))
    const message = 'The plan has 51 standing areas; 50 are the most'
    expect(planErrors(planOf([{ ...stalls(), areas }]))).toEqual(wrong('zones', 'too-many-standing', message, 50))
  })

  test('with two names that a buyer cannot tell apart', () => {
    const names = ['Front', ' front ', 'ＦＲＯＮＴ', 'Back'].map((name) => ({ name }))
    expect(planErrors(planOf([stalls()], { categories: names }))).toEqual([
      ...wrong('categories.1', 'same-name', 'Two categories are called  front '),
      ...wrong('categories.2', 'same-name', 'Two categories are called ＦＲＯＮＴ'),
    ])
    const floors = [{ name: 'One' }, { name: 'one' }]
    expect(planErrors(planOf([stalls()], { floors }))).toEqual(
      wrong('floors.1', 'same-name', 'Two floors are called one'),
    )
    const pit: PlanArea = { shape: 'circle', circle: { radius: 50 }, standing: { name: 'Pit', capacity: 9 } }
    expect(planErrors(planOf([{ ...stalls(), areas: [pit, pit] }]))).toEqual(
      wrong('zones.0.areas.1.standing', 'same-name', 'Two standing areas are called Pit'),
    )
  })

  test('with a section on a floor that it does not have', () => {
    const message = 'Stalls is on the floor Roof, which the plan does not have'
    const zone = { ...stalls(), floor: 'Roof' }
    expect(planErrors(planOf([zone]))).toEqual(wrong('zones.0.floor', 'unknown-floor', message))
    expect(planErrors(planOf([zone], { floors: [{ name: 'Roof' }] }))).toEqual([])
  })

  test('with names and labels that cannot be shown', () => {
    const zone: PlanZone = { ...stalls(), name: 'St\talls' }
    expect(planErrors(planOf([zone])).map(({ path, rule }) => [path, rule])).toEqual([['zones.0.name', 'unprintable']])
    const rows = [{ ...rowOf('A', 20), row_label: 'A\u0000' }]
    expect(planErrors(planOf([{ ...stalls(), rows }]))[0]).toMatchObject({ path: 'zones.0.rows.0.row_label' })
  })
})

describe('a shape is wrong', () => {
  const corners = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ]

  test('with fewer than three corners', () => {
    expect(planErrors(withArea({ shape: 'polygon', polygon: { points: corners } }))).toEqual(
      wrong('zones.0.areas.0.polygon', 'too-few-points', 'Shape 1 of Stalls has 2 points; it needs 3', 3),
    )
    expect(planErrors(planOf([{ ...stalls(), outline: corners }]))).toEqual(
      wrong('zones.0.outline', 'too-few-points', 'The outline of Stalls has 2 points; it needs 3', 3),
    )
  })

  test('that people stand in or look at and that has no size', () => {
    const flat = { shape: 'rectangle', rectangle: { width: 100, height: 0 } } as const
    expect(planErrors(withArea({ ...flat, stage: true }))).toEqual(
      wrong('zones.0.areas.0', 'no-size', 'The stage of Stalls has no size'),
    )
    expect(planErrors(withArea({ standing: { name: 'Pit', capacity: 5 } }))).toEqual(
      wrong('zones.0.areas.0', 'no-size', 'The standing area Pit of Stalls has no size'),
    )
    expect(planErrors(withArea(flat))).toEqual([])
    expect(planErrors(planOf([{ ...stalls(), outline: [...corners, { x: 20, y: 0 }] }]))).toEqual(
      wrong('zones.0.outline', 'no-size', 'The outline of Stalls has no size'),
    )
  })
})

test('fifty errors are enough, also of a plan in which everything is wrong', () => {
  const plan = drawHall({ rows: 200, seats: 1_000 })
  const zones = plan.zones.map((zone) => ({
    ...zone,
    rows: zone.rows.map((row) => ({ ...row, seats: row.seats.map((seat) => ({ ...seat, seat_guid: 'A\u0000' })) })),
  }))
  expect(planErrors({ ...plan, zones, categories: [] }).length).toBe(50)
})

test('at most fifty errors are said', () => {
  const plan = drawHall({ rows: 20, seats: 20 })
  expect(planErrors({ ...plan, categories: [] }).length).toBe(50)
})

test('a plan made to be slow is checked as quickly as any: a table over a hundred thousand seats', () => {
  const seats = Array.from({ length: 100_000 }, (_, index): PlanSeat => ({
    seat_guid: String(index),
    seat_number: String(index),
    position: { x: (index % 400) * 0.6, y: Math.floor(index / 400) * 0.6 },
    category: '',
    radius: index === 0 ? 1_000 : 1,
  }))
  const rows = [{ row_number: '1', seats }]
  const start = performance.now()
  expect(planErrors(planOf([{ position: { x: 0, y: 0 }, rows }])).length).toBe(50)
  const size = { width: 300, height: 300 }
  const free = [{ row_number: '1', seats: seats.map((seat) => ({ ...seat, radius: 1 })) }]
  expect(planErrors(planOf([{ position: { x: 0, y: 0 }, rows: free }], { size }))).toEqual([])
  expect(performance.now() - start).toBeLessThan(5_000)
})
