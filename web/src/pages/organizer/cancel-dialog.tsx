import type { Event } from '@fairground/contract'
import { type FormEvent, useRef, useState } from 'react'

import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Failure } from '../../ui/notice.tsx'

interface CancelDialogProps {
  readonly event: Event
  readonly busy: boolean
  readonly error: unknown
  readonly onCancel: () => void
  readonly onClose: () => void
}

/** Says what will happen; the title is typed, so that it happens to the event that is meant. */
export function CancelDialog({ event, busy, error, onCancel, onClose }: CancelDialogProps) {
  const t = useText()
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState('')
  const [isWrong, setWrong] = useState(false)
  const taken = event.areas.reduce((sum, area) => sum + area.capacity - area.left, 0)

  function submit(submitted: FormEvent) {
    submitted.preventDefault()
    if (busy) return
    const isMeant = plain(typed) === plain(event.title)
    setWrong(!isMeant)
    if (isMeant) onCancel()
    else form.current?.querySelector('input')?.focus()
  }

  return (
    <Dialog open title={t('organizer.cancelTitle', { title: event.title })} onClose={onClose}>
      <form ref={form} className="stack" onSubmit={submit}>
        <p>{t('organizer.cancelHint')}</p>
        {taken > 0 ? <p className="strong">{t('organizer.cancelTaken', { count: taken })}</p> : null}
        <TextField
          label={t('organizer.typeTitle', { title: event.title })}
          value={typed}
          autoComplete="off"
          error={isWrong ? t('organizer.notTheTitle') : undefined}
          onChange={({ currentTarget: { value } }) => setTyped(value)}
        />
        <Failure error={error} />
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('organizer.keepEvent')}</Button>
          <Button type="submit" kind="danger" busy={busy}>
            {t('organizer.cancelEvent')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Nobody is kept from cancelling by a space or a capital. */
function plain(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase()
}
