import { crc32, deflateSync } from 'node:zlib'

import sharp, { type Metadata } from 'sharp'
import { describe, expect, test } from 'vitest'

import { problem, ProblemError } from '../../http/index.ts'
import { encodePicture } from './picture.ts'

const RED = { r: 228, g: 87, b: 46 }
const PAPER = [250, 246, 239]

function plain(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: RED } })
}

/** Sharp noise of many colours: the largest file that its size can make. */
function noise(width: number, height: number) {
  const data = Buffer.alloc(width * height * 3)
  let state = 1
  for (let index = 0; index < data.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    data[index] = state >>> 24
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

async function sizesOf(bytes: Buffer): Promise<[number, number][]> {
  return (await encodePicture(bytes)).files.map(({ width, height }) => [width, height])
}

async function widest(bytes: Buffer): Promise<Buffer> {
  const file = (await encodePicture(bytes)).files.at(-1)
  if (!file) throw new Error('a picture has a file')
  return file.bytes
}

async function refusalOf(bytes: Uint8Array): Promise<string> {
  try {
    await encodePicture(bytes)
  } catch (error) {
    if (error instanceof ProblemError && error.refusal.code === 'not-a-picture') return error.refusal.detail
    throw error
  }
  throw problem('internal', 'this was taken for a picture')
}

/** What no file that is served may carry. */
const CARGO = ['exif', 'icc', 'iptc', 'xmp', 'tifftagPhotoshop', 'comments', 'orientation'] satisfies (keyof Metadata)[]

async function cargoOf(bytes: Buffer): Promise<string[]> {
  const metadata = await sharp(bytes).metadata()
  return CARGO.filter((each) => metadata[each] !== undefined)
}

/** A PNG whose head says how large it is, and whose body is as small as that can be written. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a picture', () => {
  test.each([
    [
      'as wide as the widest copy or wider, in three',
      2_400,
      1_350,
      [
        [480, 270],
        [960, 540],
        [1_600, 900],
      ],
    ],
    [
      'narrower, in fewer, of which the widest is itself',
      1_000,
      500,
      [
        [480, 240],
        [1_000, 500],
      ],
    ],
    ['hardly wider than a copy would be, in one', 500, 400, [[500, 400]]],
    ['as small as it may be, in one', 200, 100, [[200, 100]]],
    [
      'a portrait, no higher than 2,000',
      2_000,
      4_000,
      [
        [480, 960],
        [1_000, 2_000],
      ],
    ],
  ])('%s', async (_, width, height, sizes) => {
    expect(await sizesOf(await plain(width, height).jpeg().toBuffer())).toEqual(sizes)
  })

  test('in each format that may be sent becomes WebP of the same colour', async () => {
    const picture = plain(300, 200)
    for (const bytes of await Promise.all([
      picture.clone().jpeg().toBuffer(),
      picture.clone().png().toBuffer(),
      picture.clone().webp().toBuffer(),
      picture.clone().avif().toBuffer(),
      picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
      picture.clone().toColourspace('rgb16').png().toBuffer(),
      picture.clone().withIccProfile('p3').png().toBuffer(),
    ])) {
      const encoded = sharp(await widest(bytes))
      expect(await encoded.metadata()).toMatchObject({ format: 'webp', width: 300, height: 200, space: 'srgb' })
      const { dominant } = await encoded.stats()
      // The statistics know 16 steps of each colour.
      for (const part of ['r', 'g', 'b'] as const) expect(Math.abs(dominant[part] - RED[part])).toBeLessThan(24)
    }
  })

  test('stands upright, and what the camera wrote beside it (place, time, thumbnail) is gone', async () => {
    const sent = await plain(300, 200)
      .jpeg()
      .withExif({
        IFD0: { Make: 'Camera', Artist: 'Somebody', Copyright: 'Somebody' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '52/1 31/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '13/1 24/1 0/1',
        },
      })
      .withMetadata({ orientation: 6 })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>')
      .toBuffer()
    expect(await cargoOf(sent)).toEqual(expect.arrayContaining(['exif', 'xmp', 'orientation']))
    expect(sent.includes('Somebody')).toBe(true)

    const { files } = await encodePicture(sent)
    expect(files).toMatchObject([{ width: 200, height: 300 }])
    for (const { bytes } of files) {
      expect(await cargoOf(bytes)).toEqual([])
      for (const trace of ['Exif', 'Camera', 'Somebody', 'GPS', 'secret', 'xmpmeta']) {
        expect(bytes.includes(trace)).toBe(false)
      }
    }
  })

  test('that moves stands still at its first frame', async () => {
    const blue = { r: 0, g: 0, b: 255 }
    const frames = await Promise.all(
      [RED, blue].map((background) =>
        sharp({ create: { width: 300, height: 200, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const sent = await sharp(frames, { join: { animated: true } })
      .webp({ delay: [100, 100] })
      .toBuffer()
    expect((await sharp(sent).metadata()).pages).toBe(2)
    const still = await widest(sent)
    expect((await sharp(still).metadata()).pages).toBeUndefined()
    expect((await sharp(still).stats()).dominant.r).toBeGreaterThan(200)
  })

  test('through which something shines is on paper', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 }
    const sent = await sharp({ create: { width: 300, height: 200, channels: 4, background: clear } })
      .png()
      .toBuffer()
    const encoded = sharp(await widest(sent))
    expect((await encoded.metadata()).hasAlpha).toBe(false)
    for (const [index, { mean }] of (await encoded.stats()).channels.entries()) {
      expect(Math.abs(mean - (PAPER[index] ?? 0))).toBeLessThan(3)
    }
  })

  test('is known by its content: the same again has the same hash, another one another', async () => {
    const [one, other] = await Promise.all([plain(300, 200).png().toBuffer(), plain(301, 200).png().toBuffer()])
    expect((await encodePicture(one)).hash).toBe((await encodePicture(one)).hash)
    expect((await encodePicture(one)).hash).not.toBe((await encodePicture(other)).hash)
    expect((await encodePicture(one)).hash).toMatch(/^[0-9a-f]{32}$/)
  })

  test('of nothing but noise is at most 6 MB in all its sizes', async () => {
    const { files } = await encodePicture(await noise(1_600, 2_000).png().toBuffer())
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(6_000_000)
  })
})

describe('what is no picture is refused', () => {
  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><script>alert(1)</script></svg>'],
    ['SVG after the declaration of XML', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="400"/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['text', 'a picture, honestly'],
    ['nothing', ''],
    ['the first bytes of a PNG alone', '\x89PNG\r\n\x1a\n'],
    ['the first bytes of a JPEG before HTML', '\xff\xd8\xff<!doctype html><script>alert(1)</script>'],
    ['the first bytes of a WebP before SVG', 'RIFF\0\0\0\0WEBP<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a head of AVIF alone', '\0\0\0\x1cftypavif\0\0\0\0'],
    ['PDF', '%PDF-1.7\n'],
  ])('%s', async (_, text) => {
    expect(await refusalOf(Buffer.from(text, 'latin1'))).toMatch(/no JPEG|damaged/)
  })

  test('formats of which nobody needs pictures here', async () => {
    const picture = plain(400, 300)
    for (const bytes of await Promise.all([picture.clone().gif().toBuffer(), picture.clone().tiff().toBuffer()])) {
      expect(await refusalOf(bytes)).toContain('JPEG, PNG, WebP or AVIF')
    }
  })

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('a %s that ends in its middle', async (format) => {
    const whole = await noise(600, 400)
      .toFormat(format, { effort: format === 'avif' ? 0 : 4 })
      .toBuffer()
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toContain('damaged or ends too early')
  })

  test('one of 1 by 1 pixel, and all that are too small or too narrow, with what is expected', async () => {
    expect(await refusalOf(await plain(1, 1).png().toBuffer())).toContain('at least 200 pixels wide and 100 high')
    expect(await refusalOf(await plain(199, 400).png().toBuffer())).toContain('199 by 400')
    expect(await refusalOf(await plain(400, 99).png().toBuffer())).toContain('400 by 99')
    expect(await refusalOf(await plain(1_600, 300).png().toBuffer())).toContain('One side may be 5 times the other')
    // As it stands, not as it lies in the file.
    const upright = await plain(400, 150).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    expect(await refusalOf(upright)).toContain('150 by 400')
  })

  test('900 megapixels in 110 kB, before a single one of them is decoded', async () => {
    const bomb = pngOf(30_000, 30_000)
    expect(bomb.length).toBeLessThan(200_000)
    const startedAt = performance.now()
    expect(await refusalOf(bomb)).toContain('900 megapixels')
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('49 megapixels in a few kB are a picture, and take no more than a moment', async () => {
    expect(await sizesOf(pngOf(7_000, 7_000))).toEqual([
      [480, 480],
      [960, 960],
      [1_600, 1_600],
    ])
  })
})

describe('a file that is two things at once', () => {
  test('is served as the picture alone: nothing of the page behind it is left', async () => {
    const page = '<!doctype html><script>alert(document.cookie)</script>'
    const script = '/*GIF89a*/alert(document.cookie)'
    const picture = await plain(400, 300).png().toBuffer()
    const inExif = await plain(400, 300)
      .jpeg()
      .withExif({ IFD0: { ImageDescription: page, Artist: script } })
      .toBuffer()
    for (const sent of [Buffer.concat([picture, Buffer.from(page + script)]), inExif]) {
      expect(sent.includes('document.cookie')).toBe(true)
      for (const { bytes } of (await encodePicture(sent)).files) {
        expect(bytes.includes('document.cookie')).toBe(false)
        expect(bytes.subarray(0, 4).toString()).toBe('RIFF')
      }
    }
  })
})
