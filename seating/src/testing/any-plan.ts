import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'
import * as fc from 'fast-check'

/** A number that JSON gives back as it was. */
const coordinate = fc.oneof(
  fc.integer({ min: -2_000, max: 20_000 }),
  fc.integer({ min: -20_000, max: 200_000 }).map((tenths) => tenths / 10 + 0),
  fc.double({ min: -2_000, max: 20_000, noNaN: true }).map((value) => value + 0),
)
const point = fc.record({ x: coordinate, y: coordinate })

/** Labels as people write them, and as they should not. */
const label = fc.oneof(
  fc.integer({ min: -3, max: 120 }).map(String),
  fc.constantFrom(
    'A',
    'AA',
    '#',
    '=',
    ':',
    '#1:2',
    '=a',
    '',
    ' ',
    '007',
    '1e3',
    'NaN',
    'Infinity',
    '-0',
    '1.5',
    '%s',
    '~',
    '第3',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)),
)
const words = fc.oneof(label, fc.constantFrom('Table %s', '%s', 'Seat $& %s'))
const uuid = fc.uuid()
const colour = fc.constantFrom('#ff0000', 'red', 'rgba(0, 0, 0, .5)', '')

/** Every member that may be left out is left out at times. */
const optional: { requiredKeys: []; noNullPrototype: true } = { requiredKeys: [], noNullPrototype: true }

interface Members {
  /** Those that only we have. */
  readonly ours: boolean
}

function anySeat({ ours }: Members): fc.Arbitrary<Omit<PlanSeat, 'seat_guid'>> {
  const theirs = fc.record(
    {
      seat_number: label,
      position: point,
      category: fc.constantFrom('Front', 'Back', ''),
      uuid,
      radius: fc.integer({ min: 1, max: 40 }),
      start_direction: fc.constantFrom('<', '>', '<>', null),
    },
    { requiredKeys: ['seat_number', 'position', 'category'], noNullPrototype: true },
  )
  if (!ours) return theirs
  const flags = fc.record(
    {
      accessible: fc.boolean(),
      companion: fc.boolean(),
      restricted_view: fc.boolean(),
      aisle: fc.boolean(),
      blocked: fc.boolean(),
    },
    optional,
  )
  return fc.tuple(theirs, flags).map(([seat, own]) => ({ ...seat, ...own }))
}

/** A row whose seats count evenly and stand in a line, or one of any seats. Its ids come later. */
function anyRow(members: Members): fc.Arbitrary<PlanRow> {
  const even = fc
    .record({ first: fc.integer({ min: -2, max: 300 }), step: fc.integer({ min: -2, max: 2 }), count: fc.nat(12) })
    .chain(({ first, step, count }) =>
      fc
        .array(anySeat(members), { minLength: count, maxLength: count })
        .map((seats) => seats.map((seat, index) => ({ ...seat, seat_number: String(first + step * index) }))),
    )
  const seats = fc.oneof(even, fc.array(anySeat(members), { maxLength: 6 }))
  const theirs = fc.record(
    {
      row_number: label,
      seats: seats.map((some) => some.map((seat) => ({ seat_guid: '', ...seat }))),
      row_label: fc.oneof(words, fc.constant(null)),
      seat_label: fc.oneof(words, fc.constant(null)),
      uuid,
      row_number_position: fc.constantFrom('start', 'end', 'both', null),
      position: point,
    },
    { requiredKeys: ['row_number', 'seats'], noNullPrototype: true },
  )
  if (!members.ours) return theirs
  const drawn = fc.record({ spacing: fc.constant(24), curve: fc.constant(-3.5), rotation: fc.constant(90) })
  return fc
    .tuple(theirs, fc.option(drawn, { nil: undefined }))
    .map(([row, own]) => (own ? { ...row, drawn: own } : row))
}

function anyArea({ ours }: Members): fc.Arbitrary<PlanArea> {
  const extent = fc.nat(5_000)
  const theirs = fc.record(
    {
      color: colour,
      border_color: colour,
      rotation: fc.double({ min: -360, max: 360, noNaN: true }).map((value) => value + 0),
      position: point,
      uuid,
      shape: fc.constantFrom('polygon', 'rectangle', 'ellipse', 'circle', 'text'),
      polygon: fc.record({ points: fc.array(point, { maxLength: 5 }) }),
      rectangle: fc.record({ width: extent, height: extent }),
      ellipse: fc.record({ radius: point }),
      circle: fc.record({ radius: extent }),
      text: fc.record(
        { text: label, position: point, color: colour, size: fc.integer({ min: 1, max: 200 }) },
        { requiredKeys: ['text', 'position'], noNullPrototype: true },
      ),
    },
    optional,
  )
  if (!ours) return theirs
  const own = fc.record(
    {
      standing: fc.record({ name: fc.constantFrom('Pit', 'Back'), capacity: fc.integer({ min: 1, max: 5_000 }) }),
      stage: fc.constant(true as const),
    },
    optional,
  )
  return fc.tuple(theirs, own).map(([area, more]) => ({ ...area, ...more }))
}

function anyZone(members: Members): fc.Arbitrary<PlanZone> {
  const theirs = fc.record(
    {
      position: point,
      rows: fc.array(anyRow(members), { maxLength: 4 }),
      name: label,
      zone_id: fc.string({ maxLength: 8 }),
      uuid,
      areas: fc.array(anyArea(members), { maxLength: 3 }),
    },
    { requiredKeys: ['position', 'rows'], noNullPrototype: true },
  )
  if (!members.ours) return theirs
  const own = fc.record(
    { outline: fc.array(point, { minLength: 3, maxLength: 6 }), floor: fc.constantFrom('Ground', 'Balcony') },
    optional,
  )
  return fc.tuple(theirs, own).map(([zone, more]) => ({ ...zone, ...more }))
}

/** Ids as `withIds` makes them or as another program did: any that are all different. */
function withAnyIds(plan: Plan, awkward: readonly (string | undefined)[]): Plan {
  let seat = 0
  const zones = plan.zones.map((zone, zoneIndex) => ({
    ...zone,
    rows: zone.rows.map((row, rowIndex) => {
      const text = awkward[(zoneIndex + rowIndex) % awkward.length]
      const ids = row.seats.map(({ seat_number }) => `${zoneIndex}-${rowIndex}-${seat_number}`)
      const isUnique = new Set(ids).size === ids.length
      return {
        ...row,
        seats: row.seats.map((own, index) => ({
          ...own,
          seat_guid: isUnique && text === undefined ? (ids[index] ?? '') : `${text ?? ''}${seat++}`,
        })),
      }
    }),
  }))
  return { ...plan, zones }
}

/** Any plan that the contract takes: in pretix's form, or with what is ours. Its ids are unique. */
export function anyPlan(members: Members): fc.Arbitrary<Plan> {
  const theirs = fc.record({
    name: fc.constantFrom('Hall', 'سالن', '大厅'),
    zones: fc.array(anyZone(members), { maxLength: 4 }),
    categories: fc.constant<Plan['categories']>([{ name: 'Front', color: '#c2571a' }, { name: 'Back' }]),
    size: fc.record({ width: fc.nat(50_000), height: fc.nat(50_000) }),
  })
  const own = fc.record(
    { focal_point: point, floors: fc.constant([{ name: 'Ground' }, { name: 'Balcony' }]) },
    optional,
  )
  const awkward = fc.array(fc.constantFrom(undefined, '#', '=', ':', '#1:', '\u0020'), { minLength: 1, maxLength: 3 })
  return fc
    .tuple(theirs, own, awkward)
    .map(([plan, more, ids]) => withAnyIds(members.ours ? { ...plan, ...more } : plan, ids))
}
