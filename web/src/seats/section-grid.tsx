import { nameOfSeat } from '@fairground/seating'
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react'

import { isolated } from '../i18n/isolated.ts'
import { useText } from '../i18n/text.ts'
import { rowSeats, seatAfter, sectionRows } from './seat-grid.ts'
import { canChoose, type SeatView, situationOf, traitsOf } from './seat-offer.ts'
import { categoryStyle } from './seat-colours.ts'
import type { SeatText } from './seat-text.ts'

interface SectionGridProps {
  readonly view: SeatView
  readonly text: SeatText
  readonly section: number
  /** Seats that are not looked for stay where they are, but step back. */
  readonly isLookedFor: (seat: number) => boolean
  readonly onToggle: (seat: number) => void
}

/** One section, seat by seat: what the map shows of it, as a grid for keys and for who listens. */
export function SectionGrid({ view, text, section, isLookedFor, onToggle }: SectionGridProps) {
  const t = useText()
  const { map } = view
  const rows = sectionRows(map, section)
  const [active, setActive] = useState(() => firstChoice(view, rows))
  const grid = useRef<HTMLDivElement>(null)
  // Given to rows that are drawn again only when one of their seats has changed.
  const latest = useRef({ onToggle, view, text })
  latest.current = { onToggle, view, text }
  const labelOf = useCallback(
    (seat: number) => {
      const { text: words, view: now } = latest.current
      const { row, number } = nameOfSeat(now.map, seat)
      const name =
        row === '' ? words.name(seat) : t('common.rowSeats', { count: 1, row: isolated(row), seats: isolated(number) })
      return [name, ...words.facts(seat, now)].join(', ')
    },
    [t],
  )
  const press = useCallback((seat: number) => {
    setActive(seat)
    latest.current.onToggle(seat)
  }, [])

  // Another section is another grid, and begins at its own seat.
  const isShown = map.rows[map.row[active] ?? -1]?.section === section
  const current = isShown ? active : firstChoice(view, rows)

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return onToggle(current)
    }
    const next = seatAfter(map, current, event.key, event.ctrlKey || event.metaKey)
    if (next === undefined || event.altKey) return undefined
    event.preventDefault()
    setActive(next)
    document.getElementById(cellId(next))?.focus()
    return undefined
  }

  useEffect(() => centre(grid.current), [section])

  return (
    <div className="seat-grid-wrap">
      <p className="soft small" id={`keys-${section}`}>
        {t('seats.gridKeys')}
      </p>
      {/* A hall is not mirrored where one reads from right to left. */}
      <div
        ref={grid}
        className="seat-grid"
        role="grid"
        dir="ltr"
        aria-label={t('seats.gridOf', { section: isolated(map.sections[section]?.name ?? '') })}
        aria-describedby={`keys-${section}`}
        aria-multiselectable="true"
        onKeyDown={onKeyDown}
      >
        {rows.map((row) => (
          <GridRow
            key={row}
            view={view}
            row={row}
            marks={marksOf(view, row, isLookedFor)}
            active={map.row[current] === row ? current : -1}
            labelOf={labelOf}
            onReach={setActive}
            onPress={press}
          />
        ))}
      </div>
    </div>
  )
}

interface GridRowProps {
  readonly view: SeatView
  readonly row: number
  /** How each of its seats stands, a letter each: as long as it is the same, the row is. */
  readonly marks: string
  /** The seat that the tabulator reaches; -1: none of these. */
  readonly active: number
  readonly labelOf: (seat: number) => string
  /** It has the focus, whatever brought it there: screen readers move it in ways of their own. */
  readonly onReach: (seat: number) => void
  readonly onPress: (seat: number) => void
}

const GridRow = memo(
  function GridRow({ view, row, active, labelOf, onReach, onPress }: GridRowProps) {
    const t = useText()
    const { map } = view
    const { label = '' } = map.rows[row] ?? {}
    return (
      <div className="seat-row" role="row">
        <span className="seat-row-label" role="rowheader">
          <span className="sr-only">{label === '' ? t('seats.anyRow') : t('seats.row', { row: isolated(label) })}</span>
          <span aria-hidden="true">{label}</span>
        </span>
        {rowSeats(map, row).map((seat) => {
          const situation = situationOf(view, seat)
          const [trait] = traitsOf(map, seat)
          return (
            <div
              key={seat}
              id={cellId(seat)}
              role="gridcell"
              className={`seat seat-${situation}`}
              style={categoryStyle(map, map.category[seat] ?? -1)}
              data-trait={trait}
              tabIndex={seat === active ? 0 : -1}
              aria-selected={situation === 'chosen'}
              aria-disabled={!canChoose(situation)}
              aria-label={labelOf(seat)}
              onFocus={() => onReach(seat)}
              onClick={() => onPress(seat)}
            >
              <span className="seat-shape" aria-hidden="true">
                {map.numbers[seat]}
              </span>
            </div>
          )
        })}
      </div>
    )
  },
  (before, now) =>
    before.marks === now.marks &&
    before.active === now.active &&
    before.row === now.row &&
    before.labelOf === now.labelOf &&
    before.view.offer === now.view.offer,
)

const MARKS = { free: 'f', chosen: 'c', mine: 'm', held: 'h', taken: 't' } as const

function marksOf(view: SeatView, row: number, isLookedFor: (seat: number) => boolean): string {
  const { firstSeat, seats } = view.map.rows[row] ?? { firstSeat: 0, seats: 0 }
  let marks = ''
  for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
    marks += MARKS[situationOf(view, seat)] + (isLookedFor(seat) ? '' : '-')
  }
  return marks
}

/** Where the keyboard begins: at a seat that is chosen, else at the first that can be. */
function firstChoice(view: SeatView, rows: readonly number[]): number {
  const seats = rows.flatMap((row) => rowSeats(view.map, row))
  const first = (wanted: (seat: number) => boolean) => seats.find(wanted)
  return first((seat) => view.chosen.has(seat)) ?? first((seat) => situationOf(view, seat) === 'free') ?? seats[0] ?? -1
}

function cellId(seat: number): string {
  return `seat-${seat}`
}

/** The middle of a wide hall is where most want to sit. */
function centre(grid: HTMLDivElement | null): void {
  if (grid) grid.scrollLeft = (grid.scrollWidth - grid.clientWidth) / 2
}
