import { nameOfSeat, type SeatMap } from '@fairground/seating'
import { type KeyboardEvent, useState } from 'react'

import { factLine, isolated } from '../../i18n/isolated.ts'
import { useText } from '../../i18n/text.ts'
import { rowSeats, seatAfter, sectionRows } from '../../seats/seat-grid.ts'
import { Select } from '../../ui/fields.tsx'
import { canBeChosen, stateOf } from './blocking.ts'

interface SeatRowsProps {
  readonly map: SeatMap
  readonly states: Uint8Array
  readonly chosen: ReadonlySet<number>
  /** At which one looks on the map; its rows are listed. */
  readonly section: number | undefined
  readonly onToggle: (seats: readonly number[]) => void
}

/** The map as text: one section, row by row, each seat with how it stands. Arrow keys go from seat to seat. */
export function SeatRows({ map, states, chosen, section, onToggle }: SeatRowsProps) {
  const t = useText()
  const withSeats = map.sections.flatMap(({ seats }, index) => (seats > 0 ? [index] : []))
  const [picked, setPicked] = useState<number>()
  const shown = picked ?? section ?? withSeats[0] ?? 0
  const rows = sectionRows(map, shown)
  const [active, setActive] = useState(-1)
  const first = rows[0] === undefined ? -1 : (rowSeats(map, rows[0])[0] ?? -1)
  const current = rows.includes(map.row[active] ?? -1) ? active : first
  const nameOf = (index: number) => {
    const { name = '', floor = -1 } = map.sections[index] ?? {}
    return factLine([map.floors[floor], name || t('organizer.wholeHall')])
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return onToggle([current])
    }
    const next = seatAfter(map, current, event.key, event.ctrlKey || event.metaKey)
    if (next === undefined || event.altKey) return undefined
    event.preventDefault()
    setActive(next)
    document.getElementById(`house-seat-${next}`)?.focus()
    return undefined
  }

  return (
    <div className="stack">
      {withSeats.length > 1 ? (
        <Select
          label={t('organizer.section')}
          value={String(shown)}
          onChange={({ currentTarget: { value } }) => setPicked(Number(value))}
        >
          {withSeats.map((index) => (
            <option key={index} value={index}>
              {nameOf(index)}
            </option>
          ))}
        </Select>
      ) : null}
      <p className="soft small" id="house-grid-keys">
        {t('organizer.gridKeys')}
      </p>
      {/* A hall is not mirrored where one reads from right to left. */}
      <div
        className="house-grid"
        role="grid"
        dir="ltr"
        aria-label={t('organizer.gridOf', { section: isolated(nameOf(shown)) })}
        aria-describedby="house-grid-keys"
        aria-multiselectable="true"
      >
        {rows.map((row) => {
          const seats = rowSeats(map, row)
          const label = map.rows[row]?.label ?? ''
          return (
            <div key={row} className="house-row" role="row">
              <span role="rowheader" className="house-row-head">
                <button
                  type="button"
                  className="house-row-button"
                  aria-label={t('organizer.wholeRow', { row: isolated(label) })}
                  onClick={() => onToggle(seats)}
                >
                  {label || '–'}
                </button>
              </span>
              {seats.map((seat) => {
                const state = stateOf(states, seat)
                const { row: ownRow, number } = nameOfSeat(map, seat)
                return (
                  <div
                    key={seat}
                    id={`house-seat-${seat}`}
                    role="gridcell"
                    className={`house-seat house-seat-${state}`}
                    tabIndex={seat === current ? 0 : -1}
                    aria-selected={chosen.has(seat)}
                    aria-disabled={!canBeChosen(states, seat)}
                    aria-label={t('organizer.seatIs', {
                      row: isolated(ownRow),
                      seat: isolated(number),
                      state: t(`organizer.seat-${state}`),
                    })}
                    onKeyDown={onKeyDown}
                    onClick={() => {
                      setActive(seat)
                      onToggle([seat])
                    }}
                  >
                    <span aria-hidden="true">{number}</span>
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}
