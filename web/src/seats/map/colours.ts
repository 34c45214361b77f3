import type { SeatMap } from '@fairground/seating'

/** sRGB, each 0 to 255. */
type Rgb = readonly [number, number, number]
/** Lightness 0 to 1, chroma, hue in degrees. */
type Oklch = readonly [number, number, number]

/** What a plan's seats stand on: the tokens --sheet and --ink, as near as a pure function knows them. */
const GROUND = { light: [255, 255, 255], dark: [26, 29, 42] } as const satisfies Record<string, Rgb>
/** WCAG 1.4.11: of what has to be seen against what is beside it. */
const LEAST_CONTRAST = 3
/** More shouts beside the accent, which is for what is chosen. */
const MOST_CHROMA = 0.17

/** Of categories whose plan says no colour, or none that we read: told apart also by those who see no red or green. */
const OWN: readonly Oklch[] = [
  [0.55, 0.13, 255],
  [0.6, 0.1, 195],
  [0.52, 0.16, 310],
  [0.62, 0.13, 75],
  [0.58, 0.12, 150],
  [0.55, 0.16, 350],
]

/** The colour of a category, legible on the light or the dark ground; `#rrggbb`. The map and its legend share it. */
export function categoryColor(map: Pick<SeatMap, 'categories'>, category: number, dark: boolean): string {
  const written = readColour(map.categories[category]?.color ?? '')
  const own = OWN[Math.max(0, category) % OWN.length] ?? [0.55, 0, 0]
  return hex(legible(written ? toOklch(written) : own, dark))
}

/** A shape's colour as its author meant it, but in the dark no lamp: undefined when it is none that we read. */
export function shapeColor(colour: string | null, dark: boolean): string | undefined {
  const written = readColour(colour ?? '')
  if (!written) return undefined
  if (!dark) return hex(written)
  const [lightness, chroma, hue] = toOklch(written)
  return hex(toRgb([0.22 + 0.3 * lightness, Math.min(chroma, 0.1), hue]))
}

/** Black or white, whichever is easier to read on the colour: at least 4.5 to 1 on any. */
export function onColour(colour: string): string {
  return contrast(colour, '#000000') > contrast(colour, '#ffffff') ? '#000000' : '#ffffff'
}

/** `part` of the first colour over the second. */
export function mixed(one: string, other: string, part: number): string {
  const [a, b] = [readColour(one) ?? [0, 0, 0], readColour(other) ?? [0, 0, 0]]
  return hex([a[0] * part + b[0] * (1 - part), a[1] * part + b[1] * (1 - part), a[2] * part + b[2] * (1 - part)])
}

/** Between 1 and 21, as WCAG counts. */
export function contrast(one: string, other: string): number {
  return ratio(luminance(readColour(one) ?? [0, 0, 0]), luminance(readColour(other) ?? [0, 0, 0]))
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function legible([lightness, chroma, hue]: Oklch, dark: boolean): Rgb {
  const ground = luminance(dark ? GROUND.dark : GROUND.light)
  const calm = Math.min(chroma, MOST_CHROMA)
  let own = dark ? Math.min(Math.max(lightness, 0.62), 0.84) : Math.min(Math.max(lightness, 0.42), 0.68)
  // A hundredth at a time: some 25 steps at most.
  while (ratio(luminance(toRgb([own, calm, hue])), ground) < LEAST_CONTRAST && own > 0 && own < 1) {
    own += dark ? 0.01 : -0.01
  }
  return toRgb([own, calm, hue])
}

/** `#rgb`, `#rrggbb` (with or without its opacity) and `rgb(1, 2, 3)`: what plans are written in. */
function readColour(text: string): Rgb | undefined {
  const digits = /^\s*#([\da-f]{3,8})\s*$/i.exec(text)?.[1] ?? ''
  if (digits.length === 3 || digits.length === 4)
    return tuple([0, 1, 2].map((at) => Number.parseInt(digits.charAt(at).repeat(2), 16)))
  if (digits.length === 6 || digits.length === 8) {
    return tuple([0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)))
  }
  const parts = /^\s*rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/i.exec(text)
  return parts ? tuple(parts.slice(1, 4).map((part) => Math.min(255, Number(part)))) : undefined
}

function tuple([red = 0, green = 0, blue = 0]: readonly number[]): Rgb {
  return [red, green, blue]
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function linear(part: number): number {
  const value = part / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function fromLinear(value: number): number {
  const part = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
  return Math.min(255, Math.max(0, part * 255))
}

/** Björn Ottosson's Oklab (https://bottosson.github.io/posts/oklab), in polar form. */
function toOklch([red, green, blue]: Rgb): Oklch {
  const [r, g, b] = [linear(red), linear(green), linear(blue)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const along = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const across = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return [lightness, Math.hypot(along, across), (Math.atan2(across, along) * 180) / Math.PI]
}

/** What a screen cannot show is cut off. */
function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  const angle = (hue * Math.PI) / 180
  const [along, across] = [chroma * Math.cos(angle), chroma * Math.sin(angle)]
  const l = (lightness + 0.3963377774 * along + 0.2158037573 * across) ** 3
  const m = (lightness - 0.1055613458 * along - 0.0638541728 * across) ** 3
  const s = (lightness - 0.0894841775 * along - 1.291485548 * across) ** 3
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}
