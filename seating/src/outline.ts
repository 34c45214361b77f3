import type { Point } from './seat-map.ts'

/**
 * A shape around seats, for sections whose plan draws none: their convex hull (Andrew's monotone chain), so far out that
 * no seat sticks out of it. Three points at least; none for no seats.
 */
export function outlineOf(seats: readonly Point[], radius: number): Point[] {
  const reach = radius * 1.6
  const corners = seats.flatMap(({ x, y }) => [
    { x: x - reach, y: y - reach },
    { x: x + reach, y: y - reach },
    { x: x + reach, y: y + reach },
    { x: x - reach, y: y + reach },
  ])
  const sorted = corners.toSorted((one, other) => one.x - other.x || one.y - other.y)
  return [...chain(sorted), ...chain(sorted.toReversed())]
}

/** The half of the hull from the first point to the last, without the last. */
function chain(points: readonly Point[]): Point[] {
  const hull: Point[] = []
  for (const point of points) {
    while (hull.length > 1 && !turnsLeft(hull.at(-2), hull.at(-1), point)) hull.pop()
    hull.push(point)
  }
  return hull.slice(0, -1)
}

function turnsLeft(one: Point | undefined, two: Point | undefined, three: Point): boolean {
  if (!one || !two) return true
  return (two.x - one.x) * (three.y - one.y) - (two.y - one.y) * (three.x - one.x) > 0
}
