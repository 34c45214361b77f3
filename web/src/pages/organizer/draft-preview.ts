import { type Event, minorDigits, type Picture, type PlanSummary } from '@fairground/contract'

import { parseAmount, parseWhole } from './amounts.ts'
import { isCurrency } from './draft-reading.ts'
import type { AreaDraft, EventDraft, TypeDraft } from './event-draft.ts'
import { instantOf, isZone, type WallTime } from './wall-time.ts'

type Area = Event['areas'][number]
type TicketType = Area['ticketTypes'][number]

/** What stands where nothing was typed yet. */
interface Blanks {
  readonly title: string
  readonly startsAt: string
  readonly organizerName: string
  /** Of an area of which nothing is said yet: it is not sold out. */
  readonly capacity: number
  /** Those that can be chosen, for how many seats they have. */
  readonly plans: readonly PlanSummary[]
}

/**
 * The event that the public page would show of this draft. What is not readable yet is left out or blank: a preview
 * never refuses. `base` is the event as the service has it, if it does; `picture` what is chosen to be shown.
 */
export function previewOf(draft: EventDraft, base: Event | undefined, picture: Picture | null, blanks: Blanks): Event {
  const zone = isZone(draft.timeZone) ? draft.timeZone : 'UTC'
  const currency = isCurrency(draft.currency) ? draft.currency : 'EUR'
  const startsAt = instantOf(`${draft.startDate}T${draft.startTime}`, zone) ?? blanks.startsAt
  const endsAt = instantOf(`${draft.endDate}T${draft.endTime}`, zone)
  const areas = draft.areas.map((area) => areaOf(area))
  const sum = (places: 'capacity' | 'left') => areas.reduce((total, area) => total + area[places], 0)
  return {
    // Any id: it only chooses the colours where there is no picture.
    id: base?.id ?? 'preview-00',
    slug: base?.slug ?? 'preview',
    status: 'published',
    title: draft.title.trim() || blanks.title,
    ...{ startsAt, timeZone: zone, currency, areas, picture },
    endsAt: endsAt !== undefined && endsAt > startsAt ? endsAt : null,
    venue: draft.venueName.trim() === '' ? null : { name: draft.venueName, address: draft.venueAddress || undefined },
    organizer: base?.organizer ?? { id: '', name: blanks.organizerName },
    total: sum('capacity'),
    left: sum('left'),
    description: draft.description,
    maxTicketsPerAccount: parseWhole(draft.maxTicketsPerAccount) ?? null,
    holdSeconds: base?.holdSeconds ?? 600,
    ...windowOf(draft),
    paymentMethods: draft.payAtDoor ? ['door'] : [],
    version: base?.version ?? 1,
  }

  function areaOf(area: AreaDraft): Area {
    const known = base?.areas.find(({ id }) => id === area.id)
    const plan = area.kind === 'seated' ? blanks.plans.find(({ id }) => id === area.planId) : undefined
    const capacity = capacityOf(area, known, plan)
    const left = Math.max(0, capacity - (known ? known.capacity - known.left : 0))
    const ticketTypes = area.ticketTypes.map((type) => {
      const inCategory = plan?.categories.find(({ name }) => name === type.category)?.seats ?? leftOfKnown(known, type)
      return typeOf(type, area.key, Math.min(left, inCategory), known)
    })
    const { kind, key, name, noLonelySeats } = area
    const seating = kind === 'seated' ? { hash: '', seats: capacity, noLonelySeats } : null
    const standing = area.standing === '' ? null : area.standing
    return { id: key, name, kind, capacity, left, standing, seating, ticketTypes }
  }

  /** Of seats that are there, what the service last said of a ticket for them. */
  function leftOfKnown(known: Area | undefined, { category }: TypeDraft): number {
    const types = known?.ticketTypes.filter((type) => type.category !== null && type.category === category) ?? []
    return types.find(({ quota }) => quota === null)?.left ?? Infinity
  }

  /** Of seats as many as their plan has, or the area has by now. */
  function capacityOf(area: AreaDraft, known: Area | undefined, plan: PlanSummary | undefined): number {
    if (area.kind === 'seated') return known?.capacity ?? plan?.seats ?? blanks.capacity
    return area.capacity.trim() === '' ? blanks.capacity : (parseWhole(area.capacity) ?? 0)
  }

  function typeOf(type: TypeDraft, areaId: string, leftInArea: number, area: Area | undefined): TicketType {
    const quota = parseWhole(type.quota) ?? null
    const known = area?.ticketTypes.find(({ id }) => id === type.id)
    // As many more or fewer of a limited kind as its limit moves; what an area has left bounds all of its kinds.
    const leftOfKind = quota === null ? leftInArea : quota - (known?.quota ? known.quota - known.left : 0)
    return {
      ...{ id: type.key, areaId, name: type.name, description: type.description, quota },
      category: type.category === '' ? null : type.category,
      priceMinor: parseAmount(type.price, minorDigits(currency)) ?? 0,
      maxPerOrder: parseWhole(type.maxPerOrder) ?? null,
      maxPerAccount: parseWhole(type.maxPerAccount) ?? null,
      ...windowOf(type),
      left: Math.max(0, Math.min(leftInArea, leftOfKind)),
    }
  }

  function windowOf({ salesStart, salesEnd }: { salesStart: WallTime; salesEnd: WallTime }) {
    return { salesStartAt: instantOf(salesStart, zone) ?? null, salesEndAt: instantOf(salesEnd, zone) ?? null }
  }
}
