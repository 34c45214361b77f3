import type { Plan } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import type { Theme } from '../../../../seats/map/theme.ts'
import type { Size, View } from '../../../../seats/map/view.ts'
import type { Box } from '../edit/points.ts'
import type { Selection } from '../edit/selection.ts'

/** What is on the screen: a plan as seen from somewhere, what of it is selected, and what is being drawn. */
export interface Scene {
  readonly plan: Plan
  readonly view: View
  /** In CSS pixels. */
  readonly size: Size
  /** Pixels of the canvas a CSS pixel. */
  readonly ratio: number
  readonly theme: Theme
  readonly selection: Selection
  /** Of the grid to which things snap; 0 for none. */
  readonly grid: number
  readonly sketch: Sketch | undefined
  /** A small picture has no names and nothing to hold. */
  readonly isPicture?: boolean
}

/** What a hand draws at the moment, before it is a part of the plan. */
export type Sketch =
  | { readonly kind: 'frame'; readonly box: Box }
  | { readonly kind: 'rows'; readonly places: readonly Point[]; readonly note: string }
  | { readonly kind: 'polygon'; readonly points: readonly Point[]; readonly next: Point | undefined }
  | { readonly kind: 'shape'; readonly shape: 'rectangle' | 'ellipse'; readonly box: Box }
  | { readonly kind: 'brush'; readonly at: Point; readonly reach: number }

export type Context = CanvasRenderingContext2D
