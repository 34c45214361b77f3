import { useId } from 'react'

interface SegmentsProps<Value extends string> {
  readonly legend: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, words: string])[]
  readonly onChange: (value: Value) => void
}

/** One of a few ways, side by side: radio buttons that look like a switch. */
export function Segments<Value extends string>({ legend, value, choices, onChange }: SegmentsProps<Value>) {
  const name = useId()
  return (
    <fieldset className="segments">
      <legend className="sr-only">{legend}</legend>
      {choices.map(([one, words]) => (
        <label key={one} className="segment">
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}
