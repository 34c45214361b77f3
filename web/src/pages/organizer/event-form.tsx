import { type Account, type Event, listPlans, type Picture } from '@fairground/contract'
import { type ReactNode, useMemo } from 'react'

import { problemOf } from '../../api/client.ts'
import { useRead } from '../../api/queries.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextArea, TextField } from '../../ui/fields.tsx'
import { Failure, Notice } from '../../ui/notice.tsx'
import { previewOf } from './draft-preview.ts'
import type { DraftFields } from './event-draft.ts'
import { errorAt } from './field-errors.ts'
import { More } from './more.tsx'
import { PictureField, useObjectUrl } from './picture-field.tsx'
import { Preview } from './preview.tsx'
import { TicketFields } from './ticket-fields.tsx'
import type { EventForm as Form } from './use-event-form.ts'
import { WhenFields } from './when-fields.tsx'

interface EventFormProps {
  readonly form: Form
  readonly account: Account
  /** The event that the form began with; undefined for a new one. */
  readonly event: Event | undefined
  readonly actions: ReactNode
}

/** Blank dates of the preview lie this far ahead: a date that nobody takes for a real one of theirs. */
const SOME_DAYS_MS = 28 * 86_400_000
const SOME_PLACES = 100

/** What an event is made of, in the order in which people think of it, and beside it what others will see. */
export function EventForm({ form, account, event, actions }: EventFormProps) {
  const t = useText()
  const { draft, picture } = form
  const chosen = useObjectUrl(picture.kind === 'new' ? picture.file : undefined)
  const known = picture.kind === 'as-it-is' ? form.base?.picture?.sizes.at(-1) : undefined
  const shown = chosen ?? known?.url
  const plans = useRead(listPlans, {}, { enabled: draft.areas.some(({ planId }) => planId !== '') })
  const someDay = useMemo(() => new Date(Date.now() + SOME_DAYS_MS).toISOString(), [])
  const organizerName =
    account.organizers.find(({ id }) => id === draft.organizerId)?.name ?? event?.organizer.name ?? account.name
  const preview = previewOf(draft, form.base, pictureOf(form, shown), {
    title: t('organizer.previewTitle'),
    startsAt: someDay,
    organizerName,
    capacity: SOME_PLACES,
    plans: plans.data?.items ?? [],
  })
  return (
    <div className="event-form">
      <form
        ref={form.form}
        className="event-form-fields"
        noValidate
        onSubmit={(submitted) => {
          submitted.preventDefault()
          void form.save(event ? undefined : 'published')
        }}
      >
        <Restored form={form} />
        <Refused form={form} />
        <About form={form} account={account} isNew={event === undefined} />
        <fieldset className="sheet stack">
          <legend>{t('organizer.ticketsLegend')}</legend>
          <TicketFields form={form} />
        </fieldset>
        <fieldset className="sheet stack">
          <legend>{t('organizer.lookLegend')}</legend>
          <Text
            form={form}
            name="description"
            area
            label={t('organizer.description')}
            hint={t('organizer.descriptionHint')}
            optional
            maxLength={10_000}
          />
          <PictureField form={form} shown={shown} />
        </fieldset>
        <Rules form={form} />
        <div className="form-bar">
          <Partly form={form} />
          {actions}
        </div>
      </form>
      <Preview event={preview} />
    </div>
  )
}

function About({ form, account, isNew }: { form: Form; account: Account; isNew: boolean }) {
  const t = useText()
  const { draft, change } = form
  const owned = account.organizers.filter(({ role }) => role !== 'door')
  return (
    <fieldset className="sheet stack">
      <legend>{t('organizer.whatLegend')}</legend>
      {isNew && owned.length > 1 ? (
        <Select
          label={t('organizer.organizer')}
          value={draft.organizerId}
          onChange={({ currentTarget: { value } }) => change((before) => ({ ...before, organizerId: value }))}
        >
          {owned.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      ) : null}
      <Text form={form} name="title" label={t('organizer.title')} maxLength={200} />
      <WhenFields form={form} />
      <Text form={form} name="venueName" path="venue.name" label={t('organizer.venue')} optional maxLength={200} />
      <Text
        form={form}
        name="venueAddress"
        path="venue.address"
        label={t('organizer.address')}
        optional
        maxLength={500}
      />
    </fieldset>
  )
}

/** What limits the sale as a whole; hardly anybody needs it. */
function Rules({ form }: { form: Form }) {
  const t = useText()
  const isWrong = ['maxTicketsPerAccount', 'holdSeconds', 'salesStartAt', 'salesEndAt'].some((path) =>
    form.errors.some((error) => error.path === path),
  )
  return (
    <More summary={t('organizer.rulesLegend')} mustOpen={isWrong}>
      <div className="fields">
        <Text
          form={form}
          name="salesStart"
          path="salesStartAt"
          label={t('organizer.salesStart')}
          optional
          type="datetime-local"
        />
        <Text
          form={form}
          name="salesEnd"
          path="salesEndAt"
          label={t('organizer.salesEnd')}
          optional
          type="datetime-local"
        />
        <Text
          form={form}
          name="maxTicketsPerAccount"
          label={t('organizer.maxTicketsPerAccount')}
          optional
          inputMode="numeric"
        />
        <Text
          form={form}
          name="holdMinutes"
          path="holdSeconds"
          label={t('organizer.holdMinutes')}
          hint={t('organizer.holdHint')}
          inputMode="decimal"
        />
      </div>
    </More>
  )
}

type TextName = { [Name in keyof DraftFields]: DraftFields[Name] extends string ? Name : never }[keyof DraftFields]

interface TextProps {
  readonly form: Form
  readonly name: TextName
  /** In the API, where it is not the same. */
  readonly path?: string
  readonly label: string
  readonly hint?: string
  readonly optional?: boolean
  readonly type?: string
  readonly inputMode?: 'numeric' | 'decimal'
  readonly maxLength?: number
  readonly area?: boolean
}

function Text({ form, name, path = name, area = false, ...field }: TextProps) {
  const t = useText()
  const shared = {
    ...field,
    value: form.draft[name],
    error: errorAt(t, form.errors, path),
    autoComplete: 'off',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      form.change((before) => ({ ...before, [name]: value }), path),
  }
  return area ? <TextArea {...shared} /> : <TextField {...shared} />
}

/** What was typed before and not saved is there again; whoever does not want it begins anew. */
function Restored({ form }: { form: Form }) {
  const t = useText()
  const formats = useFormats()
  const { restored, startOver } = form
  if (!restored) return null
  const when = formats.dateTime(new Date(restored.keptAt).toISOString(), readersZone())
  return (
    <Notice actions={<Button onClick={startOver}>{t('organizer.startOver')}</Button>}>
      {t('organizer.restored', { when })} {restored.hadPicture ? t('organizer.pictureNotKept') : null}
    </Notice>
  )
}

/** What was refused and belongs to no field, with the way on. */
function Refused({ form }: { form: Form }) {
  const t = useText()
  const { error, takeTheirs } = form
  if (!error) return null
  const isStale = problemOf(error)?.code === 'stale-version'
  return (
    <div tabIndex={-1} data-refusal="">
      {isStale ? (
        <Notice kind="warning" actions={<Button onClick={() => void takeTheirs()}>{t('organizer.takeTheirs')}</Button>}>
          {t('organizer.stale')}
        </Notice>
      ) : (
        <Failure error={error} />
      )}
    </div>
  )
}

/** What was typed while the event was being saved is there still. Said beside the button: nobody's place is taken. */
function Partly({ form: { isPartly, isTouched, error } }: { form: Form }) {
  const t = useText()
  if (!isPartly || !isTouched || error) return null
  return (
    <div className="form-bar-notice" tabIndex={-1} data-refusal="">
      <Notice kind="warning">{t('organizer.savedPartly')}</Notice>
    </div>
  )
}

function pictureOf({ draft, base }: Form, shown: string | undefined): Picture | null {
  if (shown === undefined) return null
  const { pictureAlt: alt, focusX, focusY } = draft
  const { width, height } = base?.picture?.sizes.at(-1) ?? { width: 1_600, height: 900 }
  return { alt, focusX, focusY, sizes: [{ url: shown, width, height }] }
}
