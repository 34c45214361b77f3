import { NOT_FOR_SALE, type Point } from '@fairground/seating'

import type { Ground } from './ground.ts'
import { type RowLabel, rowLabelsOf } from './row-labels.ts'
import { type Spot, spotOf } from './spots.ts'

/** What is below the seats, prepared when first seen: a plan may have a thousand sections. */
export interface Scenery {
  /** Of each section the category that most of its seats have. */
  readonly mainCategories: readonly number[]
  pathOf(points: readonly Point[]): Path2D
  labelsOf(row: number): readonly RowLabel[]
  /** Where a word stands in it. */
  spotIn(points: readonly Point[]): Spot
}

export function sceneryOf(ground: Ground): Scenery {
  const paths = new Map<readonly Point[], Path2D>()
  const spots = new Map<readonly Point[], Spot>()
  let labels: ReturnType<typeof rowLabelsOf> | undefined
  return {
    mainCategories: mainCategories(ground),
    pathOf: (points) => once(paths, points, pathAround),
    labelsOf: (row) => (labels ??= rowLabelsOf(ground.map, ground.radius)).get(row) ?? [],
    spotIn: (points) => once(spots, points, spotOf),
  }
}

function once<Value>(
  made: Map<readonly Point[], Value>,
  points: readonly Point[],
  make: (points: readonly Point[]) => Value,
): Value {
  const known = made.get(points)
  if (known !== undefined) return known
  const value = make(points)
  made.set(points, value)
  return value
}

function pathAround(points: readonly Point[]): Path2D {
  const path = new Path2D()
  for (const { x, y } of points) path.lineTo(x, y)
  path.closePath()
  return path
}

function mainCategories({ map }: Ground): number[] {
  return map.sections.map(({ firstSeat, seats }) => {
    const counts = new Map<number, number>()
    for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
      const category = map.category[seat] ?? NOT_FOR_SALE
      if (category !== NOT_FOR_SALE) counts.set(category, (counts.get(category) ?? 0) + 1)
    }
    return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), [NOT_FOR_SALE, 0])[0]
  })
}
