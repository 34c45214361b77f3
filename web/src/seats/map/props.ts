import type { SeatMap } from '@fairground/seating'

/** What the map says, in the reader's language. */
export interface SeatMapLabels {
  /** The picture's name; it says that the list beside it has the same seats. */
  readonly name: string
  /** How to move and choose with the keyboard. */
  readonly instructions: string
  readonly zoomIn: string
  readonly zoomOut: string
  /** Of the button that shows the whole plan again. */
  readonly fit: string
  /** Written on a section of which so many seats are free; short: "120 free". */
  free(count: number): string
  /** Written on a section without a free seat. */
  readonly soldOut: string
}

export interface SeatMapProps {
  readonly map: SeatMap
  /** A byte a seat: FREE, HELD, SOLD, TAKEN_BY_HOUSE. May be changed in place: then `version` has to change, too. */
  readonly states: Uint8Array
  readonly version: number
  readonly chosen: ReadonlySet<number>
  /** Held by the reader. */
  readonly mine: ReadonlySet<number>
  /** Whether a seat is one that the reader looks for; others are dimmed. Without it all are. */
  readonly match?: (category: number, seat: number) => boolean
  /** Any seat that was tapped, also one that is taken: the page says why it cannot be had. */
  readonly onToggle?: (seat: number) => void
  /** The section that the reader looks at from near; none when zoomed out. */
  readonly onFocusSection?: (section: number | undefined) => void
  /** A standing area was tapped. */
  readonly onStanding?: (name: string) => void
  /** Written below a standing area's name: "from 30 €", "340 free". */
  readonly standingNote?: (name: string) => string | undefined
  readonly labels: SeatMapLabels
  /** What is told of a seat under the pointer or the cursor, line by line; also read out. */
  readonly tooltip: (seat: number) => readonly string[]
  /** Brought into view each time that it changes. */
  readonly focusSeat?: number
  readonly focusSection?: number
  readonly readOnly?: boolean
}
