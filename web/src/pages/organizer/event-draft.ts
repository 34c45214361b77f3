import { type Event, type Language, minorDigits } from '@fairground/contract'

import { amountText, wholeText } from './amounts.ts'
import { type WallTime, wallOf } from './wall-time.ts'

/** An event as it stands in the form: what was typed, whether it means something or not. JSON keeps all of it. */
export interface EventDraft extends DraftFields {
  readonly areas: readonly AreaDraft[]
}

export interface DraftFields {
  readonly organizerId: string
  readonly title: string
  readonly startDate: string
  readonly startTime: string
  readonly endDate: string
  readonly endTime: string
  readonly timeZone: string
  readonly venueName: string
  readonly venueAddress: string
  readonly description: string
  readonly currency: string
  readonly payAtDoor: boolean
  readonly maxTicketsPerAccount: string
  readonly holdMinutes: string
  readonly salesStart: WallTime
  readonly salesEnd: WallTime
  readonly pictureAlt: string
  readonly focusX: number
  readonly focusY: number
}

export interface AreaDraft {
  /** Names the part as long as the form is open; the id once the service knows it. */
  readonly key: string
  readonly id?: string
  readonly name: string
  readonly kind: 'general' | 'seated'
  readonly capacity: string
  /** Of seats that are to be: the plan of which they are. An area that is there has its own copy. */
  readonly planId: string
  /** The standing area of the plan that it is; empty for none. */
  readonly standing: string
  readonly noLonelySeats: boolean
  readonly ticketTypes: readonly TypeDraft[]
}

export interface TypeDraft {
  readonly key: string
  readonly id?: string
  readonly name: string
  /** Of the plan, where there are seats; empty for none. */
  readonly category: string
  readonly price: string
  readonly description: string
  readonly quota: string
  readonly maxPerOrder: string
  readonly maxPerAccount: string
  readonly salesStart: WallTime
  readonly salesEnd: WallTime
}

/** What a new event is taken to be until somebody says otherwise; the rest of it is empty. */
export interface Defaults {
  readonly timeZone: string
  readonly currency: string
  readonly areaName: string
  readonly typeName: string
  readonly organizerId: string
}

/** Evenings are when people go out; the hour is the least certain part of a date, and the first to be seen. */
const USUAL_START = '20:00'
/** As the service has it. */
const USUAL_HOLD_MINUTES = '10'

export function emptyDraft({ timeZone, currency, areaName, typeName, organizerId }: Defaults): EventDraft {
  return {
    ...{ organizerId, title: '', startDate: '', startTime: USUAL_START, endDate: '', endTime: '', timeZone },
    ...{ venueName: '', venueAddress: '', description: '', currency, payAtDoor: true },
    ...{ maxTicketsPerAccount: '', holdMinutes: USUAL_HOLD_MINUTES, salesStart: '', salesEnd: '' },
    ...{ pictureAlt: '', focusX: 50, focusY: 50 },
    areas: [emptyArea('area-1', areaName, [emptyType('type-1', typeName)])],
  }
}

export function emptyArea(key: string, name: string, ticketTypes: readonly TypeDraft[]): AreaDraft {
  return { key, name, kind: 'general', capacity: '', planId: '', standing: '', noLonelySeats: false, ticketTypes }
}

export function emptyType(key: string, name: string, category = ''): TypeDraft {
  return {
    ...{ key, name, category, price: '', description: '', quota: '', maxPerOrder: '', maxPerAccount: '' },
    ...{ salesStart: '', salesEnd: '' },
  }
}

/** An event as the form shows it, with numbers in the reader's digits. */
export function draftOf(event: Event, language: Language): EventDraft {
  const { timeZone, currency, picture } = event
  const digits = minorDigits(currency)
  const wall = (at: string | null) => (at === null ? '' : wallOf(at, timeZone))
  const count = (value: number | null) => (value === null ? '' : wholeText(value, language))
  const [startDate = '', startTime = ''] = wall(event.startsAt).split('T')
  const [endDate = '', endTime = ''] = wall(event.endsAt).split('T')
  return {
    organizerId: event.organizer.id,
    title: event.title,
    ...{ startDate, startTime, endDate, endTime, timeZone },
    venueName: event.venue?.name ?? '',
    venueAddress: event.venue?.address ?? '',
    description: event.description,
    currency,
    payAtDoor: event.paymentMethods.includes('door') || event.areas.every(isFree),
    maxTicketsPerAccount: count(event.maxTicketsPerAccount),
    holdMinutes: minutesText(event.holdSeconds, language),
    salesStart: wall(event.salesStartAt),
    salesEnd: wall(event.salesEndAt),
    pictureAlt: picture?.alt ?? '',
    focusX: picture?.focusX ?? 50,
    focusY: picture?.focusY ?? 50,
    areas: event.areas.map((area) => ({
      key: area.id,
      id: area.id,
      name: area.name,
      kind: area.kind,
      capacity: area.kind === 'seated' ? '' : count(area.capacity),
      planId: '',
      standing: area.standing ?? '',
      noLonelySeats: area.seating?.noLonelySeats ?? false,
      ticketTypes: area.ticketTypes.map((type) => ({
        key: type.id,
        id: type.id,
        name: type.name,
        category: type.category ?? '',
        price: amountText(type.priceMinor, digits, language),
        description: type.description,
        quota: count(type.quota),
        maxPerOrder: count(type.maxPerOrder),
        maxPerAccount: count(type.maxPerAccount),
        salesStart: wall(type.salesStartAt),
        salesEnd: wall(type.salesEndAt),
      })),
    })),
  }
}

function isFree(area: Event['areas'][number]): boolean {
  return area.ticketTypes.every((type) => type.priceMinor === 0)
}

function minutesText(seconds: number, language: Language): string {
  return amountText(Math.round((seconds * 100) / 60), 2, language)
}

/**
 * What I typed, on top of what somebody else saved meanwhile: a field that I changed since `base` stays mine, any other
 * is theirs. Areas and ticket types that either of us added are all there.
 */
export function rebased(mine: EventDraft, base: EventDraft, theirs: EventDraft): EventDraft {
  return { ...merged<EventDraft>(mine, base, theirs), areas: mergedParts(mine.areas, base.areas, theirs.areas, areaOf) }
}

/** Whether both say the same; keys and ids are not typed. */
export function isSameDraft(one: EventDraft, other: EventDraft): boolean {
  const typedIn = (draft: EventDraft) =>
    JSON.stringify(draft, (name, value: unknown) => (name === 'key' || name === 'id' ? undefined : value))
  return typedIn(one) === typedIn(other)
}

/** A draft whose new parts are those of the same name that the service has by now: they are not made twice. */
export function adopted(draft: EventDraft, theirs: EventDraft): EventDraft {
  return {
    ...draft,
    areas: adoptedParts(draft.areas, theirs.areas, (area, known) => ({
      ...area,
      ticketTypes: adoptedParts(area.ticketTypes, known.ticketTypes, (type) => type),
    })),
  }
}

/**
 * A draft on the event that came of `sent`, a state of this form before: what was typed since stays mine, parts have
 * the ids that the service gave them.
 */
export function movedOn(mine: EventDraft, sent: EventDraft, made: EventDraft): EventDraft {
  return rebased(identified(mine, sent, made), identified(sent, sent, made), made)
}

/** As `movedOn`, where `made` is not known to be what was sent: all that is on the page stays mine. */
export function takenUp(mine: EventDraft, sent: EventDraft, made: EventDraft): EventDraft {
  return rebased(identified(mine, sent, made), made, made)
}

/** Whether saving `taken` makes of the event what `mine` says: some of it can neither be changed nor taken away. */
export function canBecome(mine: EventDraft, taken: EventDraft): boolean {
  const isSame = mine.currency === taken.currency && (mine.organizerId || taken.organizerId) === taken.organizerId
  return isSame && partsIn(mine) === partsIn(taken)
}

function partsIn({ areas }: EventDraft): number {
  return areas.reduce((sum, area) => sum + 1 + area.ticketTypes.length, 0)
}

/** By their keys, the parts of `mine` are those of `sent` even under another name by now. What is fixed is as made. */
function identified(mine: EventDraft, sent: EventDraft, made: EventDraft): EventDraft {
  const known = adopted(sent, made)
  const areas = identifiedParts(mine.areas, known.areas).map((area) => {
    const before = known.areas.find(({ key }) => key === area.key)
    return { ...area, ticketTypes: identifiedParts(area.ticketTypes, before?.ticketTypes ?? []) }
  })
  return adopted({ ...mine, areas, organizerId: made.organizerId, currency: made.currency }, made)
}

function identifiedParts<P extends Part>(parts: readonly P[], known: readonly P[]): P[] {
  return parts.map((part) => {
    const id = part.id ?? known.find(({ key }) => key === part.key)?.id
    return id === undefined ? part : { ...part, id }
  })
}

function areaOf(mine: AreaDraft, base: AreaDraft, theirs: AreaDraft): AreaDraft {
  return {
    ...merged(mine, base, theirs),
    // What cannot be changed any more is theirs: the plan that was chosen is the area's own by now.
    ...{ kind: theirs.kind, planId: theirs.planId, standing: theirs.standing },
    ticketTypes: mergedParts(mine.ticketTypes, base.ticketTypes, theirs.ticketTypes, typeOf),
  }
}

function typeOf(mine: TypeDraft, base: TypeDraft, theirs: TypeDraft): TypeDraft {
  return { ...merged(mine, base, theirs), category: theirs.category }
}

function merged<Fields extends object>(mine: Fields, base: Fields, theirs: Fields): Fields {
  const chosen = Object.keys(mine).map((name) => {
    // The names of `mine` are those of all three.
    const field = name as keyof Fields
    return [field, mine[field] === base[field] ? theirs[field] : mine[field]]
  })
  // Each of its fields is one of theirs or of mine.
  return Object.fromEntries(chosen) as Fields
}

interface Part {
  readonly key: string
  readonly id?: string
  readonly name: string
}

function mergedParts<P extends Part>(
  mine: readonly P[],
  base: readonly P[],
  theirs: readonly P[],
  merge: (mine: P, base: P, theirs: P) => P,
): P[] {
  const find = (parts: readonly P[], id: string | undefined) => parts.find((part) => id !== undefined && part.id === id)
  const kept = mine.map((part) => {
    const [before, after] = [find(base, part.id), find(theirs, part.id)]
    // The key stays: whoever types in a field of this part goes on typing.
    return before && after ? { ...merge(part, before, after), key: part.key } : part
  })
  return [...kept, ...theirs.filter((part) => part.id !== undefined && !find(mine, part.id))]
}

function adoptedParts<P extends Part>(parts: readonly P[], known: readonly P[], within: (part: P, known: P) => P): P[] {
  const taken = new Set(parts.map((part) => part.id))
  return parts.map((part) => {
    const twin =
      part.id === undefined
        ? known.find((one) => !taken.has(one.id) && one.name.trim() === part.name.trim())
        : known.find((one) => one.id === part.id)
    if (!twin) return part
    taken.add(twin.id)
    return within({ ...part, id: twin.id }, twin)
  })
}
