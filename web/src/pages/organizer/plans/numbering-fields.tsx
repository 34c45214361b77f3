import type { RowLabelling, SeatNumbering } from '@fairground/seating'

import { useText } from '../../../i18n/text.ts'
import { Checkbox, Select, TextField } from '../../../ui/fields.tsx'
import { NumberField } from './number-field.tsx'

const NUMBERINGS = ['all', 'odd', 'even', 'theatre', 'continental'] as const
const LABELLINGS = ['letters', 'clear-letters', 'numbers'] as const

/** Numbers of a row run to six digits at most; nobody reads longer ones at a door. */
const MOST_NUMBER = 99_999

interface NumberingProps {
  readonly value: SeatNumbering
  readonly onChange: (value: SeatNumbering) => void
}

/** How seats are numbered within their row. */
export function NumberingFields({ value, onChange }: NumberingProps) {
  const t = useText()
  return (
    <>
      <div className="plan-fields">
        <Select
          label={t('plans.numbering')}
          value={value.scheme}
          onChange={({ currentTarget }) => {
            const scheme = NUMBERINGS.find((one) => one === currentTarget.value) ?? 'all'
            // Each scheme begins elsewhere.
            onChange({ scheme, ...(value.rightToLeft ? { rightToLeft: true } : {}) })
          }}
        >
          {NUMBERINGS.map((scheme) => (
            <option key={scheme} value={scheme}>
              {t(`plans.numbering-${scheme}`)}
            </option>
          ))}
        </Select>
        <NumberField
          label={t('plans.firstNumber')}
          value={value.start}
          least={0}
          most={MOST_NUMBER}
          optional
          onChange={(start) => {
            const { start: _, ...rest } = value
            onChange(start === undefined ? rest : { ...rest, start: Math.round(start) })
          }}
        />
      </div>
      <Checkbox
        label={t('plans.rightToLeft')}
        checked={value.rightToLeft ?? false}
        onChange={({ currentTarget: { checked } }) => {
          const { rightToLeft: _, ...rest } = value
          onChange(checked ? { ...rest, rightToLeft: true } : rest)
        }}
      />
    </>
  )
}

interface LabellingProps {
  readonly value: RowLabelling | 'next'
  /** Rows that are drawn can go on where the section ends. */
  readonly mayGoOn: boolean
  readonly onChange: (value: RowLabelling | 'next') => void
}

/** How rows are called. */
export function LabellingFields({ value, mayGoOn, onChange }: LabellingProps) {
  const t = useText()
  const labelling = value === 'next' ? undefined : value
  return (
    <>
      <div className="plan-fields">
        <Select
          label={t('plans.labelling')}
          value={labelling?.scheme ?? 'next'}
          onChange={({ currentTarget }) => {
            const scheme = LABELLINGS.find((one) => one === currentTarget.value)
            onChange(scheme ? { scheme } : 'next')
          }}
        >
          {mayGoOn ? <option value="next">{t('plans.labelling-next')}</option> : null}
          {LABELLINGS.map((scheme) => (
            <option key={scheme} value={scheme}>
              {t(`plans.labelling-${scheme}`)}
            </option>
          ))}
        </Select>
        {labelling ? (
          <TextField
            label={t('plans.firstLabel')}
            optional
            maxLength={6}
            autoComplete="off"
            value={labelling.start ?? ''}
            onChange={({ currentTarget }) => {
              const { start: _, ...rest } = labelling
              onChange(currentTarget.value === '' ? rest : { ...rest, start: currentTarget.value })
            }}
          />
        ) : null}
      </div>
      {labelling ? (
        <Checkbox
          label={t('plans.fromBack')}
          checked={labelling.fromBack ?? false}
          onChange={({ currentTarget: { checked } }) => {
            const { fromBack: _, ...rest } = labelling
            onChange(checked ? { ...rest, fromBack: true } : rest)
          }}
        />
      ) : null}
    </>
  )
}
