import { Plan, type PlanRow } from '@fairground/contract'
import { drawHall, planErrors } from '@fairground/seating'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'

import { renamed, seatsByCategory, withCategory, withoutCategory } from './categories.ts'
import { copied, pasted, removed } from './copying.ts'
import { begun, redone, stepped, undone } from './history.ts'
import { hitAt, seatsAlong, takenBy } from './hits.ts'
import { identified, idsOfSeats } from './ids.ts'
import { following, labelsAfter } from './labels.ts'
import { aligned, moved, rotated } from './moving.ts'
import { marksIn, painted, paintedAlong } from './painting.ts'
import { idOf, seatCount } from './parts.ts'
import { alongStroke, relabelled, relaid, renumbered, type RowsDrawing, shapeOfRow, withBlock } from './rows.ts'
import { fromTheFront, movedTo, outlined, withSection } from './sections.ts'
import { boxOfSelection, everything, NOTHING, seatsIn, selectionOf, toggled, unitsOf, within } from './selection.ts'
import { forPurpose, resized, shapeIn, sizeOf, standingOf, withArea } from './shapes.ts'
import { emptyPlan, onSheet } from './sheet.ts'

const hall = identified(drawHall({ rows: 4, seats: 6 }))
const [zone] = hall.zones
if (!zone) throw new Error('a hall has a section')
const rowIds = zone.rows.map(idOf)
const [firstId = '', secondId = '', thirdId = ''] = rowIds

function rowsOf(plan: Plan): PlanRow[] {
  return plan.zones.flatMap((one) => one.rows)
}

function rowWith(plan: Plan, id: string): PlanRow {
  const row = rowsOf(plan).find((one) => idOf(one) === id)
  if (!row) throw new Error(`no row ${id}`)
  return row
}

/** Where every seat is, by its id. */
function places(plan: Plan): Record<string, [number, number]> {
  return Object.fromEntries(
    plan.zones.flatMap((one) =>
      one.rows.flatMap((row) =>
        row.seats.map((seat) => [
          seat.seat_guid,
          [
            Math.round(one.position.x + (row.position?.x ?? 0) + seat.position.x),
            Math.round(one.position.y + (row.position?.y ?? 0) + seat.position.y),
          ],
        ]),
      ),
    ),
  )
}

function placeOf(seatId: string): { x: number; y: number } {
  const [x = 0, y = 0] = places(hall)[seatId] ?? []
  return { x, y }
}

const drawing: RowsDrawing = {
  ...{ seats: undefined, spacing: 24, curve: 0, rows: 2, rowGap: 32, growth: 0 },
  ...{ numbering: { scheme: 'all' }, labels: 'next', category: 'Standard' },
}

describe('a plan that is opened', () => {
  test('has an id for each of its parts, and keeps those that it had', () => {
    expect(new Set([...rowIds, ...hall.zones.map(idOf)]).size).toBe(5)
    expect(identified(hall)).toBe(hall)
    expect([...idsOfSeats(hall)]).toEqual([...idsOfSeats(drawHall({ rows: 4, seats: 6 }))])
  })

  test('gives the second of two seats with one id another one', () => {
    const twice = structuredClone(hall)
    const seats = twice.zones[0]?.rows[0]?.seats ?? []
    for (const seat of seats.slice(0, 2)) seat.seat_guid = 'A-1'
    const own = identified(twice)
    expect(idsOfSeats(own).size).toBe(24)
    expect(own.zones[0]?.rows[0]?.seats[0]?.seat_guid).toBe('A-1')
  })
})

describe('moving', () => {
  test('takes the selection along and leaves all else the same object', () => {
    const after = moved(hall, selectionOf({ rows: [firstId] }), { x: 10, y: -4 })
    const [before, now] = [places(hall), places(after)]
    expect(now['A-1']).toEqual([(before['A-1']?.[0] ?? 0) + 10, (before['A-1']?.[1] ?? 0) - 4])
    expect(now['B-1']).toEqual(before['B-1'])
    expect(rowWith(after, secondId)).toBe(rowWith(hall, secondId))
    expect(rowWith(after, firstId).seats).toBe(rowWith(hall, firstId).seats)
  })

  test('of a section moves all that is in it, and of a seat the seat alone', () => {
    const section = moved(hall, selectionOf({ zones: [idOf(zone)] }), { x: 5, y: 5 })
    expect(places(section)['D-6']?.[0]).toBe((places(hall)['D-6']?.[0] ?? 0) + 5)
    const seat = moved(hall, selectionOf({ seats: ['A-2'] }), { x: 0, y: 7 })
    const changed = Object.entries(places(seat)).filter(([id, at]) => String(at) !== String(places(hall)[id]))
    expect(changed.map(([id]) => id)).toEqual(['A-2'])
  })

  test('by nothing is no change', () => {
    expect(moved(hall, everything(hall), { x: 0, y: 0 })).toBe(hall)
  })
})

describe('rotating', () => {
  test('four times by a quarter is where it began', () => {
    let plan = hall
    for (let turn = 0; turn < 4; turn += 1) plan = rotated(plan, everything(hall), 90)
    expect(places(plan)).toEqual(places(hall))
    expect(rowWith(plan, firstId).drawn?.rotation).toBe(rowWith(hall, firstId).drawn?.rotation)
  })

  test('by a half turns a row about its middle, and its drawing knows', () => {
    const plan = rotated(hall, selectionOf({ rows: [firstId] }), 180)
    expect(places(plan)['A-1']).toEqual(places(hall)['A-6'])
    expect(rowWith(plan, firstId).drawn?.rotation).toBe(180)
  })

  test('of a section is the same as of all that is in it', () => {
    const whole = rotated(hall, selectionOf({ zones: [idOf(zone)] }), 30, { x: 0, y: 0 })
    const parts = rotated(hall, everything(hall), 30, { x: 0, y: 0 })
    expect(places(whole)).toEqual(places(parts))
  })
})

describe('copying', () => {
  test('gives new ids to all of it, the labels that come next, and selects it', () => {
    const clip = copied(hall, selectionOf({ rows: [firstId, secondId] }))
    if (!clip) throw new Error('there was a selection')
    const { plan, selection } = pasted(hall, clip, { x: 0, y: 200 })
    expect(seatCount(plan)).toBe(36)
    expect(idsOfSeats(plan).size).toBe(36)
    expect(new Set(rowsOf(plan).map(idOf)).size).toBe(6)
    expect(rowsOf(plan).map((row) => row.row_number)).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
    expect(selection.rows.size).toBe(2)
    expect(seatsIn(plan, selection)).toBe(12)
    expect(Object.entries(places(plan)).filter(([id]) => id in places(hall))).toEqual(Object.entries(places(hall)))
    expect(planErrors(onSheet(plan))).toEqual([])
  })

  test('of a section makes one of a free name', () => {
    const clip = copied(hall, selectionOf({ zones: [idOf(zone)] }))
    if (!clip) throw new Error('there was a selection')
    const once = pasted(hall, clip, { x: 400, y: 0 })
    const twice = pasted(once.plan, clip, { x: 800, y: 0 })
    expect(twice.plan.zones.map(({ name }) => name)).toEqual(['Hall', 'Hall 2', 'Hall 3'])
    expect(idsOfSeats(twice.plan).size).toBe(72)
  })

  test('of single seats makes a row of them, and of nothing is nothing', () => {
    const clip = copied(hall, selectionOf({ seats: ['A-2', 'A-3'] }))
    expect(clip?.rows[0]?.row.seats.map((seat) => seat.seat_number)).toEqual(['2', '3'])
    expect(copied(hall, NOTHING)).toBeUndefined()
  })

  test('into a plan that has nothing left makes a section', () => {
    const clip = copied(hall, selectionOf({ rows: [firstId] }))
    if (!clip) throw new Error('there was a selection')
    const { plan } = pasted({ ...hall, zones: [] }, clip, { x: 0, y: 0 })
    expect(places(plan)['A-1']).toEqual(places(hall)['A-1'])
  })
})

describe('deleting', () => {
  test('takes rows, seats and shapes, and a row with its last seat', () => {
    const stage = idOf(zone.areas?.[0] ?? {})
    const seats = rowWith(hall, secondId).seats.map((seat) => seat.seat_guid)
    const plan = removed(hall, selectionOf({ rows: [firstId], seats: [...seats, 'C-6'], areas: [stage] }))
    expect(rowsOf(plan).map((row) => [row.row_number, row.seats.length])).toEqual([
      ['C', 5],
      ['D', 6],
    ])
    expect(plan.zones[0]?.areas).toEqual([])
  })

  test('of the last section leaves one to draw in', () => {
    const plan = removed(hall, selectionOf({ zones: [idOf(zone)] }))
    expect(plan.zones).toMatchObject([{ name: '', rows: [] }])
  })

  test('of what is gone leaves it out of the selection', () => {
    const selection = selectionOf({ rows: [firstId, secondId], seats: ['A-1', 'D-1'] })
    const left = within(removed(hall, selectionOf({ rows: [firstId] })), selection)
    expect([[...left.rows], [...left.seats]]).toEqual([[secondId], ['D-1']])
  })
})

describe('aligning', () => {
  const crooked = moved(
    moved(hall, selectionOf({ rows: [secondId] }), { x: 13, y: 0 }),
    selectionOf({ rows: [thirdId] }),
    { x: -20, y: 9 },
  )
  const selection = selectionOf({ rows: [firstId, secondId, thirdId] })
  const edges = (plan: Plan, edge: 'minX' | 'maxX' | 'minY' | 'maxY') =>
    new Set(unitsOf(plan, selection).map(({ box }) => box[edge])).size

  test.each([
    ['left', 'minX'],
    ['right', 'maxX'],
    ['top', 'minY'],
    ['bottom', 'maxY'],
  ] as const)('%s puts all on one edge', (alignment, edge) => {
    expect(edges(crooked, edge)).toBeGreaterThan(1)
    expect(edges(aligned(crooked, selection, alignment), edge)).toBe(1)
  })

  test('distributing leaves the outermost and makes the steps even', () => {
    const plan = aligned(crooked, selection, 'down')
    const middles = unitsOf(plan, selection).map(({ box }) => (box.minY + box.maxY) / 2)
    expect((middles[1] ?? 0) - (middles[0] ?? 0)).toBeCloseTo((middles[2] ?? 0) - (middles[1] ?? 0), 1)
    expect(boxOfSelection(plan, selection)?.maxY).toBe(boxOfSelection(crooked, selection)?.maxY)
  })

  test('of one thing is no change', () => {
    expect(aligned(hall, selectionOf({ rows: [firstId] }), 'left')).toBe(hall)
  })
})

describe('painting', () => {
  test('a category on rows and seats changes those alone', () => {
    const plan = painted(withCategory(hall, 'Front'), selectionOf({ rows: [firstId], seats: ['B-1'] }), {
      ...{ kind: 'category', category: 'Front' },
    })
    expect(Object.fromEntries(seatsByCategory(plan))).toEqual({ Front: 7, Standard: 17 })
    expect(rowWith(plan, thirdId)).toBe(rowWith(hall, thirdId))
  })

  test('a flag is said where it is so and left out where it is not', () => {
    const selection = selectionOf({ seats: ['A-2'] })
    const on = painted(hall, selection, { kind: 'flag', flag: 'blocked', on: true })
    expect(rowWith(on, firstId).seats[1]).toMatchObject({ blocked: true })
    expect(marksIn(on, selectionOf({ rows: [firstId] }))).toMatchObject({
      ...{ seats: 6, category: 'Standard', flags: { blocked: 1, aisle: 2 } },
    })
    expect(painted(on, selection, { kind: 'flag', flag: 'blocked', on: false })).toEqual(hall)
    expect(painted(hall, selection, { kind: 'flag', flag: 'blocked', on: false })).toBe(hall)
  })

  test('a category that is renamed or removed takes its seats along', () => {
    expect(Object.fromEntries(seatsByCategory(renamed(hall, 'Standard', 'Parkett')))).toEqual({ Parkett: 24 })
    const gone = withoutCategory(withCategory(hall, 'Front'), 'Standard', 'Front')
    expect([gone.categories.map(({ name }) => name), Object.fromEntries(seatsByCategory(gone))]).toEqual([
      ['Front'],
      { Front: 24 },
    ])
  })

  test('along a stroke reaches the seats that it touches', () => {
    expect(seatsAlong(hall, placeOf('A-2'), placeOf('A-4'), 4)).toEqual(['A-2', 'A-3', 'A-4'])
    const brush = { kind: 'category', category: 'Front' } as const
    const plan = paintedAlong(hall, placeOf('A-2'), placeOf('A-4'), 4, brush)
    expect(plan).toEqual(painted(hall, selectionOf({ seats: ['A-2', 'A-3', 'A-4'] }), brush))
    expect(rowWith(plan, secondId)).toBe(rowWith(hall, secondId))
  })
})

describe('rows', () => {
  const empty = identified(emptyPlan('Club', 'Standard', '#0072b2'))
  const home = idOf(empty.zones[0] ?? {})

  test('along a stroke have as many seats as there is room for, numbered from the left whichever way it went', () => {
    expect(alongStroke({ x: 0, y: 0 }, { x: 240, y: 0 }, drawing)).toEqual({
      ...{ start: { x: 0, y: 0 }, seats: 11, spacing: 24, rotation: 0 },
    })
    expect(alongStroke({ x: 240, y: 0 }, { x: 0, y: 0 }, drawing).start).toEqual({ x: 0, y: 0 })
    expect(alongStroke({ x: 0, y: 0 }, { x: 200, y: 0 }, { ...drawing, seats: 5 })).toMatchObject({ spacing: 50 })
  })

  test('go on with the labels of their section, have ids of their own, and stand where they were drawn', () => {
    const block = alongStroke({ x: 100, y: 100 }, { x: 220, y: 100 }, drawing)
    const once = withBlock(empty, home, block, drawing)
    const twice = withBlock(once.plan, home, { ...block, start: { x: 100, y: 300 } }, drawing)
    expect(rowsOf(twice.plan).map((row) => row.row_number)).toEqual(['A', 'B', 'C', 'D'])
    expect(idsOfSeats(twice.plan).size).toBe(24)
    expect(places(twice.plan)['A-1']).toEqual([100, 100])
    expect([...twice.selection.rows]).toEqual(rowsOf(twice.plan).slice(2).map(idOf))
    expect(planErrors(onSheet(twice.plan))).toEqual([])
    expect(Check(Plan, twice.plan)).toBe(true)
  })

  test('laid anew keep their seats and their middle', () => {
    const plan = relaid(hall, firstId, { spacing: 30, curve: 12 })
    const row = rowWith(plan, firstId)
    expect(row.seats.map(({ position: _, ...seat }) => seat)).toEqual(
      rowWith(hall, firstId).seats.map(({ position: _, ...seat }) => seat),
    )
    expect(row.drawn).toMatchObject({ spacing: 30, curve: 12 })
    const middle = (of: Plan) => ((places(of)['A-1']?.[0] ?? 0) + (places(of)['A-6']?.[0] ?? 0)) / 2
    expect(middle(plan)).toBeCloseTo(middle(hall), 0)
  })

  test('made longer go on numbering; made shorter lose the last', () => {
    const longer = relaid(hall, firstId, { seats: 8 })
    expect(rowWith(longer, firstId).seats.map((seat) => seat.seat_guid)).toEqual(
      ['A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6'].concat(
        rowWith(longer, firstId)
          .seats.slice(6)
          .map((seat) => seat.seat_guid),
      ),
    )
    expect(
      rowWith(longer, firstId)
        .seats.map((seat) => seat.seat_number)
        .slice(5),
    ).toEqual(['6', '7', '8'])
    expect(idsOfSeats(longer).size).toBe(26)
    expect(rowWith(relaid(hall, firstId, { seats: 2 }), firstId).seats).toHaveLength(2)
  })

  test('that nobody drew here are read from where their seats are', () => {
    const { drawn: _, ...row } = rowWith(relaid(hall, firstId, { spacing: 30, curve: 12, rotation: 20 }), firstId)
    const shape = shapeOfRow(row)
    expect([Math.round(shape.spacing), Math.round(shape.rotation)]).toEqual([30, 20])
    expect(shape.curve).toBeGreaterThan(8)
  })

  test('are numbered and labelled anew, and their seats keep their ids', () => {
    const selection = selectionOf({ rows: [firstId, secondId] })
    const plan = renumbered(hall, selection, { scheme: 'odd', rightToLeft: true })
    expect(rowWith(plan, firstId).seats.map((seat) => seat.seat_number)).toEqual(['11', '9', '7', '5', '3', '1'])
    expect([...idsOfSeats(plan)]).toEqual([...idsOfSeats(hall)])
    expect(rowWith(plan, thirdId)).toBe(rowWith(hall, thirdId))
    const labelled = relabelled(hall, selection, { scheme: 'numbers', start: '7' })
    expect(rowsOf(labelled).map((row) => row.row_number)).toEqual(['7', '8', 'C', 'D'])
  })

  test('have labels that go on as people would', () => {
    expect([following('C'), following('Z'), following('9'), following('Row 09'), following('')]).toEqual([
      ...['D', 'AA', '10', 'Row 10', '1'],
    ])
    expect(labelsAfter(['A', 'B'], ['A', 'B'])).toEqual(['C', 'D'])
    expect(labelsAfter(['1', '10', '9'], ['9'])).toEqual(['11'])
    expect(labelsAfter(['A'], ['X'])).toEqual(['X'])
  })
})

describe('sections', () => {
  test('take over what is moved to them, where it is', () => {
    const made = withSection(hall, 'Balcony')
    const plan = movedTo(made.plan, selectionOf({ rows: [thirdId] }), made.id)
    expect(plan.zones.map((one) => [one.name, one.rows.length])).toEqual([
      ['Hall', 3],
      ['Balcony', 1],
    ])
    expect(places(plan)).toEqual(places(hall))
  })

  test('drawn around rows have them', () => {
    const box = boxOfSelection(hall, selectionOf({ rows: [firstId, secondId] }))
    if (!box) throw new Error('rows are somewhere')
    const outline = [
      ...[
        { x: box.minX - 5, y: box.minY - 5 },
        { x: box.maxX + 5, y: box.minY - 5 },
      ],
      ...[
        { x: box.maxX + 5, y: box.maxY + 3 },
        { x: box.minX - 5, y: box.maxY + 3 },
      ],
    ]
    const { plan, id } = outlined(hall, outline, 'Front')
    expect(plan.zones.find((one) => idOf(one) === id)).toMatchObject({ name: 'Front', outline })
    expect(plan.zones.map((one) => one.rows.length)).toEqual([2, 2])
  })

  test('have their rows from the front to the back', () => {
    const mixed = { ...hall, zones: [{ ...zone, rows: zone.rows.toReversed() }] }
    const focus = { x: hall.size.width / 2, y: 0 }
    expect(rowsOf(fromTheFront(mixed, idOf(zone), focus)).map((row) => row.row_number)).toEqual(['A', 'B', 'C', 'D'])
    expect(fromTheFront(hall, idOf(zone), focus)).toBe(hall)
  })
})

describe('shapes', () => {
  test('have a purpose, a name and a capacity, and grow with what is on them', () => {
    const box = { minX: 0, minY: 0, maxX: 400, maxY: 200 }
    const area = forPurpose(shapeIn('rectangle', box), 'standing', 'Pit', 250)
    const plan = withArea(hall, idOf(zone), area)
    expect(standingOf(plan)).toEqual([{ name: 'Pit', capacity: 250 }])
    expect(Check(Plan, plan)).toBe(true)
    expect(sizeOf(resized(area, 200, 100))).toEqual({ width: 200, height: 100 })
    expect(resized(area, 200, 100).text?.position).toEqual({ x: 100, y: 50 })
  })

  test('are hit where they are, and seats before them', () => {
    const at = places(hall)['B-3'] ?? [0, 0]
    expect(hitAt(hall, { x: at[0] + 3, y: at[1] }, 4)).toMatchObject({ kind: 'seat', seat: { seat_guid: 'B-3' } })
    expect(hitAt(hall, { x: hall.size.width / 2, y: 100 }, 4)).toMatchObject({ kind: 'area', area: { stage: true } })
    expect(hitAt(hall, { x: -50, y: -50 }, 4)).toBeUndefined()
  })

  test('a frame takes rows by one of their seats, or the seats in it', () => {
    const [from, to] = [placeOf('A-1'), placeOf('B-2')]
    const frame = { minX: from.x - 1, minY: from.y - 1, maxX: to.x + 1, maxY: to.y + 1 }
    expect([...takenBy(hall, frame, 'rows').rows]).toEqual([firstId, secondId])
    expect([...takenBy(hall, frame, 'seats').seats]).toEqual(['A-1', 'A-2', 'B-1', 'B-2'])
  })
})

describe('a selection', () => {
  test('loses with Shift what it had, and gains what it had not', () => {
    const both = toggled(selectionOf({ rows: [firstId] }), selectionOf({ rows: [firstId, secondId] }))
    expect([...both.rows]).toEqual([secondId])
  })
})

describe('the sheet', () => {
  test('grows around what hangs over, and shifts what is left of it', () => {
    const over = moved(hall, everything(hall), { x: -300, y: 500 })
    expect(planErrors(over).length).toBeGreaterThan(0)
    expect(planErrors(onSheet(over))).toEqual([])
    expect(onSheet(hall)).toBe(hall)
  })
})

describe('undo', () => {
  test('goes back and forth; a new step forgets what was undone', () => {
    const first = begun(hall)
    const second = stepped(first, moved(hall, everything(hall), { x: 1, y: 0 }))
    expect(undone(second).present).toBe(hall)
    expect(redone(undone(second)).present).toBe(second.present)
    expect(stepped(undone(second), second.present).future).toEqual([])
    expect(undone(first)).toBe(first)
    expect(redone(first)).toBe(first)
  })

  test('takes one stroke back at once', () => {
    let history = begun(hall)
    for (let x = 1; x <= 3; x += 1) history = stepped(history, moved(hall, everything(hall), { x, y: 0 }), 'stroke')
    expect(history.past).toHaveLength(1)
    expect(undone(history).present).toBe(hall)
  })

  test('remembers two hundred steps', () => {
    let history = begun(hall)
    for (let x = 1; x <= 250; x += 1) history = stepped(history, moved(hall, everything(hall), { x, y: 0 }))
    expect(history.past).toHaveLength(200)
  })
})
