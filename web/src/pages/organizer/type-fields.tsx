import type { ReactNode } from 'react'

import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/fields.tsx'
import type { TypeDraft } from './event-draft.ts'
import { errorAt } from './field-errors.ts'
import { More } from './more.tsx'
import type { EventForm } from './use-event-form.ts'

interface TypeProps {
  readonly form: EventForm
  readonly type: TypeDraft
  readonly path: string
  /** Where there is one kind of ticket, the number of places stands beside its price, and the area behind a word. */
  readonly capacity: ReactNode
  readonly areaName: ReactNode
  /** Which seats it is for, where there are seats. */
  readonly category: ReactNode
  readonly mustShowArea: boolean
  readonly onChange: (part: Partial<TypeDraft>, ...paths: string[]) => void
  readonly onRemove: (() => void) | undefined
}

/** A kind of ticket: its name and price; what limits it, behind a word. */
export function TypeFields(props: TypeProps) {
  const { form, type, path, capacity, areaName, category, mustShowArea, onChange, onRemove } = props
  const t = useText()
  const { draft, errors } = form
  const error = (name: string) => errorAt(t, errors, `${path}.${name}`)
  const text = (name: keyof TypeDraft, at: string = name) => ({
    value: type[name] ?? '',
    error: error(at),
    autoComplete: 'off',
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      onChange({ [name]: value }, `${path}.${at}`),
  })
  const isInside = ['description', 'quota', 'maxPerOrder', 'maxPerAccount', 'salesStartAt', 'salesEndAt'].some(error)
  return (
    <div className="type-fields stack" role="group" aria-label={type.name || t('organizer.newType')}>
      <div className="fields fields-type">
        <TextField label={t('organizer.typeName')} maxLength={200} {...text('name')} />
        <TextField
          label={t('organizer.price', { currency: draft.currency })}
          hint={t('organizer.priceHint')}
          inputMode="decimal"
          {...text('price', 'priceMinor')}
        />
        {capacity}
        {category}
      </div>
      <More
        summary={
          <>
            {t('organizer.moreOfType')}
            <span className="sr-only">: {type.name}</span>
          </>
        }
        mustOpen={isInside || mustShowArea}
      >
        <TextArea
          label={t('organizer.typeDescription')}
          optional
          className="input short"
          maxLength={10_000}
          {...text('description')}
        />
        <div className="fields">
          <TextField
            label={t('organizer.quota')}
            hint={t('organizer.quotaHint')}
            optional
            inputMode="numeric"
            {...text('quota')}
          />
          <TextField label={t('organizer.maxPerOrder')} optional inputMode="numeric" {...text('maxPerOrder')} />
          <TextField label={t('organizer.maxPerAccount')} optional inputMode="numeric" {...text('maxPerAccount')} />
          <TextField
            label={t('organizer.salesStart')}
            optional
            type="datetime-local"
            {...text('salesStart', 'salesStartAt')}
          />
          <TextField
            label={t('organizer.salesEnd')}
            optional
            type="datetime-local"
            {...text('salesEnd', 'salesEndAt')}
          />
        </div>
        {areaName}
        {type.id === undefined ? null : <p className="field-hint">{t('organizer.endType')}</p>}
      </More>
      {onRemove ? (
        <div>
          <Button kind="quiet" onClick={onRemove}>
            {t('organizer.removeType')}
            <span className="sr-only">: {type.name}</span>
          </Button>
        </div>
      ) : null}
    </div>
  )
}
