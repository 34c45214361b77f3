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
  removePicture,
} from '@fairground/contract'

import { call, problemOf } from '../../api/client.ts'
import { belowTaken, changesOf, placeOf, placeOfNumber, type Step } from './draft-changes.ts'
import { type FieldError, newEventOf, type ReadEvent, readDraft } from './draft-reading.ts'
import type { EventDraft } from './event-draft.ts'

export type PictureChoice =
  | { readonly kind: 'as-it-is' }
  | { readonly kind: 'new'; readonly file: Blob }
  | { readonly kind: 'none' }

/** What is to be saved, and on what it is based. */
interface SaveOrder {
  readonly draft: EventDraft
  readonly picture: PictureChoice
  readonly status?: 'draft' | 'published' | undefined
  /** The event as it was read, and that as a draft; without, a new one is made. */
  readonly base?: { readonly event: Event; readonly draft: EventDraft } | undefined
  /** Whether an attempt before this one may have made the event without our hearing of it. */
  readonly mayExist?: boolean
}

export type Saved =
  | { readonly ok: true; readonly event: Event }
  | {
      readonly ok: false
      readonly errors: readonly FieldError[]
      readonly error?: unknown
      /** The event as it is, where a part of the work was done. */
      readonly event?: Event
    }

/** Brings the service to what is in the form, step by step. Never throws: what was refused is in the answer. */
export async function saveEvent(order: SaveOrder): Promise<Saved> {
  const { draft, base, status } = order
  const reading = readDraft(draft)
  if (!reading.ok) return { ok: false, errors: reading.errors }
  const wanted = reading.event
  if (!base) return saveNew(order, wanted)
  const below = belowTaken(wanted, takenIn(base.event))
  if (below.length > 0) return { ok: false, errors: below }
  const before = readDraft(base.draft)
  const steps = before.ok ? changesOf(before.event, wanted, status) : []
  return carryOut(order, base.event, steps)
}

async function saveNew(order: SaveOrder, wanted: ReadEvent): Promise<Saved> {
  const { organizerId } = order.draft
  const body = { ...newEventOf(wanted), ...(organizerId === '' ? {} : { organizerId }), status: order.status }
  let event: Event
  try {
    const twin = order.mayExist ? await findTwin(body) : undefined
    event = twin ?? (await call(createEvent, { body }))
  } catch (error) {
    return { ok: false, error, errors: errorsIn(error, (path) => path) }
  }
  return carryOut(order, event, [])
}

/** The event that an attempt made whose answer was lost: of the same name and start. */
async function findTwin(body: { title: string; startsAt: string }): Promise<Event | undefined> {
  const { title, startsAt } = body
  const found = await call(listEvents, { query: { status: 'any', from: startsAt, to: startsAt, query: title } })
  const twin = found.items.find((one) => one.title === title)
  return twin && call(readEvent, { params: { eventId: twin.id } })
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
