import { MOST_SEATS, type Plan, type PlanArea, type PlanRow, type PlanSeat, type PlanZone } from '@fairground/contract'

import { findCrowded, type PlacedSeat } from './crowding.ts'
import { rowLabel, seatLabel } from './labels.ts'
import { SEAT_RADIUS } from './seat-map.ts'
import { polygonOf } from './shapes.ts'

/** Somebody who corrects fifty looks again anyway. */
const MOST_ERRORS = 50

export interface PlanError {
  /** `zones.0.rows.3.seats.7` */
  readonly path: string
  /** What is wrong and where, in a person's words. */
  readonly message: string
  /** The same for a program. */
  readonly rule: string
  readonly limit?: number
}

/** A seat with where it is and how it is called. */
interface Place extends PlacedSeat {
  readonly seat: PlanSeat
  readonly path: string
  readonly row: string
  readonly label: string
  readonly section: string
  readonly zone: number
}

/**
 * What is wrong with a plan that its form allows: what would sell a seat twice, or one that nobody finds. At most 50 of
 * them, in the order of the checks.
 */
export function planErrors(plan: Plan): PlanError[] {
  const places = placesOf(plan)
  const standing = plan.zones.flatMap((zone) => zone.areas ?? []).filter((area) => area.standing)
  if (places.length > MOST_SEATS) {
    const message = `The plan has ${places.length} seats; ${MOST_SEATS} are the most`
    return [{ path: 'zones', message, rule: 'too-many-seats', limit: MOST_SEATS }]
  }
  const errors: PlanError[] = []
  if (places.length === 0 && standing.length === 0) {
    errors.push({ path: 'zones', message: 'The plan has no seats and no standing areas', rule: 'empty' })
  }
  for (const check of [sizeErrors, nameErrors, zoneErrors, areaErrors]) errors.push(...check(plan))
  for (const check of [labelErrors, idErrors, numberErrors, categoryErrors, directionErrors, outsideErrors]) {
    if (errors.length < MOST_ERRORS) errors.push(...check(places, plan))
  }
  errors.push(...crowdErrors(places, MOST_ERRORS - errors.length))
  return errors.slice(0, MOST_ERRORS)
}

function placesOf(plan: Plan): Place[] {
  return plan.zones.flatMap((zone, zoneIndex) =>
    zone.rows.flatMap((row, rowIndex) => {
      const x = zone.position.x + (row.position?.x ?? 0)
      const y = zone.position.y + (row.position?.y ?? 0)
      const [rowIs, section] = [rowName(row, rowIndex), sectionName(zone, zoneIndex)]
      return row.seats.map((seat, index): Place => {
        const path = `zones.${zoneIndex}.rows.${rowIndex}.seats.${index}`
        const place = { x: x + seat.position.x, y: y + seat.position.y, radius: seat.radius ?? SEAT_RADIUS }
        return { ...place, seat, path, row: rowIs, label: seatLabel(row, seat), section, zone: zoneIndex }
      })
    }),
  )
}

function rowName(row: PlanRow, index: number): string {
  const label = rowLabel(row)
  return label.trim() === '' ? `row ${index + 1}, which has no name` : `row ${label}`
}

function sectionName(zone: PlanZone, index: number): string {
  return zone.name?.trim() ? zone.name : `section ${index + 1}`
}

/** `row C, seat 12 of Stalls` */
function nameOf({ row, label, section }: Place): string {
  return `${row}, ${label.trim() === '' ? 'a seat without a number' : `seat ${label}`} of ${section}`
}

function sizeErrors({ size }: Plan): PlanError[] {
  if (size.width > 0 && size.height > 0) return []
  return [{ path: 'size', message: `The plan is ${size.width} wide and ${size.height} high`, rule: 'no-size' }]
}

/** Names by which people choose. Two that look alike are one to them. */
function nameErrors(plan: Plan): PlanError[] {
  const standing = plan.zones.flatMap((zone, zoneIndex) =>
    (zone.areas ?? []).flatMap(({ standing: area }, index) =>
      area ? [{ name: area.name, path: `zones.${zoneIndex}.areas.${index}.standing` }] : [],
    ),
  )
  const named = (names: readonly { name: string }[], path: string) =>
    names.map(({ name }, index) => ({ name, path: `${path}.${index}` }))
  return [
    ...sameNames('categories', named(plan.categories, 'categories')),
    ...sameNames('floors', named(plan.floors ?? [], 'floors')),
    ...sameNames('standing areas', standing),
    ...[{ name: plan.name, path: 'name' }, ...named(plan.categories, 'categories'), ...standing]
      .concat(named(plan.floors ?? [], 'floors'))
      .concat(plan.zones.map((zone, index) => ({ name: zone.name ?? '', path: `zones.${index}.name` })))
      .flatMap(({ name, path }) => unprintable(name, path, 'The name')),
  ]
}

function sameNames(what: string, named: readonly { name: string; path: string }[]): PlanError[] {
  const seen = new Set<string>()
  return named.flatMap(({ name, path }) => {
    const known = name.normalize('NFKC').trim().toLowerCase()
    if (!seen.has(known)) {
      seen.add(known)
      return []
    }
    return [{ path, message: `Two ${what} are called ${name}`, rule: 'same-name' }]
  })
}

/** Control characters and halves of characters; they break tables, tickets and terminals. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u

function unprintable(text: string, path: string, what: string): PlanError[] {
  if (!UNPRINTABLE.test(text)) return []
  const shown = text.replaceAll(new RegExp(UNPRINTABLE, 'gu'), '\u{fffd}')
  return [{ path, message: `${what} ${shown} has a character that cannot be shown`, rule: 'unprintable' }]
}

function zoneErrors(plan: Plan): PlanError[] {
  const floors = new Set((plan.floors ?? []).map(({ name }) => name))
  return plan.zones.flatMap((zone, index) => {
    const [section, path] = [sectionName(zone, index), `zones.${index}`]
    const errors: PlanError[] = []
    if (zone.floor !== undefined && !floors.has(zone.floor)) {
      const message = `${capital(section)} is on the floor ${zone.floor}, which the plan does not have`
      errors.push({ path: `${path}.floor`, message, rule: 'unknown-floor' })
    }
    if (zone.outline && zone.outline.length < 3) {
      const message = `The outline of ${section} has ${zone.outline.length} points; it needs 3`
      errors.push({ path: `${path}.outline`, message, rule: 'too-few-points', limit: 3 })
    } else if (zone.outline && hasNoSize(zone.outline)) {
      errors.push({ path: `${path}.outline`, message: `The outline of ${section} has no size`, rule: 'no-size' })
    }
    return errors
  })
}

function areaErrors(plan: Plan): PlanError[] {
  return plan.zones.flatMap((zone, zoneIndex) =>
    (zone.areas ?? []).flatMap((area, index): PlanError[] => {
      const path = `zones.${zoneIndex}.areas.${index}`
      const what = `${capital(areaName(area, index))} of ${sectionName(zone, zoneIndex)}`
      const points = area.polygon?.points.length ?? 0
      if (area.shape === 'polygon' && points < 3) {
        const message = `${what} has ${points} points; it needs 3`
        return [{ path: `${path}.polygon`, message, rule: 'too-few-points', limit: 3 }]
      }
      if ((area.standing || area.stage) && hasNoSize(polygonOf(area))) {
        return [{ path, message: `${what} has no size`, rule: 'no-size' }]
      }
      return []
    }),
  )
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

function labelErrors(places: readonly Place[], plan: Plan): PlanError[] {
  const ofSeats = places.flatMap(({ seat, path }) => [
    ...unprintable(seat.seat_guid, `${path}.seat_guid`, 'The id'),
    ...unprintable(seat.seat_number, `${path}.seat_number`, 'The number'),
  ])
  const ofRows = plan.zones.flatMap((zone, zoneIndex) =>
    zone.rows.flatMap((row, rowIndex) =>
      (['row_number', 'row_label', 'seat_label'] as const).flatMap((member) =>
        unprintable(row[member] ?? '', `zones.${zoneIndex}.rows.${rowIndex}.${member}`, 'The label'),
      ),
    ),
  )
  return [...ofRows, ...ofSeats]
}

function idErrors(places: readonly Place[]): PlanError[] {
  const firstOf = new Map<string, Place>()
  return places.flatMap((place) => {
    const id = place.seat.seat_guid
    const first = firstOf.get(id)
    if (!first) {
      firstOf.set(id, place)
      return []
    }
    const message = `${capital(nameOf(place))} has the id ${id}, which ${nameOf(first)} has already`
    return [{ path: `${place.path}.seat_guid`, message, rule: 'same-id' }]
  })
}

/** Two seats of a section with the same words on their tickets; one that is not for sale has none. */
function numberErrors(places: readonly Place[]): PlanError[] {
  const seen = new Set<string>()
  return places.flatMap((place) => {
    if (place.seat.category === '') return []
    const words = `${place.zone}\u001f${place.row}\u001f${place.label}`
    if (!seen.has(words)) {
      seen.add(words)
      return []
    }
    const message = `${capital(nameOf(place))} is there twice; people could not find theirs`
    return [{ path: `${place.path}.seat_number`, message, rule: 'same-number' }]
  })
}

function categoryErrors(places: readonly Place[], plan: Plan): PlanError[] {
  const categories = new Set(plan.categories.map(({ name }) => name)).add('')
  return places
    .filter(({ seat }) => !categories.has(seat.category))
    .map((place) => {
      const message = `${capital(nameOf(place))} is of the category ${place.seat.category}, which the plan does not have`
      return { path: `${place.path}.category`, message, rule: 'unknown-category' }
    })
}

/** Of pretix: from which seat on, and to which side, a row is filled. */
const DIRECTIONS = new Set(['<', '>', '<>'])

function directionErrors(places: readonly Place[]): PlanError[] {
  return places.flatMap((place) => {
    const direction = place.seat.start_direction ?? undefined
    if (direction === undefined || DIRECTIONS.has(direction)) return []
    const message = `${capital(nameOf(place))} starts its row to ${direction || 'nowhere'}; it can be <, > or <>`
    return [{ path: `${place.path}.start_direction`, message, rule: 'unknown-direction' }]
  })
}

function outsideErrors(places: readonly Place[], { size }: Plan): PlanError[] {
  return places
    .filter(({ x, y, radius }) => x < -radius || y < -radius || x > size.width + radius || y > size.height + radius)
    .map((place) => {
      const [x, y] = [Math.round(place.x), Math.round(place.y)]
      const message = `${capital(nameOf(place))} lies at ${x}, ${y}, outside of the plan's ${size.width} by ${size.height}`
      return { path: `${place.path}.position`, message, rule: 'outside' }
    })
}

function crowdErrors(places: readonly Place[], most: number): PlanError[] {
  return findCrowded(places, most).map(({ seat, other }) => {
    const message = `${capital(nameOf(seat))} is at the same place as ${nameOf(other)}`
    return { path: `${seat.path}.position`, message, rule: 'same-place' }
  })
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
