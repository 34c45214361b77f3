import type { KeyboardEvent, PointerEvent } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'

interface Focus {
  readonly focusX: number
  readonly focusY: number
}

interface FocusChoiceProps extends Focus {
  readonly src: string
  readonly alt: string
  readonly onChange: (focus: Focus) => void
}

/** Per cent of a press of an arrow key; as fine as the public page draws it. */
const STEP = 10
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
}

/** The whole picture, and on it the point that stays visible wherever it is cut: pressed on, or moved by arrow keys. */
export function FocusChoice({ src, alt, focusX, focusY, onChange }: FocusChoiceProps) {
  const t = useText()
  const formats = useFormats()
  const where = t('organizer.focusAt', { x: formats.percent(focusX / 100), y: formats.percent(focusY / 100) })

  function press(event: PointerEvent<HTMLDivElement>) {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    onChange({
      focusX: bounded(Math.round((100 * (event.clientX - left)) / width)),
      focusY: bounded(Math.round((100 * (event.clientY - top)) / height)),
    })
  }
  function move(event: KeyboardEvent) {
    const [across, down] = MOVES[event.key] ?? []
    if (across === undefined || down === undefined) return
    event.preventDefault()
    onChange({ focusX: bounded(focusX + across), focusY: bounded(focusY + down) })
  }

  return (
    <div className="stack-s">
      <div className="focus-choice" onPointerDown={press}>
        <img src={src} alt={alt} />
        <span
          role="slider"
          tabIndex={0}
          className="focus-point"
          aria-label={t('organizer.focus')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={focusX}
          aria-valuetext={where}
          style={{ left: `${focusX}%`, top: `${focusY}%` }}
          onKeyDown={move}
        />
      </div>
      <p className="field-hint">{t('organizer.focusHint')}</p>
    </div>
  )
}

function bounded(value: number): number {
  return Math.min(100, Math.max(0, value))
}
