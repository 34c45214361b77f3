import { changeEvent, createEvent, type Event, type NewEvent } from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { plainText } from './calendar.ts'

let service: TestService
let organizer: Visitor
let stranger: Visitor

beforeAll(async () => {
  service = await startTestService({ env: { PUBLIC_URL: 'https://tickets.example/shop' } })
  organizer = await service.signUp('Club "Cosmos"; Berlin')
  stranger = await service.signUp('Stranger')
})
afterAll(() => service.stop())

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

async function create(fields: Partial<NewEvent> = {}): Promise<Event> {
  const ticketTypes = [{ name: 'Adult', priceMinor: 0 }]
  const areas = [{ name: 'Hall', kind: 'general' as const, capacity: 10, ticketTypes }]
  const body = { title: 'Concert', startsAt: '2101-06-01T20:00:00+02:00', areas, ...fields }
  return dataOf(await organizer.client(createEvent, { body }))
}

function read(event: Pick<Event, 'slug'>, who?: Visitor, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.url}/api/events/${encodeURIComponent(event.slug)}/calendar.ics`, {
    headers: { ...headers, ...(who && { authorization: `Bearer ${who.token}` }) },
  })
}

/** The lines as they were before they were folded. */
async function linesOf(response: Response): Promise<string[]> {
  const text = await response.text()
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  return text.replaceAll('\r\n ', '').split('\r\n')
}

describe('an event for a calendar', () => {
  test('has its times in UTC, its place, its text and its page, and a number that grows with each change', async () => {
    const event = await create({
      title: 'Sommer, Sonne; Kaktus',
      endsAt: '2101-06-01T23:30:00+02:00',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Pier 7', address: 'Am Kai 7\n10115 Berlin' },
      description: '# Welcome\n\n**Three** bands, [more](https://x.example/a).\n\n* one\n* two',
    })
    const response = await read(event)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="sommer-sonne-kaktus.ics"')
    const lines = await linesOf(response)
    const page = 'https://tickets.example/shop/events/sommer-sonne-kaktus'
    const text = String.raw`Welcome\n\nThree bands\, more (https://x.example/a).\n\n- one\n- two`
    expect(lines).toEqual(
      expect.arrayContaining([
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        `UID:${event.id}@tickets.example`,
        'SEQUENCE:1',
        'DTSTART:21010601T180000Z',
        'DTEND:21010601T213000Z',
        String.raw`SUMMARY:Sommer\, Sonne\; Kaktus`,
        String.raw`LOCATION:Pier 7\nAm Kai 7\n10115 Berlin`,
        String.raw`DESCRIPTION:${text}\n\nClub "Cosmos"\; Berlin\n\n${page}`,
        `URL;VALUE=URI:${page}`,
        'STATUS:CONFIRMED',
        'END:VCALENDAR',
      ]),
    )
    const changed = await organizer.client(changeEvent, {
      params: { eventId: event.id },
      body: { status: 'cancelled' },
    })
    expect(dataOf(changed).version).toBe(2)
    const cancelled = await linesOf(await read(event))
    expect(cancelled).toEqual(
      expect.arrayContaining(['SEQUENCE:2', 'STATUS:CANCELLED', `UID:${event.id}@tickets.example`]),
    )
  })

  test('without an end or a venue has none', async () => {
    const lines = await linesOf(await read(await create()))
    expect(lines.filter((line) => /^(DTEND|LOCATION|DURATION)/.test(line))).toEqual([])
    expect(lines).toContain('DTSTART:21010601T180000Z')
  })

  test('of another script is a file of that name', async () => {
    const response = await read(await create({ title: 'شب موسیقی' }))
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="event.ics"; filename*=UTF-8''${encodeURIComponent('شب-موسیقی')}.ics`,
    )
    expect(await linesOf(response)).toContain('SUMMARY:شب موسیقی')
  })

  test('has no line that somebody wrote into a title, a venue or a description', async () => {
    const line = '\r\nATTENDEE:mailto:victim@fairground.test\r\nX:'
    const event = await create({ title: `Concert${line}`, venue: { name: `Pier${line}` }, description: line })
    const lines = await linesOf(await read(event))
    expect(lines.filter((each) => /^(ATTENDEE|X:)/.test(each))).toEqual([])
  })

  test('need not be sent again while nothing has changed', async () => {
    const event = await create()
    const first = await read(event)
    const again = await read(event, undefined, { 'if-none-match': first.headers.get('etag') ?? '' })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test('that is a draft is only for those who may see it', async () => {
    const draft = await create({ status: 'draft' })
    expect((await read(draft)).status).toBe(404)
    expect((await read(draft, stranger)).status).toBe(404)
    const own = await read(draft, organizer)
    expect(own.headers.get('cache-control')).toBe('private, no-cache')
    expect(await linesOf(own)).toContain('STATUS:TENTATIVE')
  })
})

describe('Markdown as plain text', () => {
  test.each([
    ['## Doors *open* at **19:30**', 'Doors open at 19:30'],
    ['* one\n+ two\n- three\n1. four', '- one\n- two\n- three\n1. four'],
    ['> said _somebody_', 'said somebody'],
    [
      '[the page](https://x.example "its title") and ![a lantern](https://x.example/l.png)',
      'the page (https://x.example) and a lantern (https://x.example/l.png)',
    ],
    ['[https://x.example](https://x.example)', 'https://x.example'],
    ['2 * 3 * 4 = 24, snake_case_name, 5 > 4', '2 * 3 * 4 = 24, snake_case_name, 5 > 4'],
    [String.raw`\*not a star\* and \_not a line\_`, '*not a star* and _not a line_'],
    ['a `code` word\r\n\r\n\r\n\r\nend', 'a code word\n\nend'],
    ['شب **موسیقی** سنتی', 'شب موسیقی سنتی'],
    ['[a](https://x.example  ) and [b]( spaced ) and [c](no\nend)', 'a (https://x.example) and b () and [c](no\nend)'],
    [`**${'a'.repeat(300)}** and __b c__`, `${'a'.repeat(300)} and b c`],
    [`**${'a'.repeat(400)}** stays`, `*${'a'.repeat(400)}* stays`],
  ])('%j is %j', (markdown, text) => {
    expect(plainText(markdown)).toBe(text)
  })

  test.each(['**a ', '__a ', '[a](', '[](', '![', '`', '[](a '])(
    '10,000 characters of %j are left as they are',
    (part) => {
      const text = part.repeat(10_000 / part.length)
      expect(plainText(text)).toBe(text.trim())
    },
  )

  test('a link that never ends is none', () => {
    for (const part of ['a', ' ']) {
      const text = `[](a${part.repeat(9_990)}.`
      expect(plainText(text)).toBe(text)
    }
  })
})
