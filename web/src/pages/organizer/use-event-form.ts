import { type Account, type Event, listEvents, readEvent, readMe } from '@fairground/contract'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { call, problemOf } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import type { FieldError } from './draft-reading.ts'
import { adopted, type Defaults, draftOf, emptyDraft, type EventDraft, rebased } from './event-draft.ts'
import { forget, keep, keptName, type KeptDraft, readKept } from './kept-draft.ts'
import { type PictureChoice, saveEvent, type Saved } from './save-event.ts'

interface FormOptions {
  readonly account: Account
  /** Undefined for a new one. */
  readonly event: Event | undefined
  readonly defaults: Defaults
  readonly onSaved: (event: Event, status: 'draft' | 'published' | undefined) => void
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
  const [draft, setDraft] = useState(start.draft)
  const [restored, setRestored] = useState(start.restored)
  const [picture, setPicture] = useState(AS_IT_IS)
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [error, setError] = useState<unknown>()
  const [refusals, setRefusals] = useState(0)
  const [saving, setSaving] = useState<'draft' | 'published' | 'as-it-is'>()
  const isSaving = useRef(false)
  const mayExist = useRef(false)
  const baseDraft = base?.draft ?? start.base
  const isTouched = JSON.stringify(draft) !== JSON.stringify(baseDraft) || picture.kind !== 'as-it-is'

  useEffect(() => {
    if (isTouched) keep(name, { draft, base: baseDraft, keptAt: Date.now(), hadPicture: picture.kind === 'new' })
    else forget(name)
  }, [name, draft, baseDraft, picture, isTouched])

  useLayoutEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const notice = form.current?.querySelector<HTMLElement>('[data-refusal]')
    if (refusals > 0) (wrong ?? notice)?.focus()
  }, [refusals])

  /** Changes what is in the form; what was wrong at these paths may be right now. */
  function change(to: (before: EventDraft) => EventDraft, ...paths: readonly string[]) {
    setDraft(to)
    setErrors((before) => before.filter(({ path }) => !paths.some((one) => path.startsWith(one))))
  }

  async function save(status?: 'draft' | 'published') {
    if (isSaving.current) return
    isSaving.current = true
    setSaving(status ?? 'as-it-is')
    const saved = await saveEvent({ draft, picture, status, base, mayExist: mayExist.current })
    isSaving.current = false
    setSaving(undefined)
    if (saved.ok) {
      forget(name)
      // Whoever made a first event has an organizer now.
      await refresh(listEvents, readEvent, ...(event ? [] : [readMe]))
      onSaved(saved.event, status)
      return
    }
    refuse(saved)
  }

  function refuse(saved: Saved & { ok: false }) {
    const code = problemOf(saved.error)?.code
    mayExist.current = !base && (code === 'unreachable' || code === 'outcome-unknown' || code === 'garbled')
    setErrors(saved.errors)
    setError(isAllAtFields(saved) ? undefined : saved.error)
    setRefusals((count) => count + 1)
    if (saved.event) settle(saved.event, picture.kind === 'none' && !saved.event.picture)
  }

  /** From here on the form is based on the event as it is now; what I changed stays mine. */
  function settle(now: Event, isPictureDone: boolean) {
    const theirs = draftOf(now, language)
    // It exists: what is kept from now on is kept under its own name.
    if (!base) forget(name)
    setDraft((mine) => adopted(base ? rebased(mine, base.draft, theirs) : mine, theirs))
    setBase({ event: now, draft: theirs })
    if (isPictureDone) setPicture(AS_IT_IS)
  }

  /** After somebody else saved: their changes, and mine on top. */
  async function takeTheirs() {
    if (!base) return
    try {
      settle(await call(readEvent, { params: { eventId: base.event.id } }), false)
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
    setRestored(undefined)
  }

  return {
    ...{ form, base: base?.event, draft, picture, errors, error, saving, isTouched, restored },
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

/** Whether each thing that was refused is told at a field, where it is to be mended. */
function isAllAtFields({ error, errors }: Saved & { ok: false }): boolean {
  const told = problemOf(error)?.errors?.length ?? 1
  return errors.length > 0 && errors.length >= told
}
