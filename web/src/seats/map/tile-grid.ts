import type { Box } from './view.ts'

/** In pixels of the canvas: a few hundred seats, drawn in a millisecond or two. */
export const TILE = 256

/** Where the plan lies on the canvas, in its pixels. */
export interface Placing {
  readonly scale: number
  readonly dx: number
  readonly dy: number
  readonly width: number
  readonly height: number
}

/** Of the plan at one scale, counted from its origin. */
export interface Square {
  readonly column: number
  readonly row: number
}

type Place = readonly [key: string, column: number, row: number]

/** The tiles of a scale that are on the canvas, from its middle outwards. */
export function tilesIn({ scale, dx, dy, width, height }: Placing, own: number): Place[] {
  const size = (TILE * scale) / own
  const places: Place[] = []
  for (let row = Math.floor(-dy / size); row * size < height - dy; row += 1) {
    for (let column = Math.floor(-dx / size); column * size < width - dx; column += 1) {
      places.push([`${column},${row}`, column, row])
    }
  }
  const [middleX, middleY] = [(width / 2 - dx) / size - 0.5, (height / 2 - dy) / size - 0.5]
  const far = ([, column, row]: Place) => Math.hypot(column - middleX, row - middleY)
  return places.toSorted((one, other) => far(one) - far(other))
}

/** A third of the canvas farther on each side: where a finger goes next. */
export function beside({ scale, dx, dy, width, height }: Placing): Placing {
  const [byX, byY] = [width / 3, height / 3]
  return { scale, dx: dx + byX, dy: dy + byY, width: width + 2 * byX, height: height + 2 * byY }
}

/** To whole pixels, so that two neighbours leave no gap: x, y, width, height. */
export function placeOf(column: number, row: number, placing: Placing, own: number): [number, number, number, number] {
  const size = (TILE * placing.scale) / own
  const [x, y] = [Math.round(column * size + placing.dx), Math.round(row * size + placing.dy)]
  const [toX, toY] = [Math.round((column + 1) * size + placing.dx), Math.round((row + 1) * size + placing.dy)]
  return [x, y, toX - x, toY - y]
}

/** In units of the plan. */
export function boxOfTile({ column, row }: Square, scale: number): Box {
  const size = TILE / scale
  return { minX: column * size, minY: row * size, maxX: (column + 1) * size, maxY: (row + 1) * size }
}
