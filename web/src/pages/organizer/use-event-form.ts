import { type Account, type Event, listEvents, readEvent, readMe } from '@fairground/contract'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { call, problemOf } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import type { FieldError } from './draft-reading.ts'
import {
  adopted,
  type Defaults,
  draftOf,
  emptyDraft,
  type EventDraft,
  isSameDraft,
  movedOn,
  rebased,
  takenUp,
} from './event-draft.ts'
import { forget, keep, keptName, type KeptDraft, readKept } from './kept-draft.ts'
import { type LostAttempt, type PictureChoice, saveEvent, type Saved } from './save-event.ts'

interface FormOptions {
  readonly account: Account
  /** Undefined for a new one. */
  readonly event: Event | undefined
  readonly defaults: Defaults
  readonly onSaved: (event: Event, status: 'draft' | 'published' | undefined) => void
}

/** What a save takes with it. */
interface Sent {
  readonly draft: EventDraft
  readonly picture: PictureChoice
}

export type EventForm = ReturnType<typeof useEventForm>

const AS_IT_IS: PictureChoice = { kind: 'as-it-is' }

/** The form of an event: what was typed, what is wrong with it, and its way to the service. */
export function useEventForm({ account, event, defaults, onSaved }: FormOptions) {
  const t = useText()
  const { language } = useTexts()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const form = useRef<HTMLFormElement>(null)
  const [start] = useState(() => {
    const kept = readKept(keptName(account.id, event?.id))
    return begin(event ? draftOf(event, language) : emptyDraft(defaults), kept)
  })
  const [base, setBase] = useState(event && { event, draft: start.base })
  const name = keptName(account.id, base?.event.id)
  const [draft, showDraft] = useState(start.draft)
  const [restored, setRestored] = useState(start.restored)
  const [picture, showPicture] = useState(AS_IT_IS)
  // While the form saves, people type on: what is newest is not what was sent.
  const newest = useRef({ draft, picture })
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [error, setError] = useState<unknown>()
  /** Whether the event is saved, and something on the page is not. */
  const [isPartly, setPartly] = useState(false)
  const [refusals, setRefusals] = useState(0)
  const [saving, setSaving] = useState<'draft' | 'published' | 'as-it-is'>()
  const isSaving = useRef(false)
  const lost = useRef<LostAttempt>(undefined)
  const baseDraft = base?.draft ?? start.base
  const isTouched = !isSameDraft(draft, baseDraft) || picture.kind !== 'as-it-is'

  useEffect(() => {
    if (isTouched) keep(name, { draft, base: baseDraft, keptAt: Date.now(), hadPicture: picture.kind === 'new' })
    else forget(name)
  }, [name, draft, baseDraft, picture, isTouched])

  useLayoutEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const notice = form.current?.querySelector<HTMLElement>('[data-refusal]')
    if (refusals > 0) (wrong ?? notice)?.focus()
  }, [refusals])

  function setDraft(now: EventDraft) {
    newest.current = { ...newest.current, draft: now }
    showDraft(now)
  }

  function setPicture(now: PictureChoice) {
    newest.current = { ...newest.current, picture: now }
    showPicture(now)
  }

  /** Changes what is in the form; what was wrong at these paths may be right now. */
  function change(to: (before: EventDraft) => EventDraft, ...paths: readonly string[]) {
    setDraft(to(newest.current.draft))
    setErrors((before) => before.filter(({ path }) => !paths.some((one) => path.startsWith(one))))
  }

  async function save(status?: 'draft' | 'published') {
    if (isSaving.current) return
    isSaving.current = true
    setSaving(status ?? 'as-it-is')
    const sent = newest.current
    const saved = await saveEvent({ ...sent, status, base, lost: lost.current })
    // Whoever made a first event has an organizer now.
    if (saved.ok) await refresh(listEvents, readEvent, ...(event ? [] : [readMe]))
    isSaving.current = false
    setSaving(undefined)
    if (!saved.ok) return refuse(saved, sent)
    if (isSame(newest.current, sent)) {
      forget(name)
      onSaved(saved.event, status)
      return
    }
    stay(saved.event, sent)
  }

  function refuse(saved: Saved & { ok: false }, sent: Sent) {
    const before = lost.current?.draft ?? sent.draft
    lost.current = saved.lost
    setErrors(saved.errors)
    setError(isAllAtFields(saved) ? undefined : saved.error)
    setPartly(saved.event !== undefined && saved.error === undefined && saved.errors.length === 0)
    setRefusals((count) => count + 1)
    if (!saved.event) return
    const theirs = draftOf(saved.event, language)
    const mine = newest.current.draft
    const isPictureDone = newest.current.picture.kind === 'none' && !saved.event.picture
    settle(saved.event, base ? onTop(mine, base.draft, theirs) : takenUp(mine, before, theirs), isPictureDone)
  }

  /** Saved, and more was typed meanwhile: that is on the page still, on the event as it is now. */
  function stay(now: Event, sent: Sent) {
    lost.current = undefined
    setErrors([])
    setError(undefined)
    setPartly(true)
    settle(
      now,
      movedOn(newest.current.draft, sent.draft, draftOf(now, language)),
      newest.current.picture === sent.picture,
    )
  }

  /** From here on the form is based on the event as it is now; what I changed stays mine. */
  function settle(now: Event, mine: EventDraft, isPictureDone: boolean) {
    // It exists: what is kept from now on is kept under its own name.
    if (!base) forget(name)
    setDraft(mine)
    setBase({ event: now, draft: draftOf(now, language) })
    if (isPictureDone) setPicture(AS_IT_IS)
  }

  /** After somebody else saved: their changes, and mine on top. */
  async function takeTheirs() {
    if (!base) return
    try {
      const now = await call(readEvent, { params: { eventId: base.event.id } })
      settle(now, onTop(newest.current.draft, base.draft, draftOf(now, language)), false)
      setError(undefined)
      announce(t('organizer.theirsAreIn'))
    } catch (failure) {
      setError(failure)
    }
  }

  function startOver() {
    setDraft(baseDraft)
    setPicture(AS_IT_IS)
    setErrors([])
    setError(undefined)
    setPartly(false)
    setRestored(undefined)
  }

  return {
    ...{ form, base: base?.event, draft, picture, errors, error, isPartly, saving, isTouched, restored },
    ...{ change, setPicture: choosePicture, save, takeTheirs, startOver },
  }

  function choosePicture(choice: PictureChoice) {
    setPicture(choice)
    setErrors((before) => before.filter(({ path }) => path !== 'picture'))
  }
}

/** The draft to begin with: what was kept, if anything was, on the event as it is now. */
function begin(base: EventDraft, kept: KeptDraft | undefined) {
  if (!kept) return { base, draft: base, restored: undefined }
  const draft = rebased({ ...base, ...kept.draft }, { ...base, ...kept.base }, base)
  return { base, draft, restored: kept }
}

/** What I changed since `base`, on what somebody else saved; parts that a save of mine made are not there twice. */
function onTop(mine: EventDraft, base: EventDraft, theirs: EventDraft): EventDraft {
  return rebased(adopted(mine, theirs), base, theirs)
}

function isSame(one: Sent, other: Sent): boolean {
  return one.picture === other.picture && isSameDraft(one.draft, other.draft)
}

/** Whether each thing that was refused is told at a field, where it is to be mended. */
function isAllAtFields({ error, errors }: Saved & { ok: false }): boolean {
  const told = problemOf(error)?.errors?.length ?? 1
  return errors.length > 0 && errors.length >= told
}
