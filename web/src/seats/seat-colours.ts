import type { SeatMap } from '@fairground/seating'
import type { CSSProperties } from 'react'

import { categoryColor } from './map/colours.ts'

const known = new WeakMap<SeatMap, readonly CSSProperties[]>()

/** Gives an element the colour of a category as `--category`, in both themes: the same as on the map. */
export function categoryStyle(map: SeatMap, category: number): CSSProperties | undefined {
  let styles = known.get(map)
  if (!styles) {
    // A property of our own, which the type of all styles does not know.
    styles = map.categories.map((_, own) => ({ '--category': bothThemes(map, own) }) as CSSProperties)
    known.set(map, styles)
  }
  return styles[category]
}

function bothThemes(map: SeatMap, category: number): string {
  return `light-dark(${categoryColor(map, category, false)}, ${categoryColor(map, category, true)})`
}
