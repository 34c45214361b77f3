import { drawRows, type Point } from '@fairground/seating'

import { plus } from './edit/points.ts'
import type { Block, RowsDrawing } from './edit/rows.ts'

/** More of them are not looked at one by one while a hand draws. */
const MOST_PLACES = 20_000

/** Where the seats of a block of rows would be. */
export function seatPlaces(block: Block, { rows, rowGap, growth, curve }: RowsDrawing): Point[] {
  const most = Math.max(1, Math.floor(MOST_PLACES / Math.max(1, block.seats)))
  return drawRows({ ...block, rows: Math.min(rows, most), rowGap, growth, curve }).flatMap((row) =>
    row.seats.map((seat) => plus(row.position ?? block.start, seat.position)),
  )
}
