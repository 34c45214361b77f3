import { Plan } from '@fairground/contract'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'

import { planErrors } from '../checks.ts'
import { geometryOf, readGeometry } from '../geometry.ts'
import { ACCESSIBLE, AISLE, COMPANION, RESTRICTED_VIEW, type SeatMap } from '../seat-map.ts'
import { arena } from './arena.ts'
import { halls } from './index.ts'
import { lectureHall } from './lecture-hall.ts'
import { theatre } from './theatre.ts'

function mapOf(plan: Plan): SeatMap {
  return readGeometry(geometryOf(plan, 'hash'))
}

function withFlag(map: SeatMap, flag: number): number[] {
  return Array.from(map.flags.keys()).filter((seat) => ((map.flags[seat] ?? 0) & flag) !== 0)
}

/** Of two sRGB colours (WCAG 2.2, relative luminance). */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
      const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe('every hall that comes along', () => {
  const plans = halls.map(({ plan }) => [plan().name, plan] as const)

  test.each(plans)('%s is a plan without errors, and the same each time', (_, make) => {
    const plan = make()
    expect(Check(Plan, plan)).toBe(true)
    expect(planErrors(plan)).toEqual([])
    expect(JSON.stringify(make())).toBe(JSON.stringify(plan))
  })

  test.each(plans)('%s has no seats that overlap', (_, make) => {
    const map = mapOf(make())
    expect(overlapping(map)).toEqual([])
  })

  test.each(plans)('%s has every seat inside of the outline of its section, and of no other', (_, make) => {
    const map = mapOf(make())
    for (const [index, { outline, firstSeat, seats }] of map.sections.entries()) {
      for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
        const at = { x: map.x[seat] ?? 0, y: map.y[seat] ?? 0 }
        if (!isInside(at, outline)) throw new Error(`${map.ids[seat]} is outside of its section`)
      }
      const others = map.sections.filter((_other, other) => other !== index)
      for (const corner of outline) {
        const inside = others.find((other) => isInside(corner, other.outline))
        if (inside) throw new Error(`The outline of ${map.sections[index]?.name} reaches into ${inside.name}`)
      }
    }
  })

  test.each(plans)('%s has colours that are seen on light and on dark paper', (_, make) => {
    for (const { color } of make().categories) {
      expect(contrast(color ?? '', '#fbf9f4')).toBeGreaterThan(3)
      expect(contrast(color ?? '', '#14161f')).toBeGreaterThan(3)
      // Numbers are written on seats.
      expect(contrast(color ?? '', '#ffffff')).toBeGreaterThan(3)
    }
  })

  test.each(plans)(
    '%s has places for wheelchairs, each beside a companion, and says where the view is poor',
    (_, make) => {
      const map = mapOf(make())
      const wheelchairs = withFlag(map, ACCESSIBLE)
      expect(wheelchairs.length).toBeGreaterThanOrEqual(4)
      const companions = new Set(withFlag(map, COMPANION))
      expect(wheelchairs.every((seat) => companions.has(seat - 1) || companions.has(seat + 1))).toBe(true)
      expect(withFlag(map, RESTRICTED_VIEW).length).toBeGreaterThan(0)
    },
  )

  test.each(plans)('%s has rows that begin and end at an aisle', (_, make) => {
    const map = mapOf(make())
    const beside = new Set(withFlag(map, AISLE))
    for (const { firstSeat, seats } of map.rows) {
      expect([beside.has(firstSeat), beside.has(firstSeat + seats - 1)]).toEqual([true, true])
    }
  })

  test('has an id of its own', () => {
    expect(new Set(halls.map(({ id }) => id)).size).toBe(halls.length)
    for (const { id } of halls)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

/** Pairs of seats that touch, found in cells as wide as the widest seat. */
function overlapping(map: SeatMap): string[] {
  const side = 30
  const cells = new Map<string, number[]>()
  const found: string[] = []
  for (let seat = 0; seat < map.seats; seat += 1) {
    const [x, y, radius] = [map.x[seat] ?? 0, map.y[seat] ?? 0, map.radius[seat] ?? 0]
    const [column, row] = [Math.floor(x / side), Math.floor(y / side)]
    for (const [dx, dy] of [-1, 0, 1].flatMap((one) => [-1, 0, 1].map((other) => [one, other] as const))) {
      for (const other of cells.get(`${column + dx} ${row + dy}`) ?? []) {
        const distance = Math.hypot(x - (map.x[other] ?? 0), y - (map.y[other] ?? 0))
        if (distance < radius + (map.radius[other] ?? 0)) found.push(`${map.ids[seat]} and ${map.ids[other]}`)
      }
    }
    cells.set(`${column} ${row}`, [...(cells.get(`${column} ${row}`) ?? []), seat])
  }
  return found
}

/** By the number of edges that a ray to the right crosses. */
function isInside(point: { x: number; y: number }, polygon: readonly { x: number; y: number }[]): boolean {
  let inside = false
  for (const [index, one] of polygon.entries()) {
    const other = polygon.at(index - 1) ?? one
    if (one.y > point.y === other.y > point.y) continue
    const x = one.x + ((point.y - one.y) / (other.y - one.y)) * (other.x - one.x)
    if (x > point.x) inside = !inside
  }
  return inside
}

test('the lecture hall has some 300 seats in three blocks', () => {
  const map = mapOf(lectureHall())
  expect(map.seats).toBeGreaterThan(280)
  expect(map.seats).toBeLessThan(320)
  expect(map.sections.filter(({ seats }) => seats > 0).map(({ name }) => name)).toEqual(['Left', 'Middle', 'Right'])
  expect(map.ids[0]).toBe('L-A-1')
})

describe('the theatre', () => {
  const map = mapOf(theatre())

  test('has some 1,200 seats in stalls, boxes and a balcony, and standing room', () => {
    expect(map.seats).toBeGreaterThan(1_150)
    expect(map.seats).toBeLessThan(1_250)
    expect(map.floors).toEqual(['Stalls', 'Balcony'])
    expect(map.categories.map(({ name }) => name)).toEqual(['Premium', 'Stalls', 'Boxes', 'Balcony'])
    expect(map.shapes.map(({ standing }) => standing)).toContain('Standing')
  })

  test('is numbered odd to the left and even to the right, through the gangways', () => {
    const numbersOf = (name: string) => {
      const row = map.rows[map.sections.find((section) => section.name === name)?.firstRow ?? -1]
      return map.numbers.slice(row?.firstSeat, (row?.firstSeat ?? 0) + (row?.seats ?? 0)).map(Number)
    }
    const [left, centre, right] = ['Stalls left', 'Stalls centre', 'Stalls right'].map(numbersOf)
    const all = [...(left ?? []), ...(centre ?? []), ...(right ?? [])]
    const middle = Math.ceil(all.length / 2)
    expect(all.slice(0, middle)).toEqual(Array.from({ length: middle }, (_, index) => 2 * (middle - index) - 1))
    expect(all.slice(middle)).toEqual(Array.from({ length: all.length - middle }, (_, index) => 2 * (index + 1)))
  })
})

describe('the arena', () => {
  const map = mapOf(arena())

  test('has exactly 60,000 seats in three tiers, and 4,000 people standing', () => {
    expect(map.seats).toBe(60_000)
    expect(map.floors).toEqual(['Lower tier', 'Middle tier', 'Upper tier'])
    expect(map.sections.filter(({ seats }) => seats > 0).length).toBe(110)
    expect(arena().zones.flatMap(({ areas = [] }) => areas.flatMap(({ standing }) => standing ?? []))).toEqual([
      { name: 'Standing', capacity: 4_000 },
    ])
  })

  test('has five categories, of no section more than one', () => {
    expect(new Set(map.category).size).toBe(5)
    for (const { firstSeat, seats } of map.sections) {
      expect(new Set(map.category.subarray(firstSeat, firstSeat + seats)).size).toBeLessThan(2)
    }
  })

  test('has ids that can be said at a gate', () => {
    expect(map.indexOf('112-A-7')).toBeGreaterThan(0)
    expect(Math.max(...map.ids.map((id) => id.length))).toBeLessThanOrEqual(10)
  })

  test('is made in less than 300 ms', () => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now()
      arena()
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(300)
  })
})
