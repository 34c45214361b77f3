import sharp from 'sharp'

import { cinema } from './posters/cinema.ts'
import { HEIGHT, WIDTH } from './posters/drawing.ts'
import { harbour } from './posters/harbour.ts'
import { lanterns } from './posters/lanterns.ts'
import { letterpress } from './posters/letterpress.ts'
import { setar } from './posters/setar.ts'
import { theatre } from './posters/theatre.ts'

/**
 * The demo's pictures, drawn here: flat shapes in the colours of the house, as on the posters of a small theatre, with
 * no words in them, and nobody else's property.
 */
const posters = { cinema, harbour, lanterns, letterpress, setar, theatre } satisfies Record<string, () => string>

export type Poster = keyof typeof posters

/** As PNG, which an upload may be. */
export async function drawPoster(poster: Poster): Promise<Buffer> {
  const size = `width="${WIDTH}" height="${HEIGHT}"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${posters[poster]()}</svg>`
  return sharp(Buffer.from(svg)).png({ compressionLevel: 1 }).toBuffer()
}
