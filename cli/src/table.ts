import { bold, fit, shown, type Styled, terminalWidth, widthOf } from './text.ts'

export interface Column {
  name: string
  /** Numbers stand right. */
  align?: 'left' | 'right'
  /** May be cut down to this many columns where the terminal is narrow. */
  least?: number
  /** Left out where the terminal is narrow, and where no row has anything in it. */
  optional?: true
}

const GAP = '  '

/**
 * Rows under a header, aligned by what a terminal shows (an emoji is two columns wide). `width` is that of the
 * terminal: optional columns go first, from the right, then those with a `least` are cut. Without it nothing is lost.
 */
export function table(columns: Column[], rows: (string | number | Styled)[][], width = terminalWidth()): string[] {
  const cells = rows.map((row) => row.map((cell) => shown(cell)))
  const natural = columns.map((column, index) =>
    Math.max(widthOf(column.name), ...cells.map((row) => widthOf(row[index] ?? ''))),
  )
  const kept = keptColumns(columns, natural, cells, width)
  const widths = fittedWidths(columns, natural, kept, width)
  const lineOf = (row: string[]) =>
    kept.map((index) => pad(row[index] ?? '', widths[index] ?? 0, columns[index])).join(GAP)
  return [
    bold(lineOf(columns.map((column) => column.name)).trimEnd()).styled,
    ...cells.map((row) => lineOf(row).trimEnd()),
  ]
}

function keptColumns(columns: Column[], natural: number[], cells: string[][], width: number | undefined): number[] {
  const kept = columns
    .map((_, index) => index)
    .filter((index) => !columns[index]?.optional || cells.some((row) => row[index]))
  if (width === undefined) return kept
  for (const index of kept.toReversed()) {
    if (totalWidth(natural, kept) <= width) break
    if (columns[index]?.optional) kept.splice(kept.indexOf(index), 1)
  }
  return kept
}

function fittedWidths(columns: Column[], natural: number[], kept: number[], width: number | undefined): number[] {
  const widths = [...natural]
  if (width === undefined) return widths
  for (const index of kept) {
    const excess = totalWidth(widths, kept) - width
    const least = columns[index]?.least
    if (excess > 0 && least !== undefined) {
      widths[index] = Math.min(natural[index] ?? 0, Math.max(least, (widths[index] ?? 0) - excess))
    }
  }
  return widths
}

function totalWidth(widths: number[], kept: number[]): number {
  return kept.reduce((sum, index) => sum + (widths[index] ?? 0), 0) + GAP.length * (kept.length - 1)
}

function pad(cell: string, width: number, column: Column | undefined): string {
  const fitted = fit(cell, width)
  const space = ' '.repeat(Math.max(0, width - widthOf(fitted)))
  return column?.align === 'right' ? space + fitted : fitted + space
}
