/** Names of sections and places, and what is said below them: how large they can be, and where they stand. */
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

export interface Face {
  readonly weight: number
  readonly family: string
  /** In CSS pixels. */
  readonly least: number
  readonly most: number
}

/** The size in which a text has room, in whole pixels of the canvas; none when it would be too small to read. */
export function sizeFor(
  context: Context,
  face: Face,
  text: string,
  width: number,
  height: number,
  ratio: number,
): number | undefined {
  const room = Math.min(face.most * ratio, height * 0.8, (width / widthOf(context, face, text)) * MEASURED_AT)
  // Whole: letters are drawn once for each size.
  const size = Math.floor(room)
  return size < face.least * ratio ? undefined : size
}

/** A name as it has room: on one line if it can be read there, else on two. */
export function linesFor(
  context: Context,
  face: Face,
  name: string,
  width: number,
  height: number,
  ratio: number,
): Line[] | undefined {
  const size = sizeFor(context, face, name, width, height, ratio)
  if (size !== undefined) return [{ face, size, text: name }]
  const halves = broken(name)
  const sizes = halves.map((half) => sizeFor(context, face, half, width, height / 2, ratio) ?? 0)
  const both = Math.min(...sizes)
  return both === 0 || halves.length === 1 ? undefined : halves.map((text) => ({ face, size: both, text }))
}

/** At the space nearest to its middle. */
function broken(name: string): string[] {
  const far = (at: number) => Math.abs(at - name.length / 2)
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index)
  const [at] = spaces.toSorted((one, other) => far(one) - far(other))
  return at === undefined ? [name] : [name.slice(0, at), name.slice(at + 1)]
}

export interface Line {
  readonly face: Face
  /** In pixels of the canvas. */
  readonly size: number
  readonly text: string
}

/** Lines below each other, all of them around a point. */
export function write(context: Context, lines: readonly Line[], x: number, y: number): void {
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  let top = y - heightOf(lines) / 2
  for (const { face, size, text } of lines) {
    context.font = `${face.weight} ${size}px ${face.family}`
    context.fillText(text, x, top + (size * LEADING) / 2)
    top += size * LEADING
  }
}

const LEADING = 1.18

export function heightOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { size }) => sum + size * LEADING, 0)
}

const MEASURED_AT = 100
/** Texts by face: the same few all the time. A thousand sections, each with its name and a count or two. */
const widths = new Map<string, number>()
const MOST_WIDTHS = 4_000

function widthOf(context: Context, { weight, family }: Face, text: string): number {
  const key = `${weight} ${family} ${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  context.font = `${weight} ${MEASURED_AT}px ${family}`
  const width = Math.max(1, context.measureText(text).width)
  if (widths.size >= MOST_WIDTHS) widths.clear()
  widths.set(key, width)
  return width
}
