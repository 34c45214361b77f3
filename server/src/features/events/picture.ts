import { hash } from 'node:crypto'

import sharp from 'sharp'

import { problem } from '../../http/index.ts'
import type { PictureFile } from './queries/pictures.ts'

/** A picture as it is served: nothing of the file that was sent but its pixels, in several widths. */
export interface EncodedPicture {
  /** Of all the files' content. */
  readonly hash: string
  /** Narrowest first. */
  readonly files: readonly PictureFile[]
}

/** What a card, a page on a telephone and a page on a desk need. */
const WIDTHS = [480, 960, 1_600]
const WIDEST = 1_600
/** A portrait of 4 to 5 keeps its full width; what is taller gets narrower. */
const TALLEST = 2_000
/** A width is left out where the picture itself is not much wider: the copy would save nothing. */
const WORTH_A_COPY = 1.2
/** Below this a picture is nothing but blur in the place that pages have for it. */
const LEAST_WIDTH = 200
const LEAST_HEIGHT = 100
/** Of the longer side to the shorter one: the panorama of a telephone still fits. */
const MOST_STRETCH = 5
/** The largest cameras have them. At 8 bits a channel 200 MB, at 16 twice that, for as long as the decoding takes. */
const MOST_MEGAPIXELS = 50
/** A file that decodes longer than this is made to (50 megapixels of AVIF take 1.3 s). */
const DECODE_SECONDS = 10
/** Where a picture lets something shine through. Pages are light or dark, but a picture has one look. */
const PAPER = '#faf6ef'

// One picture keeps one core busy, so that buyers have the others; nothing is ever encoded a second time.
sharp.concurrency(1)
sharp.cache(false)
// Of the formats that libvips reads these four, and SVG, in which our own posters are drawn. An upload is known by its
// first bytes before libvips sees it, and none of them is SVG.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Svg'].map((format) => `VipsForeignLoad${format}Buffer`),
})

/**
 * Makes the files of a picture out of whatever was sent. What comes out is encoded from bare pixels: no metadata, no
 * second file hidden behind the first, nothing of what the sender's program wrote. Throws `not-a-picture`.
 */
export async function encodePicture(bytes: Uint8Array): Promise<EncodedPicture> {
  await requirePicture(bytes)
  const pixels = await decode(bytes)
  const files: PictureFile[] = []
  for (const width of widthsOf(pixels.info.width)) files.push(await encode(pixels, width))
  return { hash: hashOf(files), files }
}

type Pixels = Awaited<ReturnType<typeof decode>>

/** Judged by the head of the file alone: of a picture with 900 megapixels not one is decoded. */
async function requirePicture(bytes: Uint8Array): Promise<void> {
  const format = formatOf(bytes)
  if (!format) throw notAPicture('This file is no JPEG, PNG, WebP or AVIF picture.')
  const head = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined)
  if (head?.format !== format) throw broken()
  const { width, height } = head.autoOrient
  if (width * height > MOST_MEGAPIXELS * 1_000_000) {
    const megapixels = Math.round((width * height) / 1_000_000)
    throw notAPicture(
      `This picture has ${megapixels} megapixels. It may have ${MOST_MEGAPIXELS}; a smaller copy will do.`,
    )
  }
  if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
    const least = `${LEAST_WIDTH} pixels wide and ${LEAST_HEIGHT} high`
    throw notAPicture(
      `This picture is only ${width} by ${height} pixels. It has to be at least ${least}, better ${WIDEST} wide.`,
    )
  }
  if (Math.max(width, height) > MOST_STRETCH * Math.min(width, height)) {
    throw notAPicture(
      `This picture is too long and narrow. One side may be ${MOST_STRETCH} times the other; cut it first.`,
    )
  }
}

/** By its first bytes, whatever its sender calls it. */
function formatOf(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | 'heif' | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (/^RIFF.{4}WEBP/s.test(head)) return 'webp'
  // AVIF, and the form of its kin in which some programs write it; others of that kin cannot be decoded here.
  if (/^.{4}ftyp(avif|avis|mif1)/s.test(head)) return 'heif'
  return undefined
}

/**
 * The first frame, the right way up, in sRGB, as large as its widest copy. A file that ends too early or is damaged is
 * refused: half a picture would stay half for ever.
 */
async function decode(bytes: Uint8Array) {
  const decoding = sharp(bytes, { limitInputPixels: MOST_MEGAPIXELS * 1_000_000, failOn: 'error' })
    .autoOrient()
    .resize({ width: WIDEST, height: TALLEST, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: PAPER })
    .toColourspace('srgb')
    .timeout({ seconds: DECODE_SECONDS })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return decoding.catch(() => {
    throw broken()
  })
}

function widthsOf(width: number): number[] {
  return [...WIDTHS.filter((each) => each * WORTH_A_COPY < width), width]
}

async function encode({ data, info }: Pixels, width: number): Promise<PictureFile> {
  const encoded = await sharp(data, { raw: info })
    .resize({ width })
    // Sharper edges of strong colours (`smartSubsample`) take twice the time, and nobody sees them.
    .webp({ quality: 82 })
    .toBuffer({ resolveWithObject: true })
  return { width: encoded.info.width, height: encoded.info.height, bytes: encoded.data }
}

/** 128 bits: nobody finds a second picture of the same, and nobody guesses one. */
function hashOf(files: readonly PictureFile[]): string {
  return hash('sha256', Buffer.concat(files.map(({ bytes }) => bytes)), 'hex').slice(0, 32)
}

function broken(): Error {
  return notAPicture('This file is damaged or ends too early. Save the picture again and send that.')
}

function notAPicture(detail: string): Error {
  return problem('not-a-picture', `${detail} Nothing was changed.`)
}
