import {
  ACCESSIBLE,
  COMPANION,
  type MapRow,
  NOT_FOR_SALE,
  type Point,
  RESTRICTED_VIEW,
  type Run,
  runsOf,
  SEAT_RADIUS,
  type SeatMap,
} from '@fairground/seating'

/** A restricted view counts as if the seat were half as far again. */
const RESTRICTED_VIEW_FACTOR = 1.5
/** Rows with a gangway of two rows between them are still behind each other. */
const MOST_SPACINGS_BETWEEN_ROWS = 4
/** Seats are behind each other when they are aside by less; a bit below one seat, since coordinates are rounded. */
const LEAST_SPACINGS_ASIDE = 0.9

/** Where people sit close: one run; a row and the one behind it, by the number of the first; one section. */
export type Kind = 'run' | 'pair' | 'section'

/** The units of one kind that have seats of a category, by rising number. */
export interface Units {
  readonly numbers: Int32Array
  /** Where a unit is in `numbers`; -1 for those without such a seat. */
  readonly places: Int32Array
}

/** What the choice of seats needs to know of a map and never changes. Columns are by seat unless they say otherwise. */
export interface Hall {
  readonly map: SeatMap
  readonly runs: readonly Run[]
  /** The seats of the longest run: who are more do not sit together in one. */
  readonly longestRun: number
  readonly runOf: Uint32Array
  /** By row: its first run; one more at the end. */
  readonly firstRunOf: Uint32Array
  /** By run: its middle, and how far from it its farthest seat is. */
  readonly runX: Float64Array
  readonly runY: Float64Array
  readonly runReach: Float64Array
  readonly sectionOf: Uint32Array
  /** By section: the middle of its seats. */
  readonly sectionX: Float64Array
  readonly sectionY: Float64Array
  /** 1 for wheelchairs and those who come with them. */
  readonly isSpecial: Uint8Array
  /** Distances to the focal point, and special seats, of all seats before; one more at the end. */
  readonly distancesBefore: Float64Array
  readonly specialsBefore: Uint32Array
  /** Farther than any seat from the focal point, and more than any way from seat to seat. */
  readonly far: number
  /** From seat to seat, as is usual here. */
  readonly spacing: number
  /** The seats of the next row that sit behind this one: from `behindFrom` to `behindTo`; none where `from` is larger. */
  readonly behindFrom: Int32Array
  readonly behindTo: Int32Array
  unitsOf(kind: Kind, category: number): Units
}

const halls = new WeakMap<SeatMap, Hall>()

/** Worked out once a map: 60,000 seats take 20 to 45 ms. */
export function hallOf(map: SeatMap): Hall {
  const known = halls.get(map)
  if (known) return known
  const hall = measureHall(map)
  halls.set(map, hall)
  return hall
}

function measureHall(map: SeatMap): Hall {
  const runs = runsOf(map)
  const spacing = spacingOf(runs)
  const distances = distancesOf(map)
  const isSpecial = map.flags.map((flags) => ((flags & (ACCESSIBLE | COMPANION)) === 0 ? 0 : 1))
  const units = new Map<string, Units>()
  const hall: Hall = {
    map,
    runs,
    longestRun: runs.reduce((most, { seats }) => Math.max(most, seats), 0),
    runOf: columnOf(map, runs),
    firstRunOf: firstRunsOf(map, runs),
    ...middlesOfRuns(map, runs),
    sectionOf: columnOf(map, map.sections),
    sectionX: meansOf(map, map.x),
    sectionY: meansOf(map, map.y),
    isSpecial,
    distancesBefore: sumsBefore(distances, new Float64Array(map.seats + 1)),
    specialsBefore: sumsBefore(isSpecial, new Uint32Array(map.seats + 1)),
    far: 2 * distances.reduce((most, distance) => Math.max(most, distance), 0) + spacing,
    spacing,
    ...seatsBehind(map, spacing),
    unitsOf(kind, category) {
      const key = `${kind} ${category}`
      const known = units.get(key) ?? unitsOf(hall, kind, category)
      units.set(key, known)
      return known
    },
  }
  return hall
}

/** The middle one of the rows' usual distances. */
function spacingOf(runs: readonly Run[]): number {
  const spacings = Float64Array.from(runs.filter((run) => run.spacing > 0).map((run) => run.spacing)).toSorted()
  return spacings[(spacings.length - 1) >> 1] ?? 2 * SEAT_RADIUS
}

function distancesOf({ seats, x, y, flags, focalPoint }: SeatMap): Float64Array {
  const distances = new Float64Array(seats)
  for (let seat = 0; seat < seats; seat += 1) {
    const distance = distanceBetween(x[seat] ?? 0, y[seat] ?? 0, focalPoint.x, focalPoint.y)
    distances[seat] = ((flags[seat] ?? 0) & RESTRICTED_VIEW) === 0 ? distance : distance * RESTRICTED_VIEW_FACTOR
  }
  return distances
}

/** Quicker than Math.hypot, whose care for overflow no plan needs. */
export function distanceBetween(x: number, y: number, toX: number, toY: number): number {
  return Math.sqrt((x - toX) * (x - toX) + (y - toY) * (y - toY))
}

function sumsBefore<Column extends Float64Array | Uint32Array>(values: ArrayLike<number>, into: Column): Column {
  for (let seat = 0; seat < values.length; seat += 1) into[seat + 1] = (into[seat] ?? 0) + (values[seat] ?? 0)
  return into
}

/** The number of the part that each seat is in. */
function columnOf(map: SeatMap, parts: readonly { firstSeat: number; seats: number }[]): Uint32Array {
  const column = new Uint32Array(map.seats)
  for (const [index, { firstSeat, seats }] of parts.entries()) column.fill(index, firstSeat, firstSeat + seats)
  return column
}

function firstRunsOf(map: SeatMap, runs: readonly Run[]): Uint32Array {
  const firsts = new Uint32Array(map.rows.length + 1)
  let run = 0
  for (let row = 0; row <= map.rows.length; row += 1) {
    while (run < runs.length && (runs[run]?.row ?? 0) < row) run += 1
    firsts[row] = run
  }
  return firsts
}

function middlesOfRuns({ x, y }: SeatMap, runs: readonly Run[]): Pick<Hall, 'runX' | 'runY' | 'runReach'> {
  const middle = (column: Float32Array) =>
    Float64Array.from(
      runs,
      ({ firstSeat, seats }) => ((column[firstSeat] ?? 0) + (column[firstSeat + seats - 1] ?? 0)) / 2,
    )
  const [runX, runY] = [middle(x), middle(y)]
  const runReach = Float64Array.from(runs, ({ firstSeat, seats }, run) => {
    let reach = 0
    for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
      reach = Math.max(reach, distanceBetween(x[seat] ?? 0, y[seat] ?? 0, runX[run] ?? 0, runY[run] ?? 0))
    }
    return reach
  })
  return { runX, runY, runReach }
}

function meansOf(map: SeatMap, column: Float32Array): Float64Array {
  return Float64Array.from(map.sections, ({ firstSeat, seats }) => {
    let sum = 0
    for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) sum += column[seat] ?? 0
    return sum / Math.max(1, seats)
  })
}

/** Whether the row and the next one are of one section. */
export function isPair({ map }: Hall, row: number): boolean {
  return map.rows[row] !== undefined && map.rows[row].section === map.rows[row + 1]?.section
}

function unitsOf(hall: Hall, kind: Kind, category: number): Units {
  const { map, runs, runOf, sectionOf } = hall
  const places = new Int32Array({ run: runs.length, pair: map.rows.length, section: map.sections.length }[kind]).fill(
    -1,
  )
  for (let seat = 0; seat < map.seats; seat += 1) {
    if (category === NOT_FOR_SALE || map.category[seat] !== category) continue
    if (kind === 'run') places[runOf[seat] ?? 0] = 0
    else if (kind === 'section') places[sectionOf[seat] ?? 0] = 0
    else if (isPair(hall, map.row[seat] ?? 0)) places[map.row[seat] ?? 0] = 0
  }
  const numbers = Int32Array.from([...places.keys()].filter((unit) => places[unit] === 0))
  for (const [place, unit] of numbers.entries()) places[unit] = place
  return { numbers, places }
}

function seatsBehind(map: SeatMap, spacing: number): Pick<Hall, 'behindFrom' | 'behindTo'> {
  const behindFrom = new Int32Array(map.seats).fill(0)
  const behindTo = new Int32Array(map.seats).fill(-1)
  for (const [index, row] of map.rows.entries()) {
    const next = map.rows[index + 1]
    if (!next || next.section !== row.section || next.seats === 0) continue
    let nearest = next.firstSeat
    for (let seat = row.firstSeat; seat < row.firstSeat + row.seats; seat += 1) {
      nearest = nearestIn(map, seat, next, seat === row.firstSeat ? undefined : nearest)
      // A row of one has no direction: it is taken for parallel to the next, or for facing the focal point.
      const along = directionAt(map, row, seat) ?? directionAt(map, next, nearest) ?? acrossFrom(map, seat)
      if (!isBehind(map, seat, nearest, along, spacing)) continue
      let [from, to] = [nearest, nearest]
      while (from > next.firstSeat && isBehind(map, seat, from - 1, along, spacing)) from -= 1
      while (to < next.firstSeat + next.seats - 1 && isBehind(map, seat, to + 1, along, spacing)) to += 1
      behindFrom[seat] = from
      behindTo[seat] = to
    }
  }
  return { behindFrom, behindTo }
}

/** The nearest seat of a row; where it starts from the nearest one of a neighbour, that is a few steps along the row. */
function nearestIn({ x, y }: SeatMap, seat: number, row: MapRow, start: number | undefined): number {
  const distanceTo = (other: number) => distanceBetween(x[seat] ?? 0, y[seat] ?? 0, x[other] ?? 0, y[other] ?? 0)
  const end = row.firstSeat + row.seats
  let nearest = start ?? row.firstSeat
  if (start === undefined) {
    for (let other = row.firstSeat; other < end; other += 1) {
      if (distanceTo(other) < distanceTo(nearest)) nearest = other
    }
    return nearest
  }
  while (nearest + 1 < end && distanceTo(nearest + 1) < distanceTo(nearest)) nearest += 1
  while (nearest > row.firstSeat && distanceTo(nearest - 1) < distanceTo(nearest)) nearest -= 1
  return nearest
}

/** Which way a row goes at one of its seats: rows may be curved. */
function directionAt({ x, y }: SeatMap, row: MapRow, seat: number): Point | undefined {
  const [left, right] = [Math.max(row.firstSeat, seat - 1), Math.min(row.firstSeat + row.seats - 1, seat + 1)]
  if (left === right) return undefined
  return lengthOne((x[right] ?? 0) - (x[left] ?? 0), (y[right] ?? 0) - (y[left] ?? 0))
}

/** Sideways for who looks at the focal point. */
function acrossFrom({ x, y, focalPoint }: SeatMap, seat: number): Point {
  return lengthOne((y[seat] ?? 0) - focalPoint.y, focalPoint.x - (x[seat] ?? 0))
}

function lengthOne(x: number, y: number): Point {
  const length = Math.sqrt(x * x + y * y) || 1
  return { x: x / length, y: y / length }
}

/** Whether a seat of the next row is behind this one, where its row goes this way. */
function isBehind({ x, y }: SeatMap, seat: number, other: number, along: Point, spacing: number): boolean {
  const dx = (x[other] ?? 0) - (x[seat] ?? 0)
  const dy = (y[other] ?? 0) - (y[seat] ?? 0)
  const aside = Math.abs(dx * along.x + dy * along.y)
  return aside < spacing * LEAST_SPACINGS_ASIDE && dx * dx + dy * dy < (spacing * MOST_SPACINGS_BETWEEN_ROWS) ** 2
}
