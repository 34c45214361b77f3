import { MOST_PICTURE_BYTES, putPicture } from '@fairground/contract'
import { type DragEvent, useEffect, useRef, useState } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { errorAt } from './field-errors.ts'
import { FocusChoice } from './focus-choice.tsx'
import type { EventForm } from './use-event-form.ts'

const KINDS = putPicture.upload.join(',')

/** The picture: chosen or dropped, described, and its focus pressed on. It goes to the service with the rest. */
export function PictureField({ form, shown }: { form: EventForm; shown: string | undefined }) {
  const t = useText()
  const formats = useFormats()
  const announce = useAnnounce()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const [refused, setRefused] = useState<'too-large' | 'not-a-picture'>()
  const { draft, picture, errors, change, saving } = form
  const error = refused
    ? t(`organizer.rule-${refused}`, { count: MOST_PICTURE_BYTES / 2 ** 20 })
    : errorAt(t, errors, 'picture')
  const file = picture.kind === 'new' ? picture.file : undefined

  async function take(chosen: File | undefined) {
    if (!chosen) return
    const isTooLarge = chosen.size > MOST_PICTURE_BYTES
    if (isTooLarge || !(await canBeShown(chosen))) {
      setRefused(isTooLarge ? 'too-large' : 'not-a-picture')
      return
    }
    setRefused(undefined)
    form.setPicture({ kind: 'new', file: chosen })
    // Nothing that was said of another one is true of it.
    change((before) => ({ ...before, pictureAlt: '', focusX: 50, focusY: 50 }))
    announce(t('organizer.pictureChosen'))
  }

  function onDrop(event: DragEvent<HTMLDivElement>) {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }

  return (
    <div className="stack">
      <div
        className={isOver ? 'drop drop-over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {shown === undefined ? (
          <p className="soft">{t('organizer.pictureHint')}</p>
        ) : (
          <FocusChoice
            src={shown}
            alt={draft.pictureAlt}
            focusX={draft.focusX}
            focusY={draft.focusY}
            onChange={(focus) => change((before) => ({ ...before, ...focus }))}
          />
        )}
        <div className="row">
          <input
            ref={input}
            type="file"
            accept={KINDS}
            className="sr-only"
            tabIndex={-1}
            aria-label={t('organizer.choosePicture')}
            onChange={(event) => {
              void take(event.currentTarget.files?.[0])
              event.currentTarget.value = ''
            }}
          />
          <Button
            aria-invalid={error ? 'true' : undefined}
            aria-describedby="picture-error"
            onClick={() => input.current?.click()}
          >
            {shown === undefined ? t('organizer.choosePicture') : t('organizer.otherPicture')}
          </Button>
          {shown === undefined ? null : (
            <Button kind="quiet" onClick={() => form.setPicture({ kind: 'none' })}>
              {t('organizer.removePicture')}
            </Button>
          )}
        </div>
        <p className="field-error" id="picture-error">
          {error}
        </p>
        {file && saving ? (
          <label className="stack-s small">
            {t('organizer.uploading', { size: formats.number(Math.round((file.size / 2 ** 20) * 10) / 10) })}
            <progress />
          </label>
        ) : null}
      </div>
      {shown === undefined ? null : (
        <TextField
          label={t('organizer.alt')}
          hint={t('organizer.altHint')}
          value={draft.pictureAlt}
          maxLength={300}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => change((before) => ({ ...before, pictureAlt: value }))}
        />
      )}
    </div>
  )
}

/** The browser reads the same kinds as the service: what it cannot show is told before it is sent. */
async function canBeShown(file: Blob): Promise<boolean> {
  try {
    const bitmap = await createImageBitmap(file)
    bitmap.close()
    return true
  } catch {
    return false
  }
}

/** An address under which this browser shows a file; undefined without one. */
export function useObjectUrl(file: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!file) return undefined
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => {
      URL.revokeObjectURL(made)
      setUrl(undefined)
    }
  }, [file])
  return url
}
