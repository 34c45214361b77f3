import type { BodyOf, changeTicketType, createArea, createTicketType, EventChange } from '@fairground/contract'

import { type FieldError, type ReadArea, type ReadEvent, type ReadType, withoutId } from './draft-reading.ts'

/** One call that brings an event nearer to its draft. `place` is where in the form its fields are. */
export type Step =
  | { readonly kind: 'change-event'; readonly body: EventChange; readonly areaIndexes: readonly number[] }
  | {
      readonly kind: 'change-type'
      readonly ticketTypeId: string
      readonly body: BodyOf<typeof changeTicketType>
      readonly place: string
    }
  | { readonly kind: 'create-type'; readonly body: BodyOf<typeof createTicketType>; readonly place: string }
  | { readonly kind: 'create-area'; readonly body: BodyOf<typeof createArea>; readonly place: string }

/** What is to be done so that the event as it was read becomes the event as it was typed; nothing that stayed is sent. */
export function changesOf(base: ReadEvent, wanted: ReadEvent, status?: EventChange['status']): Step[] {
  const areaIndexes: number[] = []
  const areas: NonNullable<EventChange['areas']> = []
  const later: Step[] = []
  for (const [index, area] of wanted.areas.entries()) {
    const place = `areas.${index}.`
    const known = base.areas.find(({ id }) => id !== undefined && id === area.id)
    if (!known || area.id === undefined) {
      later.push({ kind: 'create-area', place, body: bodyOfArea(area) })
      continue
    }
    const change = {
      ...(area.name === known.name ? {} : { name: area.name }),
      ...(area.capacity === known.capacity ? {} : { capacity: area.capacity }),
      ...(area.noLonelySeats === known.noLonelySeats ? {} : { noLonelySeats: area.noLonelySeats }),
    }
    if (Object.keys(change).length > 0) {
      areas.push({ id: area.id, ...change })
      areaIndexes.push(index)
    }
    later.push(...typeSteps(area, known, place))
  }
  // Put on sale last, or it would sell at the old prices for a moment, and for good where a price is refused.
  const isLast = status === 'published' && later.length > 0
  const body: EventChange = {
    ...difference(base.fields, wanted.fields),
    ...(areas.length > 0 ? { areas } : {}),
    ...(status === undefined || isLast ? {} : { status }),
  }
  return [
    ...(Object.keys(body).length > 0 ? [{ kind: 'change-event', body, areaIndexes } as const] : []),
    ...later,
    ...(isLast ? [{ kind: 'change-event', body: { status }, areaIndexes: [] } as const] : []),
  ]
}

function typeSteps(area: ReadArea, known: ReadArea, place: string): Step[] {
  return area.ticketTypes.flatMap((type, index): Step[] => {
    const at = `${place}ticketTypes.${index}.`
    const before = known.ticketTypes.find(({ id }) => id !== undefined && id === type.id)
    if (!before || type.id === undefined) {
      return [{ kind: 'create-type', place: at, body: { areaId: area.id, ...withoutId(type) } }]
    }
    const body = difference<Omit<ReadType, 'id'>>(withoutId(before), withoutId(type))
    return Object.keys(body).length > 0 ? [{ kind: 'change-type', ticketTypeId: type.id, place: at, body }] : []
  })
}

function bodyOfArea(area: ReadArea): BodyOf<typeof createArea> {
  return { ...withoutId(area), ticketTypes: area.ticketTypes.map(withoutId) }
}

function difference<Fields extends object>(before: Fields, after: Fields): Partial<Fields> {
  const changed = Object.entries(after).filter(
    // The names of `after` are those of both.
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Fields]),
  )
  // Some of the fields of `after`.
  return Object.fromEntries(changed) as Partial<Fields>
}

/** Where in the form something stands that the service found in a step's body. */
export function placeOf(step: Step, path: string): string {
  if (step.kind !== 'change-event') return step.place + path
  const area = /^areas(?:\.(\d+))?(.*)$/.exec(path)
  if (!area) return path
  const index = step.areaIndexes[Number(area[1] ?? 0)] ?? 0
  return `areas.${index}${area[1] === undefined ? '.name' : area[2]}`
}

/** The number that `below-sold` is about: there is one in a step, but for a step with several areas. */
export function placeOfNumber(step: Step): string | undefined {
  if (step.kind === 'change-type') return `${step.place}quota`
  if (step.kind !== 'change-event') return undefined
  const lowered = (step.body.areas ?? []).flatMap((area, index) =>
    area.capacity === undefined ? [] : [step.areaIndexes[index]],
  )
  return lowered.length === 1 ? `areas.${lowered[0]}.capacity` : undefined
}

/** Capacities below what is held or sold: the service would refuse them. Seats are as many as they are. */
export function belowTaken(wanted: ReadEvent, taken: ReadonlyMap<string, number>): FieldError[] {
  return wanted.areas.flatMap((area, index) => {
    const least = taken.get(area.id ?? '') ?? 0
    return area.capacity !== undefined && area.capacity < least
      ? [{ path: `areas.${index}.capacity`, rule: 'below-sold', limit: least }]
      : []
  })
}
