import { type Detail, detailAt } from './detail.ts'
import { type Look, lookOf } from './glyphs.ts'
import type { Ground } from './ground.ts'
import type { SeatMapProps } from './props.ts'
import { type Scenery, sceneryOf } from './scenery.ts'
import type { Sprites } from './sprites.ts'
import { type Tally, tallyOf } from './tally.ts'
import type { Theme } from './theme.ts'

/** What is drawn, at any scale. */
export interface Subject {
  readonly ground: Ground
  readonly scenery: Scenery
  readonly tally: Tally
}

export function subjectOf(ground: Ground): Subject {
  return { ground, scenery: sceneryOf(ground), tally: tallyOf(ground.map) }
}

/** The light that it is drawn in, and the words. */
export interface Style extends Pick<SeatMapProps, 'labels' | 'standingNote'> {
  readonly theme: Theme
}

/** What it takes to draw at one scale. */
export interface Pen extends Subject {
  readonly style: Style
  /** Pixels of the canvas a unit. */
  readonly scale: number
  /** Pixels of the canvas a CSS pixel. */
  readonly ratio: number
  readonly detail: Detail
  /** By the radius of a seat. */
  readonly sprites: Map<number, Sprites>
}

export function penOf(subject: Subject, style: Style, scale: number, ratio: number): Pen {
  const detail = detailAt((2 * subject.ground.radius * scale) / ratio)
  return { ...subject, style, scale, ratio, detail, sprites: new Map() }
}

export function lookOfSeat({ ground: { map }, tally }: Pen, seat: number): Look {
  const [state, dimmed] = [tally.states[seat] ?? 0, tally.dimmed[seat] === 1]
  return lookOf(map.category[seat] ?? -1, state, map.flags[seat] ?? 0, dimmed)
}
