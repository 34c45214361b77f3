import {
  changeEvent,
  changePicture,
  changeTicketType,
  createArea,
  createEvent,
  createTicketType,
  type Event,
  listEvents,
  putPicture,
  readEvent,
  readMe,
  removePicture,
} from '@fairground/contract'

import { call, problemOf } from '../../api/client.ts'
import { belowTaken, changesOf, placeOf, placeOfNumber, type Step } from './draft-changes.ts'
import { type FieldError, newEventOf, type ReadEvent, readDraft } from './draft-reading.ts'
import { canBecome, draftOf, type EventDraft, takenUp } from './event-draft.ts'

export type PictureChoice =
  | { readonly kind: 'as-it-is' }
  | { readonly kind: 'new'; readonly file: Blob }
  | { readonly kind: 'none' }

/** What was sent to be made, and no answer came. */
export interface LostAttempt {
  readonly draft: EventDraft
  readonly status?: 'draft' | 'published' | undefined
}

/** What is to be saved, and on what it is based. */
interface SaveOrder {
  readonly draft: EventDraft
  readonly picture: PictureChoice
  readonly status?: 'draft' | 'published' | undefined
  /** The event as it was read, and that as a draft; without, a new one is made. */
  readonly base?: { readonly event: Event; readonly draft: EventDraft } | undefined
  /** The attempt before this one that may have made the event without our hearing of it. */
  readonly lost?: LostAttempt | undefined
}

export type Saved =
  | { readonly ok: true; readonly event: Event }
  | {
      readonly ok: false
      readonly errors: readonly FieldError[]
      readonly error?: unknown
      /** The event as it is, where a part of the work was done. */
      readonly event?: Event
      /** Where the event may have been made all the same. */
      readonly lost?: LostAttempt
    }

/** Brings the service to what is in the form, step by step. Never throws: what was refused is in the answer. */
export async function saveEvent(order: SaveOrder): Promise<Saved> {
  const { draft, base, status } = order
  const reading = readDraft(draft)
  if (!reading.ok) return { ok: false, errors: reading.errors, ...(order.lost ? { lost: order.lost } : {}) }
  const wanted = reading.event
  if (!base) return saveNew(order, wanted)
  const below = belowTaken(wanted, takenIn(base.event))
  if (below.length > 0) return { ok: false, errors: below }
  const before = readDraft(base.draft)
  // What is to be changed cannot be told: nothing is sent, and nobody is told that it was.
  if (!before.ok) return { ok: false, errors: [], error: new Error('the event as it was read is not a draft') }
  return carryOut(order, base.event, changesOf(before.event, wanted, status))
}

async function saveNew(order: SaveOrder, wanted: ReadEvent): Promise<Saved> {
  const { draft, status } = order
  let { lost } = order
  let event: Event
  try {
    const twin = lost && (await findTwin(lost))
    if (lost && twin) return await takeUp(order, lost, twin)
    lost = { draft, status }
    const organizer = draft.organizerId === '' ? {} : { organizerId: draft.organizerId }
    event = await call(createEvent, { body: { ...newEventOf(wanted), ...organizer, status } })
  } catch (error) {
    // Of a search that failed nothing is known either: the attempt before stays in question.
    const isOpen = lost && (lost === order.lost || LOST_ANSWERS.has(problemOf(error)?.code ?? ''))
    return { ok: false, error, errors: errorsIn(error, (path) => path), ...(lost && isOpen ? { lost } : {}) }
  }
  return carryOut(order, event, [])
}

const LOST_ANSWERS = new Set<string>(['unreachable', 'outcome-unknown', 'garbled'])

/** The event that an attempt made whose answer was lost: of the same name and start, and of an organizer of ours. */
async function findTwin({ draft, status }: LostAttempt): Promise<Event | undefined> {
  const sent = readDraft(draft)
  if (!sent.ok) return undefined
  const { title, startsAt } = sent.event.fields
  for (const organizerId of await organizersOf(draft)) {
    const found = await call(listEvents, { query: { status: 'any', from: startsAt, to: startsAt, organizerId } })
    const twin = found.items.find((one) => one.title === title && one.status === (status ?? 'published'))
    if (twin) return call(readEvent, { params: { eventId: twin.id } })
  }
  return undefined
}

/** Whoever made a first event has an organizer since, which this page has not heard of. */
async function organizersOf({ organizerId }: EventDraft): Promise<string[]> {
  if (organizerId !== '') return [organizerId]
  const { organizers } = await call(readMe, {})
  return organizers.filter(({ role }) => role !== 'door').map(({ id }) => id)
}

/** What was made unheard becomes what is on the page by now, as any event that is edited. */
async function takeUp(order: SaveOrder, lost: LostAttempt, twin: Event): Promise<Saved> {
  // The digits are nobody's to see.
  const made = draftOf(twin, 'en')
  const draft = takenUp(order.draft, lost.draft, made)
  if (!canBecome(order.draft, draft)) return { ok: false, errors: [], event: twin }
  const saved = await saveEvent({ ...order, draft, base: { event: twin, draft: made }, lost: undefined })
  return saved.ok || saved.event ? saved : { ...saved, event: twin }
}

/** All steps in turn. The first is refused if somebody else was faster; the others change only what is named in them. */
async function carryOut(order: SaveOrder, event: Event, steps: readonly Step[]): Promise<Saved> {
  let done = 0
  let current: Step | 'picture' = 'picture'
  try {
    for (const step of steps) {
      current = step
      await carryOutStep(event.id, step, done === 0 ? String(event.version) : undefined)
      done += 1
    }
    current = 'picture'
    await savePicture(order, event, () => (done += 1))
    return { ok: true, event: done > 0 ? await call(readEvent, { params: { eventId: event.id } }) : event }
  } catch (error) {
    const now = done > 0 || !order.base ? await readAgain(event) : undefined
    return { ok: false, error, errors: errorsAt(error, current), ...(now ? { event: now } : {}) }
  }
}

async function carryOutStep(eventId: string, step: Step, ifMatch: string | undefined): Promise<unknown> {
  const params = { eventId }
  switch (step.kind) {
    case 'change-event':
      return call(changeEvent, { params, body: step.body, ifMatch })
    case 'change-type':
      return call(changeTicketType, { params: { eventId, ticketTypeId: step.ticketTypeId }, body: step.body, ifMatch })
    case 'create-type':
      return call(createTicketType, { params, body: step.body })
    case 'create-area':
      return call(createArea, { params, body: step.body })
    default:
      return step satisfies never
  }
}

async function savePicture({ draft, picture }: SaveOrder, event: Event, onDone: () => void): Promise<void> {
  const params = { eventId: event.id }
  if (picture.kind === 'none') {
    if (event.picture) await call(removePicture, { params }).then(onDone)
    return
  }
  if (picture.kind === 'new') await call(putPicture, { params, upload: picture.file }).then(onDone)
  const known = picture.kind === 'new' ? { alt: '', focusX: 50, focusY: 50 } : event.picture
  if (!known) return
  const notes = { alt: draft.pictureAlt.trim(), focusX: draft.focusX, focusY: draft.focusY }
  if (notes.alt === known.alt && notes.focusX === known.focusX && notes.focusY === known.focusY) return
  await call(changePicture, { params, body: notes }).then(onDone)
}

/** The event after a part of the work; as it was known if even that cannot be read. */
async function readAgain(event: Event): Promise<Event> {
  return call(readEvent, { params: { eventId: event.id } }).catch(() => event)
}

const PICTURE_REFUSALS = new Set<string>(['not-a-picture', 'too-large', 'wrong-content-type'])

function errorsAt(error: unknown, step: Step | 'picture'): FieldError[] {
  const code = problemOf(error)?.code ?? ''
  if (step === 'picture') return PICTURE_REFUSALS.has(code) ? [{ path: 'picture', rule: code }] : []
  const number = placeOfNumber(step)
  if (code === 'below-sold' && number !== undefined) return [{ path: number, rule: 'below-sold-now' }]
  return errorsIn(error, (path) => placeOf(step, path))
}

function errorsIn(error: unknown, place: (path: string) => string): FieldError[] {
  return (problemOf(error)?.errors ?? []).map(({ path, rule, limit, message }) => ({
    path: place(path),
    // A rule without a sentence of ours is told in the service's words.
    rule: rule ?? message,
    ...(limit === undefined ? {} : { limit }),
  }))
}

function takenIn(event: Event): ReadonlyMap<string, number> {
  return new Map(event.areas.map(({ id, capacity, left }) => [id, capacity - left]))
}
