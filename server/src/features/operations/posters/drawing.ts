/** Posters are drawn as SVG, in pixels. */
export const WIDTH = 1_600
export const HEIGHT = 900
export const VERMILION = '#e4572e'
export const EMBER = '#b93c1c'
export const AMBER = '#f4a93b'
export const TEAL = '#137c8b'
export const DEEP = '#0d4f5e'
export const INK = '#1c1e2b'
export const NIGHT = '#2a2d42'
export const PAPER = '#faf6ef'
export const SAND = '#eadfc8'

export type Point = readonly [x: number, y: number]

/** Parts, the later ones over the earlier. */
export function drawn(...parts: (string | readonly string[])[]): string {
  return parts.flat().join('')
}

export function rect(x: number, y: number, width: number, height: number, colour: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}"/>`
}

export function circle(x: number, y: number, radius: number, colour: string, opacity = 1): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" fill="${colour}"${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`
}

export function ring(x: number, y: number, radius: number, colour: string, width: number): string {
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="none" stroke="${colour}" stroke-width="${width}"/>`
}

export function line(x1: number, y1: number, x2: number, y2: number, colour: string, width: number): string {
  return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${colour}" stroke-width="${width}"/>`
}

export function range(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join('')
}

/** The same all the way round. Angles are degrees, clockwise from the right. */
export function turns(count: number, draw: (angle: number, index: number) => string): string {
  return range(count, (index) => draw(((index + 0.5) * 360) / count, index))
}

export function cos(degrees: number): number {
  return Math.cos((degrees * Math.PI) / 180)
}

export function sin(degrees: number): number {
  return Math.sin((degrees * Math.PI) / 180)
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}
/** Seen from behind, down to the lower edge. */
export function person(x: number, y: number, head: number, colour: string): string {
  const width = head * 1.9
  return `${circle(x, y, head, colour)}<path d="M${x - width} ${HEIGHT}V${y + head * 2.5}q0 ${-head * 1.4} ${width} ${-head * 1.4}t${width} ${head * 1.4}V${HEIGHT}z" fill="${colour}"/>`
}

/** A line that hangs between two points, and its points from 0 to 1. */
export function curve([x1, y1]: Point, [x2, y2]: Point, sag: number): [path: string, at: (t: number) => Point] {
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2 + 2 * sag]
  const at = (t: number): Point => [
    (1 - t) ** 2 * x1 + 2 * t * (1 - t) * mx + t * t * x2,
    (1 - t) ** 2 * y1 + 2 * t * (1 - t) * my + t * t * y2,
  ]
  return [`M${x1} ${y1}Q${mx} ${my} ${x2} ${y2}`, at]
}
