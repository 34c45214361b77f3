/** How many were sold until a moment, as the service said it. Milliseconds since the epoch. */
export interface Reading {
  readonly at: number
  readonly sold: number
}

export const PLOT_SECONDS = 60

/** Readings that a plot may still need; a busy sale gives four a second. */
const MOST_READINGS = PLOT_SECONDS * 5

export function addReading(readings: readonly Reading[], reading: Reading): readonly Reading[] {
  return [...readings, reading].slice(-MOST_READINGS)
}

/** Tickets sold in each of the last 60 seconds, oldest first. What was sold before the first reading is not known. */
export function salesPerSecond(readings: readonly Reading[], now: number): number[] {
  const sales = Array.from({ length: PLOT_SECONDS }, () => 0)
  readings.forEach(({ at, sold }, index) => {
    const before = readings[index - 1]
    // By the clock's seconds, so that a column keeps its height while it moves to the left.
    const slot = PLOT_SECONDS - 1 - (secondOf(now) - secondOf(at))
    if (!before || slot < 0 || slot >= PLOT_SECONDS) return
    // A refund lowers what is sold; it is no sale.
    sales[slot] = (sales[slot] ?? 0) + Math.max(0, sold - before.sold)
  })
  return sales
}

function secondOf(at: number): number {
  return Math.floor(at / 1000)
}

const EIGHTHS = ' ▁▂▃▄▅▆▇█'

/** Columns of blocks, top row first. `top` is the value at the upper edge, a round number of at least 1. */
export function drawPlot(values: readonly number[], height: number): { rows: string[]; top: number } {
  const top = roundUp(Math.max(1, ...values))
  const rows = Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 8
    return values.map((value) => EIGHTHS[eighthsIn(value, top, height, below)]).join('')
  })
  return { rows, top }
}

/** Eighths of this row that the column fills; a value above 0 is seen, however small. */
function eighthsIn(value: number, top: number, height: number, below: number): number {
  const eighths = value > 0 ? Math.max(1, Math.round((value / top) * height * 8)) : 0
  return Math.max(0, Math.min(8, eighths - below))
}

/** 1, 2, 5, 10, 20, 50, ...: the axis stands still while sales go up and down a little. */
function roundUp(value: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * magnitude).find((round) => round >= value) ?? value
}
