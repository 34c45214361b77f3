import type { Language } from '@fairground/contract'
import { describe, expect, it } from 'vitest'

import { loadBuyer } from './i18n/catalogs.ts'
import { openTexts } from './i18n/text.ts'
import { firstSentences, metadataOf, plainText, zonedInstant } from './metadata.ts'
import { area, event, ticketType } from './pages/events/testing.ts'

const origin = 'https://tickets.example'
const textsOf = async (language: Language) => openTexts(language, await loadBuyer(language))

const concert = event(
  [
    area(10, [
      ticketType(1, { name: 'Adult', priceMinor: 2_850 }),
      ticketType(2, { name: 'Student', priceMinor: 0, left: 0, salesStartAt: '2026-04-01T08:00:00.000Z' }),
    ]),
  ],
  {
    slug: 'شب-فانوس',
    description: '# Hello\n\nA **brass** band. See [us](https://band.example).',
    salesStartAt: '2026-03-01T08:00:00.000Z',
    picture: {
      alt: 'Lanterns',
      focusX: 50,
      focusY: 50,
      sizes: [
        { url: '/pictures/a/b-480.webp', width: 480, height: 270 },
        { url: '/pictures/a/b-1600.webp', width: 1_600, height: 900 },
      ],
    },
  },
)

describe("an event's page", () => {
  it('says its title, when, where and its first sentences', async () => {
    const { title, description, canonical, image } = metadataOf('', { origin, event: concert }, await textsOf('en'))
    expect(title).toBe('Lantern Night · Fairground')
    expect(description).toBe('5 May 2026, 20:00 · The Old Fairground. Hello A brass band. See us.')
    expect(canonical).toBe(`${origin}/events/${encodeURIComponent('شب-فانوس')}`)
    expect(image).toBe(`${origin}/pictures/a/b-1600.webp`)
  })

  it('tells search engines everything, with times as they are on the clocks there', async () => {
    const { schema } = metadataOf('', { origin, event: concert }, await textsOf('fa'))
    const url = `${origin}/events/${encodeURIComponent('شب-فانوس')}`
    expect(schema).toEqual({
      '@context': 'https://schema.org',
      '@type': 'Event',
      name: 'Lantern Night',
      url,
      startDate: '2026-05-05T20:00:00+02:00',
      endDate: '2026-05-05T23:00:00+02:00',
      eventStatus: 'https://schema.org/EventScheduled',
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      location: { '@type': 'Place', name: 'The Old Fairground', address: 'Meadow Lane 1' },
      image: [`${origin}/pictures/a/b-1600.webp`],
      description: 'Hello\nA brass band. See us.',
      organizer: { '@type': 'Organization', name: 'Lantern Society' },
      offers: [
        {
          '@type': 'Offer',
          name: 'Adult',
          price: '28.50',
          priceCurrency: 'EUR',
          availability: 'https://schema.org/InStock',
          validFrom: '2026-03-01T09:00:00+01:00',
          url,
        },
        {
          '@type': 'Offer',
          name: 'Student',
          price: '0.00',
          priceCurrency: 'EUR',
          availability: 'https://schema.org/SoldOut',
          validFrom: '2026-04-01T10:00:00+02:00',
          url,
        },
      ],
    })
  })

  it('writes prices with the decimals of their currency', async () => {
    const inYen = event([area(10, [ticketType(1, { priceMinor: 2_500 })])], { currency: 'JPY' })
    const { schema } = metadataOf('', { origin, event: inYen }, await textsOf('en'))
    expect(schema).toMatchObject({ offers: [{ price: '2500', priceCurrency: 'JPY' }] })
    const inRials = event([area(10, [ticketType(1, { priceMinor: 50_000_000 })])], { currency: 'IRR' })
    const { schema: ofRials } = metadataOf('', { origin, event: inRials }, await textsOf('en'))
    expect(ofRials).toMatchObject({ offers: [{ price: '500000.00', priceCurrency: 'IRR' }] })
  })

  it('says that it is cancelled', async () => {
    const cancelled = event([area(10, [ticketType(1)])], { status: 'cancelled', venue: null, endsAt: null })
    const { schema } = metadataOf('', { origin, event: cancelled }, await textsOf('en'))
    expect(schema).toMatchObject({
      eventStatus: 'https://schema.org/EventCancelled',
      offers: [{ availability: 'https://schema.org/SoldOut' }],
    })
    expect(schema).not.toHaveProperty('location')
    expect(schema).not.toHaveProperty('endDate')
  })
})

describe('the list', () => {
  it('has one address, whatever is searched for, and tells its events in their order', async () => {
    const summary = { ...concert, fromPriceMinor: 0 }
    const data = { origin, events: { items: [summary], nextCursor: null }, query: { query: 'jazz' } }
    const { title, canonical, schema } = metadataOf('/', data, await textsOf('en'))
    expect(title).toBe('What’s on · Fairground')
    expect(canonical).toBe(`${origin}/`)
    expect(schema).toMatchObject({
      '@type': 'ItemList',
      itemListElement: [
        { position: 1, name: 'Lantern Night', url: `${origin}/events/${encodeURIComponent('شب-فانوس')}` },
      ],
    })
  })
})

describe('Markdown as plain text', () => {
  it.each([
    ['*One* `two` [three](https://x.example "t")', 'One two three'],
    ['# Title\n\nText\nthat goes on', 'Title\nText\nthat goes on'],
    ['- a\n- b\n\n1. c', 'a\nb\nc'],
    ['![A stage](https://x.example/a.png)', 'A stage'],
    ['> quoted\n\n---\n\nafter', 'quoted\nafter'],
    ['| a | b |\n|---|---|\n| c | d |', 'a b\nc d'],
    ['[a]: https://x.example', ''],
    ['', ''],
  ])('%j is %j', (markdown, text) => {
    expect(plainText(markdown)).toBe(text)
  })
})

describe('the first sentences', () => {
  it('are all of a short text', () => {
    expect(firstSentences('One. Two\n\nthree')).toBe('One. Two three')
  })

  it('end where a sentence ends', () => {
    expect(firstSentences(`One 1.5 long. ${'word '.repeat(60)}`)).toBe('One 1.5 long.')
    expect(firstSentences(`你好。${'字'.repeat(300)}`)).toBe('你好。')
  })

  it('end between two words where the first sentence is too long', () => {
    const words = firstSentences('word '.repeat(60))
    expect(words).toMatch(/^(word )+…$/)
    expect(words.length).toBeLessThanOrEqual(202)
  })
})

it.each([
  ['Asia/Kolkata', '2026-05-05T18:00:00Z', '2026-05-05T23:30:00+05:30'],
  ['UTC', '2026-05-05T00:00:00Z', '2026-05-05T00:00:00+00:00'],
  ['America/St_Johns', '2026-01-01T00:00:00Z', '2025-12-31T20:30:00-03:30'],
])('an instant in %s has its offset', (zone, at, written) => {
  expect(zonedInstant(at, zone)).toBe(written)
  expect(Date.parse(written)).toBe(Date.parse(at))
})
