/** How the seats of a row are numbered, as seen from behind them, looking at the stage. */
export interface SeatNumbering {
  /**
   * `all`: 1 2 3 4. `odd`: 1 3 5 7. `even`: 2 4 6 8. `theatre`: odd from the middle to the left, even to the right:
   * 3 1 2 4. `continental`: the same from 101: 103 101 102 104.
   */
  readonly scheme: 'all' | 'odd' | 'even' | 'theatre' | 'continental'
  /** Its lowest number; odd and even schemes take the next one that they can. */
  readonly start?: number
  /** The same, counted from the right. */
  readonly rightToLeft?: boolean
}

/** The numbers of so many seats, from the left to the right. */
export function numberSeats(
  count: number,
  { scheme, start, rightToLeft }: SeatNumbering = { scheme: 'all' },
): string[] {
  const numbers = Array.from({ length: count }, (_, index) => numberAt(index, count, scheme, start)).map(String)
  return rightToLeft ? numbers.toReversed() : numbers
}

function numberAt(index: number, count: number, scheme: SeatNumbering['scheme'], start?: number): number {
  switch (scheme) {
    case 'all':
      return (start ?? 1) + index
    case 'odd':
      return nextOf(start ?? 1, 1) + index * 2
    case 'even':
      return nextOf(start ?? 2, 0) + index * 2
    case 'theatre':
      return fromTheMiddle(index, count, start ?? 1)
    case 'continental':
      return fromTheMiddle(index, count, start ?? 101)
    default:
      return scheme satisfies never
  }
}

/** Odd to the left of the middle, even to the right; the seat in the middle of an odd count is the first odd one. */
function fromTheMiddle(index: number, count: number, start: number): number {
  const left = Math.ceil(count / 2)
  return index < left ? nextOf(start, 1) + (left - 1 - index) * 2 : nextOf(nextOf(start, 1), 0) + (index - left) * 2
}

/** The first number from this one on that is odd (1) or even (0). */
function nextOf(start: number, parity: 0 | 1): number {
  return Math.abs(start % 2) === parity ? start : start + 1
}

/** How rows are called, from the front to the back. */
export interface RowLabelling {
  /** `letters`: A..Z, AA..AZ, BA... `clear-letters`: the same without I and O, which look like 1 and 0. */
  readonly scheme: 'letters' | 'clear-letters' | 'numbers'
  /** The label of the first; one that the scheme does not have is as good as none. */
  readonly start?: string
  /** The row at the back has the first label. */
  readonly fromBack?: boolean
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const CLEAR_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'

/** The labels of so many rows, from the front to the back. */
export function labelRows(count: number, { scheme, start, fromBack }: RowLabelling = { scheme: 'letters' }): string[] {
  const letters = scheme === 'clear-letters' ? CLEAR_LETTERS : LETTERS
  const first = start === undefined ? 1 : scheme === 'numbers' ? wholeOf(start) : ordinalOf(start, letters)
  const labels = Array.from({ length: count }, (_, index) =>
    scheme === 'numbers' ? String(first + index) : lettersOf(first + index, letters),
  )
  return fromBack ? labels.toReversed() : labels
}

function wholeOf(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 1
}

/** 1 is A, 26 is Z, 27 is AA: numbers without a zero. */
function lettersOf(ordinal: number, letters: string): string {
  let text = ''
  for (let rest = ordinal; rest > 0; rest = Math.floor((rest - 1) / letters.length)) {
    text = letters.charAt((rest - 1) % letters.length) + text
  }
  return text
}

function ordinalOf(text: string, letters: string): number {
  let ordinal = 0
  for (const letter of text.toUpperCase()) {
    const digit = letters.indexOf(letter)
    if (digit === -1) return 1
    ordinal = ordinal * letters.length + digit + 1
  }
  return Math.max(ordinal, 1)
}
