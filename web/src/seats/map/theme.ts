import { categoryColor, mixed } from './colours.ts'
import type { SeatMap } from '@fairground/seating'

/** What the map is painted with: colours of the tokens as the browser works them out, `#rrggbb`. */
export interface Theme {
  readonly dark: boolean
  readonly paper: string
  readonly sheet: string
  readonly well: string
  readonly ink: string
  readonly soft: string
  readonly line: string
  readonly edge: string
  readonly accent: string
  readonly onAccent: string
  readonly focus: string
  /** By category; the last is of seats that nobody can buy. */
  readonly categories: readonly string[]
  readonly font: string
  readonly headFont: string
}

/** Reads the tokens where the canvas stands. A canvas knows no custom properties and no light-dark(). */
export function readTheme(holder: HTMLElement, map: Pick<SeatMap, 'categories'>): Theme {
  const probe = document.createElement('span')
  // Or the colour on the way from one to the next would be read: where motion is reduced, everything has a transition.
  probe.style.transitionProperty = 'none'
  holder.append(probe)
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`
    if (!context) return '#000000'
    // Whatever notation the browser answers in, a pixel is red, green and blue.
    context.fillStyle = getComputedStyle(probe).color
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  }
  const font = (token: string): string => {
    probe.style.fontFamily = `var(${token})`
    return getComputedStyle(probe).fontFamily
  }
  const [ink, paper, sheet] = [colour('--ink'), colour('--paper'), colour('--sheet')]
  const dark = isLighter(ink, paper)
  const theme = {
    dark,
    paper,
    sheet,
    well: colour('--well'),
    ink,
    soft: colour('--soft'),
    line: colour('--line'),
    edge: colour('--edge'),
    accent: colour('--accent-fill'),
    onAccent: colour('--on-accent'),
    focus: colour('--teal'),
    categories: [...map.categories.map((_, category) => categoryColor(map, category, dark)), mixed(ink, sheet, 0.3)],
    font: font('--font-text'),
    headFont: font('--font-head'),
  }
  probe.remove()
  return theme
}

function isLighter(one: string, other: string): boolean {
  const sum = (text: string) => [1, 3, 5].reduce((total, at) => total + Number.parseInt(text.slice(at, at + 2), 16), 0)
  return sum(one) > sum(other)
}
