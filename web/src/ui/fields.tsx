import { type ComponentProps, type ReactNode, useId } from 'react'

import { useFormats } from '../i18n/formats.ts'
import { useText } from '../i18n/text.ts'

interface FieldProps {
  readonly label: string
  readonly hint?: ReactNode
  /** What is not right, in words. */
  readonly error?: string | undefined
  readonly optional?: boolean
}

interface Ids {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
}

/** A label, what is to be filled in, and what is to be said about it, tied together for those who listen. */
export function Field({ label, hint, error, optional, children }: FieldProps & { children: (ids: Ids) => ReactNode }) {
  const t = useText()
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((one) => one !== '').join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional ? <span className="soft small"> ({t('common.optional')})</span> : null}
      </label>
      {hint ? (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error ? 'true' : undefined,
      })}
      {error ? (
        <span className="field-error" id={`${id}-error`}>
          {error}
        </span>
      ) : null}
    </div>
  )
}

export function TextField({ label, hint, error, optional, ...input }: FieldProps & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ids) => <input className="input" type="text" {...input} {...ids} />}
    </Field>
  )
}

export function TextArea({ label, hint, error, optional, ...input }: FieldProps & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ids) => <textarea className="input" {...input} {...ids} />}
    </Field>
  )
}

export function Select({ label, hint, error, optional, children, ...input }: FieldProps & ComponentProps<'select'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(ids) => (
        <select className="input" {...input} {...ids}>
          {children}
        </select>
      )}
    </Field>
  )
}

export function Checkbox({ label, ...input }: { label: ReactNode } & ComponentProps<'input'>) {
  return (
    <label className="check">
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  )
}

interface StepperProps {
  /** What is counted, for those who do not see where the buttons stand. */
  readonly label: string
  readonly value: number
  readonly most: number
  readonly onChange: (value: number) => void
}

/** A quantity from 0 to `most`: by buttons, by typing, by arrow keys. */
export function Stepper({ label, value, most, onChange }: StepperProps) {
  const t = useText()
  const formats = useFormats()
  const set = (wanted: number) => onChange(Math.min(most, Math.max(0, Math.trunc(wanted) || 0)))
  return (
    <div className="stepper" role="group" aria-label={label}>
      <button type="button" disabled={value <= 0} onClick={() => set(value - 1)} aria-label={t('common.fewer')}>
        −
      </button>
      <input
        type="text"
        inputMode="numeric"
        value={formats.number(value)}
        aria-label={label}
        onChange={(event) => set(wholeNumber(event.currentTarget.value))}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp') set(value + 1)
          else if (event.key === 'ArrowDown') set(value - 1)
          else return
          event.preventDefault()
        }}
      />
      <button type="button" disabled={value >= most} onClick={() => set(value + 1)} aria-label={t('common.more')}>
        +
      </button>
    </div>
  )
}

/** Of digits as any of our languages writes them. */
function wholeNumber(text: string): number {
  const latin = text.replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
  return Number.parseInt(latin.replaceAll(/\D/g, ''), 10)
}
