import { MOST_SEATS, type Plan, type PlanArea, type PlanRow, type PlanSeat, type PlanZone } from '@fairground/contract'

import { findCrowded, type PlacedSeat } from './crowding.ts'
import { rowLabel } from './labels.ts'
import { SEAT_RADIUS } from './seat-map.ts'
import { polygonOf } from './shapes.ts'

/** Somebody who corrects fifty looks again anyway. */
const MOST_ERRORS = 50
/** Rows, shapes and their points: our arena has 2,900 of them for its 60,000 seats. */
const MOST_PARTS = 20_000
/** What a round shape counts for: it has one radius, and is drawn with 48 corners. */
const PARTS_OF_A_ROUND = 4
/** As many as an event can have areas. */
const MOST_STANDING = 50

export interface PlanError {
  /** `zones.0.rows.3.seats.7` */
  readonly path: string
  /** What is wrong and where, in a person's words. */
  readonly message: string
  /** The same for a program. */
  readonly rule: string
  readonly limit?: number
}

type PlanErrors = Iterable<PlanError>

/** A seat with where it is and how it is called. */
interface Place extends PlacedSeat {
  readonly seat: PlanSeat
  readonly path: string
  readonly row: string
  readonly section: string
  /** All that a ticket says of it. */
  readonly words: string
}

/**
 * What is wrong with a plan that its form allows: what would sell a seat twice, or one that nobody finds. At most 50 of
 * them, in the order of the checks, each of which goes no further than that.
 */
export function planErrors(plan: Plan): PlanError[] {
  const tooLarge = sizeError(plan)
  if (tooLarge) return [tooLarge]
  const errors: PlanError[] = []
  for (const error of allErrors(plan)) {
    errors.push(error)
    if (errors.length === MOST_ERRORS) break
  }
  return errors
}

/** How much there is to check and to draw: the seats, and what is none (rows, shapes, their points and outlines'). */
export function planSize({ zones }: Plan): { seats: number; parts: number } {
  let [seats, parts] = [0, 0]
  for (const { rows, areas = [], outline = [] } of zones) {
    parts += rows.length + outline.length
    for (const row of rows) seats += row.seats.length
    for (const area of areas) parts += partsOf(area)
  }
  return { seats, parts }
}

function partsOf({ shape, polygon }: PlanArea): number {
  return (shape === 'circle' || shape === 'ellipse' ? PARTS_OF_A_ROUND : 1) + (polygon?.points.length ?? 0)
}

/** Told alone: no other check is run on what may take seconds. */
function sizeError(plan: Plan): PlanError | undefined {
  const { seats, parts } = planSize(plan)
  if (seats > MOST_SEATS) {
    const message = `The plan has ${seats} seats; ${MOST_SEATS} are the most`
    return { path: 'zones', message, rule: 'too-many-seats', limit: MOST_SEATS }
  }
  if (parts > MOST_PARTS) {
    const message = `The plan has ${parts} rows, shapes and points; ${MOST_PARTS} are the most`
    return { path: 'zones', message, rule: 'too-many-parts', limit: MOST_PARTS }
  }
  const standing = standingAreas(plan).length
  if (standing <= MOST_STANDING) return undefined
  const message = `The plan has ${standing} standing areas; ${MOST_STANDING} are the most`
  return { path: 'zones', message, rule: 'too-many-standing', limit: MOST_STANDING }
}

function* allErrors(plan: Plan): PlanErrors {
  const places = placesOf(plan)
  if (places.length === 0 && standingAreas(plan).length === 0) {
    yield { path: 'zones', message: 'The plan has no seats and no standing areas', rule: 'empty' }
  }
  for (const check of [extentErrors, nameErrors, zoneErrors, areaErrors]) yield* check(plan)
  for (const check of [labelErrors, idErrors, numberErrors, categoryErrors, directionErrors, outsideErrors]) {
    yield* check(places, plan)
  }
  yield* crowdErrors(places)
}

function standingAreas({ zones }: Plan): { name: string; path: string }[] {
  return zones.flatMap((zone, zoneIndex) =>
    (zone.areas ?? []).flatMap(({ standing }, index) =>
      standing ? [{ name: standing.name, path: `zones.${zoneIndex}.areas.${index}.standing` }] : [],
    ),
  )
}

function placesOf({ zones, floors = [] }: Plan): Place[] {
  const known = new Set(floors.map(({ name }) => name))
  return zones.flatMap((zone, zoneIndex) => {
    const floor = zone.floor !== undefined && known.has(zone.floor) ? zone.floor : ''
    return zone.rows.flatMap((row, rowIndex) => {
      const x = zone.position.x + (row.position?.x ?? 0)
      const y = zone.position.y + (row.position?.y ?? 0)
      const [rowIs, section] = [rowName(row, rowIndex), sectionName(zone, zoneIndex)]
      const before = [floor, zone.name ?? '', rowLabel(row), ''].join(BETWEEN_WORDS)
      return row.seats.map((seat, index): Place => {
        const path = `zones.${zoneIndex}.rows.${rowIndex}.seats.${index}`
        const place = { x: x + seat.position.x, y: y + seat.position.y, radius: seat.radius ?? SEAT_RADIUS }
        return { ...place, seat, path, row: rowIs, section, words: before + seat.seat_number }
      })
    })
  })
}

/** Cannot be in words that are printed. */
const BETWEEN_WORDS = '\u001f'

function rowName(row: PlanRow, index: number): string {
  const label = rowLabel(row)
  return label.trim() === '' ? `row ${index + 1}, which has no name` : `row ${label}`
}

function sectionName(zone: PlanZone, index: number): string {
  return zone.name?.trim() ? zone.name : `section ${index + 1}`
}

/** `row C, seat 12 of Stalls` */
function nameOf({ row, seat: { seat_number: number }, section }: Place): string {
  return `${row}, ${number.trim() === '' ? 'a seat without a number' : `seat ${number}`} of ${section}`
}

function* extentErrors({ size }: Plan): PlanErrors {
  if (size.width > 0 && size.height > 0) return
  yield { path: 'size', message: `The plan is ${size.width} wide and ${size.height} high`, rule: 'no-size' }
}

/** Names by which people choose. Two that look alike are one to them. */
function* nameErrors(plan: Plan): PlanErrors {
  const named = (names: readonly { name: string }[], path: string) =>
    names.map(({ name }, index) => ({ name, path: `${path}.${index}` }))
  const [categories, floors] = [named(plan.categories, 'categories'), named(plan.floors ?? [], 'floors')]
  const standing = standingAreas(plan)
  yield* sameNames('categories', categories)
  yield* sameNames('floors', floors)
  yield* sameNames('standing areas', standing)
  const zones = plan.zones.map((zone, index) => ({ name: zone.name ?? '', path: `zones.${index}.name` }))
  for (const { name, path } of [{ name: plan.name, path: 'name' }, ...categories, ...standing, ...floors, ...zones]) {
    yield* unprintable(name, path, 'The name')
  }
}

function* sameNames(what: string, named: readonly { name: string; path: string }[]): PlanErrors {
  const seen = new Set<string>()
  for (const { name, path } of named) {
    const known = name.normalize('NFKC').trim().toLowerCase()
    if (seen.has(known)) yield { path, message: `Two ${what} are called ${name}`, rule: 'same-name' }
    seen.add(known)
  }
}

/** Control characters and halves of characters; they break tables, tickets and terminals. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u

function unprintable(text: string, path: string, what: string): PlanError[] {
  if (!UNPRINTABLE.test(text)) return NONE
  const shown = text.replaceAll(new RegExp(UNPRINTABLE, 'gu'), '\u{fffd}')
  return [{ path, message: `${what} ${shown} has a character that cannot be shown`, rule: 'unprintable' }]
}

/** One for all: it is asked for three times a seat. */
const NONE: PlanError[] = []

function* zoneErrors(plan: Plan): PlanErrors {
  const floors = new Set((plan.floors ?? []).map(({ name }) => name))
  for (const [index, zone] of plan.zones.entries()) {
    const [section, path] = [sectionName(zone, index), `zones.${index}`]
    if (zone.floor !== undefined && !floors.has(zone.floor)) {
      const message = `${capital(section)} is on the floor ${zone.floor}, which the plan does not have`
      yield { path: `${path}.floor`, message, rule: 'unknown-floor' }
    }
    if (zone.outline && zone.outline.length < 3) {
      const message = `The outline of ${section} has ${zone.outline.length} points; it needs 3`
      yield { path: `${path}.outline`, message, rule: 'too-few-points', limit: 3 }
    } else if (zone.outline && hasNoSize(zone.outline)) {
      yield { path: `${path}.outline`, message: `The outline of ${section} has no size`, rule: 'no-size' }
    }
  }
}

function* areaErrors(plan: Plan): PlanErrors {
  for (const [zoneIndex, zone] of plan.zones.entries()) {
    for (const [index, area] of (zone.areas ?? []).entries()) {
      const path = `zones.${zoneIndex}.areas.${index}`
      const what = `${capital(areaName(area, index))} of ${sectionName(zone, zoneIndex)}`
      const points = area.polygon?.points.length ?? 0
      if (area.shape === 'polygon' && points < 3) {
        const message = `${what} has ${points} points; it needs 3`
        yield { path: `${path}.polygon`, message, rule: 'too-few-points', limit: 3 }
      } else if ((area.standing || area.stage) && hasNoSize(polygonOf(area))) {
        yield { path, message: `${what} has no size`, rule: 'no-size' }
      }
    }
  }
}

function areaName({ standing, stage, text }: PlanArea, index: number): string {
  if (standing) return `the standing area ${standing.name}`
  if (stage) return 'the stage'
  return text?.text ? `the shape ${text.text}` : `shape ${index + 1}`
}

/** Of a polygon all of whose corners lie on a line, or of none. The area is the shoelace formula's. */
function hasNoSize(points: readonly { x: number; y: number }[]): boolean {
  let doubled = 0
  for (const [index, { x, y }] of points.entries()) {
    const next = points[(index + 1) % points.length] ?? { x, y }
    doubled += x * next.y - next.x * y
  }
  return Math.abs(doubled) < 1
}

function* labelErrors(places: readonly Place[], plan: Plan): PlanErrors {
  for (const [zoneIndex, zone] of plan.zones.entries()) {
    for (const [rowIndex, row] of zone.rows.entries()) {
      for (const member of ['row_number', 'row_label', 'seat_label'] as const) {
        yield* unprintable(row[member] ?? '', `zones.${zoneIndex}.rows.${rowIndex}.${member}`, 'The label')
      }
    }
  }
  for (const { seat, path } of places) {
    yield* unprintable(seat.seat_guid, `${path}.seat_guid`, 'The id')
    yield* unprintable(seat.seat_number, `${path}.seat_number`, 'The number')
  }
}

function* idErrors(places: readonly Place[]): PlanErrors {
  const firstOf = new Map<string, Place>()
  for (const place of places) {
    const id = place.seat.seat_guid
    const first = firstOf.get(id)
    if (first) {
      const message = `${capital(nameOf(place))} has the id ${id}, which ${nameOf(first)} has already`
      yield { path: `${place.path}.seat_guid`, message, rule: 'same-id' }
    } else firstOf.set(id, place)
  }
}

/** Two seats with the same words on their tickets, as `nameOfSeat` says them; one that is not for sale has none. */
function* numberErrors(places: readonly Place[]): PlanErrors {
  const firstOf = new Map<string, Place>()
  for (const place of places) {
    if (place.seat.category === '') continue
    const first = firstOf.get(place.words)
    if (first) {
      const [name, other] = [nameOf(place), nameOf(first)]
      const what = name === other ? 'is there twice' : `has the same words on its ticket as ${other}`
      const message = `${capital(name)} ${what}; people could not find theirs`
      yield { path: `${place.path}.seat_number`, message, rule: 'same-number' }
    } else firstOf.set(place.words, place)
  }
}

function* categoryErrors(places: readonly Place[], plan: Plan): PlanErrors {
  const categories = new Set(plan.categories.map(({ name }) => name)).add('')
  for (const place of places) {
    const { category } = place.seat
    if (categories.has(category)) continue
    const message = `${capital(nameOf(place))} is of the category ${category}, which the plan does not have`
    yield { path: `${place.path}.category`, message, rule: 'unknown-category' }
  }
}

/** Of pretix: from which seat on, and to which side, a row is filled. */
const DIRECTIONS = new Set(['<', '>', '<>'])

function* directionErrors(places: readonly Place[]): PlanErrors {
  for (const place of places) {
    const direction = place.seat.start_direction ?? undefined
    if (direction === undefined || DIRECTIONS.has(direction)) continue
    const message = `${capital(nameOf(place))} starts its row to ${direction || 'nowhere'}; it can be <, > or <>`
    yield { path: `${place.path}.start_direction`, message, rule: 'unknown-direction' }
  }
}

function* outsideErrors(places: readonly Place[], { size }: Plan): PlanErrors {
  for (const place of places) {
    const { radius, path } = place
    const isInside =
      place.x >= -radius && place.y >= -radius && place.x <= size.width + radius && place.y <= size.height + radius
    if (isInside) continue
    const [x, y] = [Math.round(place.x), Math.round(place.y)]
    const message = `${capital(nameOf(place))} lies at ${x}, ${y}, outside of the plan's ${size.width} by ${size.height}`
    yield { path: `${path}.position`, message, rule: 'outside' }
  }
}

function* crowdErrors(places: readonly Place[]): PlanErrors {
  for (const { seat, other } of findCrowded(places, MOST_ERRORS)) {
    const message = `${capital(nameOf(seat))} is at the same place as ${nameOf(other)}`
    yield { path: `${seat.path}.position`, message, rule: 'same-place' }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
