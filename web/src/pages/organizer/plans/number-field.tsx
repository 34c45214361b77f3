import { useEffect, useState } from 'react'

import { useFormats } from '../../../i18n/formats.ts'
import { useText, useTexts } from '../../../i18n/text.ts'
import { TextField } from '../../../ui/fields.tsx'
import { numberText, readNumber } from './numbers.ts'

interface NumberFieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: number | undefined
  readonly least: number
  readonly most: number
  /** Where nothing is a value, too. */
  readonly optional?: boolean
  readonly onChange: (value: number | undefined) => void
}

/** A number as any of our languages writes it; one that is not good yet stays in the field and changes nothing. */
export function NumberField({ label, hint, value, least, most, optional = false, onChange }: NumberFieldProps) {
  const t = useText()
  const { language } = useTexts()
  const formats = useFormats()
  const [text, setText] = useState(() => numberText(value, language))
  const typed = text.trim() === '' ? undefined : readNumber(text)
  const isWrong = text.trim() === '' ? !optional : typed === undefined || typed < least || typed > most
  useEffect(() => {
    // Changed from elsewhere: by an undo, by dragging. What is being typed means the same, and stays.
    setText((before) => (readNumber(before) === value ? before : numberText(value, language)))
  }, [value, language])

  function type(now: string) {
    setText(now)
    const number = readNumber(now)
    if (now.trim() === '') {
      if (optional) onChange(undefined)
    } else if (number !== undefined && number >= least && number <= most) onChange(number)
  }

  return (
    <TextField
      label={label}
      hint={hint}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      error={isWrong ? t('plans.between', { least: formats.number(least), most: formats.number(most) }) : undefined}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onBlur={() => {
        if (isWrong) setText(numberText(value, language))
      }}
    />
  )
}
