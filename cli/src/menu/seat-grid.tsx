import type { Event } from '@fairground/contract'
import { ACCESSIBLE, COMPANION, nameOfSeat, RESTRICTED_VIEW } from '@fairground/seating'
import { Box, Text } from 'ink'

import { showCount } from '../numbers.ts'
import { ACCENT } from '../screen.ts'
import { type GridLine, gridOf, placeInGrid } from '../seats/grid.ts'
import { seatWords } from '../seats/names.ts'
import { fit, harmless, widthOf } from '../text.ts'
import { Marker, useContentColumns, useContentRows } from './frame.tsx'
import { windowOf } from './list.ts'
import { type Face, FACE_WORDS, faceOf, type Offer, type SeatChoice, typeFor } from './seat-choice.ts'
import { countSection, sectionName, showSeatPrice } from './sections.tsx'

/** Each state has a character and a colour of its own; either is enough. */
const LOOKS: Record<Face, { glyph: string; color?: string; isDim?: boolean; isBold?: boolean }> = {
  free: { glyph: '○', color: 'green' },
  chosen: { glyph: '●', color: ACCENT, isBold: true },
  mine: { glyph: '◆', color: 'cyan' },
  taken: { glyph: '×', isDim: true },
  blocked: { glyph: '■', color: 'yellow', isDim: true },
  'not-for-sale': { glyph: '·', isDim: true },
}

/** Rows beside the grid: its head, the seat, what is bought, the legend or a refusal, and the gaps between them. */
const ROWS_BESIDE_GRID = 8
/** A marker before the label, and a gap behind each. */
const LABEL_GAPS = 2 + 2
const WIDEST_LABEL = 6

interface SeatGridProps {
  event: Event
  offer: Offer
  choice: SeatChoice
  section: number
  /** Under the cursor. */
  seat: number
  isOnBuy: boolean
}

/** One section as it is seen from its back row: lines of seats, and below them which one the cursor is on. */
export function SeatGrid({ event, offer, choice, section, seat, isOnBuy }: SeatGridProps) {
  const { hall, types } = offer
  const grid = gridOf(hall.map, section)
  const at = placeInGrid(grid, seat)
  const labels = grid.lines.map(({ label }) => fit(harmless(label), WIDEST_LABEL))
  const labelColumns = Math.max(0, ...labels.map(widthOf))
  const size = Math.max(1, useContentRows() - ROWS_BESIDE_GRID)
  // A seat takes two characters, and one more closes the last bracket.
  const fitting = Math.floor((useContentColumns() - 2 * labelColumns - LABEL_GAPS - 1) / 2)
  const lines = windowOf(grid.lines.length, at.line, size)
  const columns = windowOf(grid.columns, at.column, Math.max(1, fitting))
  const { free, seats } = countSection(hall, section, types)
  const shownRows =
    lines.to - lines.from < grid.lines.length
      ? `rows ${labels[lines.from]} to ${labels[lines.to - 1]} of ${grid.lines.length} · `
      : ''
  const shownColumns =
    columns.to - columns.from < grid.columns
      ? `${columns.from > 0 ? '←' : ''}${columns.to < grid.columns ? '→' : ''} more · `
      : ''
  return (
    <>
      <Box flexShrink={0} justifyContent="space-between">
        <Text wrap="truncate-end">
          <Text bold>{harmless(sectionName(hall, section))}</Text>
          {`  ${showCount(free)} of ${showCount(seats)} free`}
        </Text>
        <Box flexShrink={0} marginLeft={2}>
          <Text dimColor>{`${shownRows}${shownColumns}↑ stage`}</Text>
        </Box>
      </Box>
      {grid.lines.slice(lines.from, lines.to).map((line, index) => {
        const number = lines.from + index
        const hasCursor = number === at.line && !isOnBuy
        const label = labels[number] ?? ''
        return (
          <Box key={line.seats[0]} flexShrink={0}>
            <Marker isChosen={hasCursor} />
            <Box width={labelColumns} flexShrink={0} justifyContent="flex-end">
              <Text dimColor={!hasCursor}>{label}</Text>
            </Box>
            <Text> </Text>
            <Seats
              runs={runsOf(line, columns, hasCursor ? at.column : undefined, (own) => faceOf(own, choice, offer))}
            />
            <Text dimColor={!hasCursor}>{` ${label}`}</Text>
          </Box>
        )
      })}
      <Box marginTop={1} flexShrink={0}>
        <Text wrap="truncate-end">{harmless(seatSentence(event, offer, choice, seat))}</Text>
      </Box>
    </>
  )
}

interface Run {
  readonly text: string
  readonly face: Face | 'cursor' | undefined
}

/** A line of characters in runs of one look: between two seats is a gap, which the cursor fills with brackets. */
export function runsOf(
  line: GridLine,
  { from, to }: { from: number; to: number },
  cursor: number | undefined,
  face: (seat: number) => Face,
): Run[] {
  const cells: Run[] = Array.from({ length: 2 * (to - from) + 1 }, () => ({ text: ' ', face: undefined }))
  for (const [index, column] of line.columns.entries()) {
    const seat = line.seats[index]
    if (seat === undefined || column < from || column >= to) continue
    const own = face(seat)
    const at = 2 * (column - from) + 1
    cells[at] = { text: LOOKS[own].glyph, face: own }
    if (column !== cursor) continue
    cells[at - 1] = { text: '[', face: 'cursor' }
    cells[at + 1] = { text: ']', face: 'cursor' }
  }
  const runs: Run[] = []
  for (const cell of cells) {
    const last = runs.at(-1)
    // A blank looks the same in any colour.
    if (last && (last.face === cell.face || cell.text === ' '))
      runs[runs.length - 1] = { ...last, text: last.text + cell.text }
    else runs.push(cell)
  }
  return runs
}

function Seats({ runs }: { runs: readonly Run[] }) {
  return (
    <Text>
      {runs.map(({ text, face }, index) => {
        const look = face === 'cursor' ? { isBold: true } : face && LOOKS[face]
        return (
          // Runs of one line are told apart by their order only.
          // oxlint-disable-next-line react/no-array-index-key
          <Text
            key={index}
            color={look && 'color' in look ? look.color : undefined}
            bold={look?.isBold}
            dimColor={look && 'isDim' in look ? look.isDim : undefined}
          >
            {text}
          </Text>
        )
      })}
    </Text>
  )
}

/** "row C, seat 12 · Adult 12.50 EUR · free" */
function seatSentence(event: Event, offer: Offer, choice: SeatChoice, seat: number): string {
  const { map } = offer.hall
  const { row, number } = nameOfSeat(map, seat)
  const type = typeFor(choice, seat, offer)
  const flags = map.flags[seat] ?? 0
  return [
    seatWords({ section: '', row, number }),
    ...(type ? [`${type.name} ${showSeatPrice(type.priceMinor, event.currency)}`] : []),
    FACE_WORDS[faceOf(seat, choice, offer)],
    ...(flags & ACCESSIBLE ? ['for a wheelchair'] : []),
    ...(flags & COMPANION ? ['for who comes with a wheelchair'] : []),
    ...(flags & RESTRICTED_VIEW ? ['restricted view'] : []),
  ].join(' · ')
}

/** What the characters of the grid mean; those that are always there, and those that this section has. */
export function Legend({ offer, choice, section }: Pick<SeatGridProps, 'offer' | 'choice' | 'section'>) {
  const seats = gridOf(offer.hall.map, section).lines.flatMap((line) => line.seats)
  const seen = new Set<Face>(['free', 'chosen', 'taken', ...seats.map((seat) => faceOf(seat, choice, offer))])
  const faces = (Object.keys(LOOKS) as Face[]).filter((face) => seen.has(face))
  return (
    <Text wrap="truncate-end">
      {faces.map((face) => {
        const { glyph, color, isDim, isBold } = LOOKS[face]
        return (
          <Text key={face}>
            <Text color={color} dimColor={isDim} bold={isBold}>
              {glyph}
            </Text>
            <Text dimColor>{` ${FACE_WORDS[face]}   `}</Text>
          </Text>
        )
      })}
    </Text>
  )
}
