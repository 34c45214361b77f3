/** Where a seat is in the plan, and half of how wide it is. */
export interface PlacedSeat {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** More cells to a side than any plan has; it makes one whole number of a column and a row. */
const CELLS_A_SIDE = 2 ** 25

/**
 * Seats that stand where another one stands: nearer to each other than a quarter of their radii together. At most so many
 * of them, the larger seats first. Seats are sorted into grids of cells by the power of two of their radius, larger ones
 * first, so that each looks into four cells of few seats, however badly a plan is made.
 */
export function findCrowded<Seat extends PlacedSeat>(
  seats: readonly Seat[],
  most: number,
): { seat: Seat; other: Seat }[] {
  const grids = new Map<number, Map<number, Seat[]>>()
  const found: { seat: Seat; other: Seat }[] = []
  for (const seat of seats.toSorted((one, another) => another.radius - one.radius)) {
    if (found.length >= most) break
    const other = crowdedBy(seat, grids)
    if (other) found.push({ seat, other })
    else keep(seat, grids)
  }
  return found
}

function crowdedBy<Seat extends PlacedSeat>(seat: Seat, grids: Map<number, Map<number, Seat[]>>): Seat | undefined {
  for (const [side, cells] of grids) {
    // Half a cell away is as far as it matters, so that of each two neighbours one is near enough.
    const [column, row] = [Math.floor(seat.x / side - 0.5), Math.floor(seat.y / side - 0.5)]
    for (const key of [cell(column, row), cell(column, row + 1), cell(column + 1, row), cell(column + 1, row + 1)]) {
      const other = cells.get(key)?.find((kept) => isCrowded(seat, kept))
      if (other) return other
    }
  }
  return undefined
}

function isCrowded(one: PlacedSeat, other: PlacedSeat): boolean {
  const near = (one.radius + other.radius) / 4
  return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < near ** 2
}

function keep<Seat extends PlacedSeat>(seat: Seat, grids: Map<number, Map<number, Seat[]>>): void {
  const side = 2 ** Math.ceil(Math.log2(seat.radius))
  const cells = grids.get(side) ?? new Map<number, Seat[]>()
  grids.set(side, cells)
  const key = cell(Math.floor(seat.x / side), Math.floor(seat.y / side))
  const kept = cells.get(key)
  if (kept) kept.push(seat)
  else cells.set(key, [seat])
}

function cell(column: number, row: number): number {
  return column * CELLS_A_SIDE + row
}
