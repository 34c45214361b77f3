import type { Page } from 'playwright-core'

export interface Picture {
  readonly width: number
  readonly height: number
  /** A letter a byte, four of them a pixel: text is what comes out of a browser fastest. */
  readonly pixels: string
}

/** The first map, or other drawing, of the page as it is painted, without what stands above it. */
export async function pictureOf(page: Page): Promise<Picture> {
  return page.evaluate(async () => {
    const canvas = document.querySelector('canvas')
    if (!canvas) throw new Error('there is no map')
    const { width, height } = canvas
    // Read from a copy: a canvas that is read itself is painted in another way from then on.
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    copy?.drawImage(await createImageBitmap(canvas), 0, 0)
    const pixels = new TextDecoder('latin1').decode(copy?.getImageData(0, 0, width, height).data)
    return { width, height, pixels }
  })
}

/** A map that is drawn bit by bit while others want the processor, too, takes some of them. */
const MOST_LOOKS = 100
/** After it was zoomed a map stays as it is for 90 ms, and is then drawn anew: half of these frames. */
const PAIRS_AT_REST = 5

/** When nothing moves any more, and nothing is still to be drawn. */
export async function pictureAtRest(page: Page): Promise<Picture> {
  let before = await pictureOf(page)
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    for (let pairs = 0; pairs < PAIRS_AT_REST; pairs += 1) await drawn(page)
    const now = await pictureOf(page)
    if (now.pixels === before.pixels) return now
    before = now
  }
  throw new Error('the map does not come to rest')
}

/** A frame in which what was asked for was drawn, and one in which the page has said so. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))))
}

/** Of the smallest box around all that is painted otherwise. */
export function changedExtent(before: Picture, now: Picture): { width: number; height: number } {
  const changed: number[] = []
  for (let index = 0; index * 4 < now.pixels.length; index += 1) {
    const [from, to] = [index * 4, index * 4 + 4]
    if (now.pixels.slice(from, to) !== before.pixels.slice(from, to)) changed.push(index)
  }
  const [first, last] = [changed[0], changed.at(-1)]
  if (first === undefined || last === undefined) return { width: 0, height: 0 }
  const columns = changed.map((index) => index % now.width).toSorted((one, other) => one - other)
  return {
    width: (columns.at(-1) ?? 0) - (columns[0] ?? 0) + 1,
    height: Math.floor(last / now.width) - Math.floor(first / now.width) + 1,
  }
}
