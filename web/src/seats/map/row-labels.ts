import type { SeatMap } from '@fairground/seating'

/** In units of the plan. */
export interface RowLabel {
  readonly text: string
  readonly x: number
  readonly y: number
}

/** From a row's last seat to the middle of its label, and what two labels need between their middles, in radii. */
const LABEL_AT = 2.2
const APART = 2

/**
 * The labels at the ends of rows, by row. Where two rows meet at an aisle that has room for one, two of the same name
 * share a label in the middle, and of two names only the first is written.
 */
export function rowLabelsOf(map: SeatMap, radius: number): Map<number, readonly RowLabel[]> {
  const labels = new Map<number, RowLabel[]>()
  const near = new Map<string, { row: number; label: RowLabel }[]>()
  const cell = APART * radius
  const around = (x: number, y: number) => {
    const [column, line] = [Math.floor(x / cell), Math.floor(y / cell)]
    return [-1, 0, 1].flatMap((byX) => [-1, 0, 1].flatMap((byY) => near.get(`${column + byX},${line + byY}`) ?? []))
  }
  for (const [row, { label: text, numbered, firstSeat, seats }] of map.rows.entries()) {
    if (numbered === 'nowhere' || seats === 0 || text === '') continue
    const last = firstSeat + seats - 1
    const ends = [
      ...(numbered === 'end' ? [] : [placeOf(map, firstSeat, Math.min(last, firstSeat + 1), -1, radius)]),
      ...(numbered === 'start' ? [] : [placeOf(map, last, Math.max(firstSeat, last - 1), 1, radius)]),
    ]
    for (const { x, y } of ends) {
      const other = around(x, y).find(({ label }) => Math.hypot(label.x - x, label.y - y) < cell)
      if (other) {
        const own = labels.get(other.row)
        const index = own?.indexOf(other.label) ?? -1
        if (other.label.text === text && own && index >= 0) {
          own[index] = { text, x: (other.label.x + x) / 2, y: (other.label.y + y) / 2 }
        }
        continue
      }
      const label = { text, x, y }
      labels.set(row, [...(labels.get(row) ?? []), label])
      const key = `${Math.floor(x / cell)},${Math.floor(y / cell)}`
      near.set(key, [...(near.get(key) ?? []), { row, label }])
    }
  }
  return labels
}

/** Along the row, away from its inner seats; a row of one seat lies level. */
function placeOf(map: SeatMap, end: number, inner: number, side: number, radius: number): { x: number; y: number } {
  const [x, y] = [map.x[end] ?? 0, map.y[end] ?? 0]
  const [byX, byY] = end === inner ? [side, 0] : [x - (map.x[inner] ?? 0), y - (map.y[inner] ?? 0)]
  const far = (LABEL_AT * radius) / (Math.hypot(byX, byY) || 1)
  return { x: x + byX * far, y: y + byY * far }
}
