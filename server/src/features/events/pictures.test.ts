import {
  changeEvent,
  changePicture,
  createEvent,
  type Event,
  listActivity,
  listEvents,
  type NewEvent,
  putPicture,
  readEvent,
  removePicture,
} from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openWire } from '../../lifecycle/wire.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor
let stranger: Visitor
let red: Buffer
let teal: Buffer
let amber: Buffer

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  stranger = await service.signUp('Stranger')
  ;[red, teal, amber] = (await Promise.all(['#e4572e', '#137c8b', '#f2a541'].map(poster))) as [Buffer, Buffer, Buffer]
})

afterAll(async () => {
  await service.invariants()
  await service.stop()
})

async function poster(background: string): Promise<Buffer> {
  return sharp({ create: { width: 1_200, height: 675, channels: 3, background } })
    .jpeg()
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
    .toBuffer()
}

function newEvent(fields: Partial<NewEvent> = {}): NewEvent {
  const ticketTypes = [{ name: 'Adult', priceMinor: 0 }]
  const areas = [{ name: 'Hall', kind: 'general' as const, capacity: 10, ticketTypes }]
  return { title: 'Exhibition', startsAt: '2101-06-01T20:00:00+02:00', areas, ...fields }
}

async function create(fields: Partial<NewEvent> = {}): Promise<Event> {
  return dataOf(await organizer.client(createEvent, { body: newEvent(fields) }))
}

async function put(event: Event, bytes: Buffer, ifMatch?: string, as = organizer): Promise<Outcome<Event>> {
  const upload = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' })
  return as.client(putPicture, { params: { eventId: event.id }, upload, ifMatch })
}

async function putDone(event: Event, bytes: Buffer) {
  const { picture } = dataOf(await put(event, bytes))
  if (!picture) throw new Error('the event has no picture')
  return picture
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function problemOf(outcome: Outcome<unknown>): ClientProblem {
  if (!outcome.ok) return outcome.problem
  throw new Error(`accepted: ${JSON.stringify(outcome.data)}`)
}

async function show(event: Event): Promise<Event> {
  return dataOf(await stranger.client(readEvent, { params: { eventId: event.id } }))
}

/** The status of each file of a picture. */
async function served({ sizes }: NonNullable<Event['picture']>): Promise<number[]> {
  return Promise.all(sizes.map(async ({ url }) => (await fetch(`${service.url}${url}`)).status))
}

async function filesOf(event: Event): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) FROM picture_files WHERE event_id = ${event.id}`.execute(service.database.queries)
  return rows[0]?.count ?? Number.NaN
}

describe('a picture of an event', () => {
  test('is shown in the event and in lists, narrowest first, with its focus in the middle and no words yet', async () => {
    const event = await create({ title: 'Vernissage' })
    expect(event.picture).toBeNull()
    const changed = dataOf(await put(event, red))
    expect(changed.version).toBe(event.version + 1)
    const url = (width: number) =>
      expect.stringMatching(new RegExp(`^/pictures/${event.id}/[0-9a-f]{32}-${width}.webp$`))
    const picture = {
      ...{ alt: '', focusX: 50, focusY: 50 },
      sizes: [
        { url: url(480), width: 480, height: 270 },
        { url: url(960), width: 960, height: 540 },
        { url: url(1_200), width: 1_200, height: 675 },
      ],
    }
    expect(changed.picture).toEqual(picture)
    expect((await show(event)).picture).toEqual(picture)
    const listed = dataOf(await stranger.client(listEvents, { query: { query: 'Vernissage' } }))
    expect(listed.items.map((one) => one.picture)).toEqual([picture])
  })

  test('is served to everybody as a picture and nothing else, to be kept for ever', async () => {
    const { sizes } = await putDone(await create(), red)
    for (const { url, width, height } of sizes) {
      const response = await fetch(`${service.url}${url}`)
      expect(response.status).toBe(200)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      const metadata = await sharp(bytes).metadata()
      expect(metadata).toMatchObject({ format: 'webp', width, height })
      expect(metadata.exif).toBeUndefined()
      const head = await fetch(`${service.url}${url}`, { method: 'HEAD' })
      expect(head.headers.get('content-length')).toBe(String(bytes.length))
    }
  })

  test('is not found under any other address', async () => {
    const event = await create()
    const other = await create()
    const { sizes } = await putDone(event, red)
    const path = sizes[0]?.url ?? ''
    for (const wrong of [
      path.replace('-480', '-481'),
      path.replace('-480', '-0480'),
      path.replace('.webp', '.png'),
      path.replace(event.id, other.id),
      path.replace(event.id, 'exhibition'),
      path.replace(/[0-9a-f]{32}/, 'f'.repeat(32)),
      path.replace(/[0-9a-f]{32}/, `..%2f${'f'.repeat(28)}`),
      `/pictures/${event.id}`,
    ]) {
      const response = await fetch(`${service.url}${wrong}`)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('is not asked of the database again while it is in memory', async () => {
    const event = await create()
    const picture = await putDone(event, red)
    expect(await served(picture)).toEqual([200, 200, 200])
    await sql`DELETE FROM picture_files WHERE event_id = ${event.id}`.execute(service.database.queries)
    expect(await served(picture)).toEqual([200, 200, 200])
  })

  test('gives way to a new one, which begins without words; the files of the one before stay, older ones go', async () => {
    const event = await create()
    const first = await putDone(event, red)
    dataOf(
      await organizer.client(changePicture, {
        params: { eventId: event.id },
        body: { alt: 'A red wall', focusX: 10, focusY: 90 },
      }),
    )
    const second = await putDone(event, teal)
    expect(second).toMatchObject({ alt: '', focusX: 50, focusY: 50 })
    expect(await filesOf(event)).toBe(6)
    const third = await putDone(event, amber)
    expect(await filesOf(event)).toBe(6)

    // A node that has none of them in memory.
    const other = await service.second()
    const status = async ({ sizes }: typeof first) => (await fetch(`${other.url}${sizes[0]?.url}`)).status
    expect([await status(first), await status(second), await status(third)]).toEqual([404, 200, 200])
    await other.stop()
  })

  test('that is sent a second time is the same, and loses nothing', async () => {
    const event = await create()
    const first = await putDone(event, red)
    expect(await putDone(event, red)).toEqual(first)
    expect(await filesOf(event)).toBe(3)
    expect(await served(first)).toEqual([200, 200, 200])
  })

  test('gets words and a focus, each by itself', async () => {
    const event = await create()
    await putDone(event, red)
    const params = { eventId: event.id }
    const worded = dataOf(await organizer.client(changePicture, { params, body: { alt: 'A red wall' } }))
    expect(worded.picture).toMatchObject({ alt: 'A red wall', focusX: 50, focusY: 50 })
    const focused = dataOf(await organizer.client(changePicture, { params, body: { focusX: 0, focusY: 100 } }))
    expect(focused.picture).toMatchObject({ alt: 'A red wall', focusX: 0, focusY: 100 })
    expect(focused.picture?.sizes).toEqual(worded.picture?.sizes)
  })

  test('that is not there has no words, and cannot be taken away', async () => {
    const params = { eventId: (await create()).id }
    expect(problemOf(await organizer.client(changePicture, { params, body: { alt: 'Nothing' } })).code).toBe(
      'not-found',
    )
    expect(problemOf(await organizer.client(removePicture, { params })).code).toBe('not-found')
  })

  test('is taken away with all of its files, also those of the one before', async () => {
    const event = await create()
    await putDone(event, red)
    await putDone(event, teal)
    expect(dataOf(await organizer.client(removePicture, { params: { eventId: event.id } })).picture).toBeNull()
    expect(await filesOf(event)).toBe(0)
    expect((await show(event)).picture).toBeNull()
  })

  test('is seen at another node within a second', async () => {
    const event = await create()
    const other = await service.second()
    const read = () => other.client()(readEvent, { params: { eventId: event.id } })
    expect(dataOf(await read()).picture).toBeNull()
    const { sizes } = await putDone(event, red)
    await expect.poll(async () => dataOf(await read()).picture?.sizes, { timeout: 5_000 }).toEqual(sizes)
    expect((await fetch(`${other.url}${sizes[0]?.url}`)).status).toBe(200)
    await other.stop()
  })

  test('is for owners and managers to change, based on what they have seen, as long as the event may change', async () => {
    const event = await create()
    const params = { eventId: event.id }
    expect(problemOf(await put(event, red, undefined, stranger)).code).toBe('not-allowed')
    expect(problemOf(await put(event, red, '"7"')).code).toBe('stale-version')
    const picture = await putDone(event, red)
    expect(problemOf(await stranger.client(changePicture, { params, body: { alt: 'Mine' } })).code).toBe('not-allowed')
    expect(problemOf(await stranger.client(removePicture, { params })).code).toBe('not-allowed')
    expect(problemOf(await organizer.client(removePicture, { params, ifMatch: '"1"' })).code).toBe('stale-version')
    dataOf(await organizer.client(changeEvent, { params, body: { status: 'cancelled' } }))
    expect(problemOf(await put(event, teal)).code).toBe('event-over')
    expect(problemOf(await organizer.client(removePicture, { params })).code).toBe('event-over')
    expect((await show(event)).picture).toEqual(picture)
  })

  test('is on record: who put, described and took it away', async () => {
    const event = await create()
    const params = { eventId: event.id }
    await putDone(event, red)
    dataOf(await organizer.client(changePicture, { params, body: { alt: 'A red wall' } }))
    dataOf(await organizer.client(removePicture, { params }))
    const { items } = dataOf(await organizer.client(listActivity, { query: { eventId: event.id } }))
    expect(items.map(({ operation, accountId }) => [operation, accountId])).toEqual(
      ['remove-picture', 'change-picture', 'put-picture', 'create-event'].map((each) => [each, organizer.account.id]),
    )
  })
})

describe('an upload', () => {
  const upload = (event: Event, body: Buffer | string, type: string) =>
    fetch(`${service.url}/api/events/${event.id}/picture`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${organizer.token}`, 'content-type': type },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    })
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

  test('may be a picture of any of the four kinds, under any of their names: its bytes tell', async () => {
    const event = await create()
    const teller = sharp(red)
    for (const [bytes, type] of [
      [await teller.clone().png().toBuffer(), 'image/png'],
      [await teller.clone().webp().toBuffer(), 'image/webp'],
      [await teller.clone().avif({ effort: 0 }).toBuffer(), 'image/avif'],
      [await teller.clone().png().toBuffer(), 'IMAGE/JPEG; name=x'],
    ] as const) {
      expect((await upload(event, bytes, type)).status).toBe(200)
    }
  })

  test.each([
    ['HTML that calls itself a picture', '<!doctype html><script>alert(1)</script>', 'image/png', 'not-a-picture'],
    ['SVG that calls itself a picture', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/webp', 'not-a-picture'],
    ['nothing', '', 'image/png', 'not-a-picture'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml', 'wrong-content-type'],
    ['JSON', '{}', 'application/json', 'wrong-content-type'],
    ['JSON that nobody has read', '{', 'application/json', 'wrong-content-type'],
    ['a form', 'picture=1', 'application/x-www-form-urlencoded', 'wrong-content-type'],
  ])('of %s is refused, and nothing has changed', async (_, body, type, code) => {
    const event = await create()
    expect(await codeOf(await upload(event, body, type))).toBe(code)
    expect(await show(event)).toEqual(event)
  })

  test('of more than 12 MB is refused', async () => {
    const event = await create()
    const response = await upload(event, Buffer.alloc(12 * 1024 * 1024 + 1), 'image/png')
    expect([response.status, await codeOf(response)]).toEqual([413, 'too-large'])
  })

  test('is no body for any other route', async () => {
    const event = await create()
    const response = await fetch(`${service.url}/api/events/${event.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${organizer.token}`, 'content-type': 'image/jpeg' },
      body: new Uint8Array(red),
    })
    expect(await codeOf(response)).toBe('wrong-content-type')
  })

  test('waits while another one of the same account is on its way', async () => {
    const event = await create()
    const slow = Promise.withResolvers<void>()
    // Sends the head and a part of the body, and the rest when it is told to.
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new Uint8Array(red.subarray(0, 100)))
        await slow.promise
        controller.enqueue(new Uint8Array(red.subarray(100)))
        controller.close()
      },
    })
    const first = fetch(`${service.url}/api/events/${event.id}/picture`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${organizer.token}`, 'content-type': 'image/jpeg' },
      body,
      // Node's fetch wants it with a body that comes in parts; the types of fetch do not know it.
      ...{ duplex: 'half' },
    })
    await expect
      .poll(async () => (await put(event, Buffer.from('no picture'))).ok || problemOf(await put(event, red)).code, {
        timeout: 5_000,
      })
      .toBe('busy')
    slow.resolve()
    expect((await first).status).toBe(200)
    expect((await put(event, teal)).ok).toBe(true)
  })

  test('that is broken off in its middle leaves room for the next', async () => {
    const event = await create()
    const leaving = new AbortController()
    const never = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(red.subarray(0, 100))),
    })
    const broken = fetch(`${service.url}/api/events/${event.id}/picture`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${organizer.token}`, 'content-type': 'image/jpeg' },
      body: never,
      signal: leaving.signal,
      ...{ duplex: 'half' },
    }).catch(() => 'broken off')
    leaving.abort()
    expect(await broken).toBe('broken off')
    await expect.poll(async () => (await put(event, teal)).ok, { timeout: 5_000 }).toBe(true)
  })

  test('of who may not change the event is refused before the file is read', async () => {
    const event = await create()
    const draft = await create({ status: 'draft' })
    for (const [eventId, status] of [
      [event.id, 403],
      [draft.id, 404],
      ['no-such-event', 404],
      ['%00', 404],
    ] as const) {
      const wire = await openWire(service.url)
      const head = `PUT /api/events/${eventId}/picture HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\n`
      wire.send(`${head}authorization: Bearer ${stranger.token}\r\ncontent-length: 1000\r\n\r\n`)
      await wire.receives(`HTTP/1.1 ${status} `)
      wire.socket.destroy()
    }
  })

  test('of twenty accounts at once: each is answered, and none is half done', async () => {
    const visitors = await Promise.all(Array.from({ length: 20 }, () => service.signUp()))
    const events = await Promise.all(
      visitors.map(async ({ client }) => dataOf(await client(createEvent, { body: newEvent() }))),
    )
    const outcomes = await Promise.all(events.map((event, index) => put(event, red, undefined, visitors[index])))
    for (const [index, outcome] of outcomes.entries()) {
      const event = events[index]
      if (!event) throw new Error('each has an event')
      expect(outcome.ok ? 'ok' : outcome.problem.code).toMatch(/^(ok|busy)$/)
      expect(await filesOf(event)).toBe(outcome.ok ? 3 : 0)
    }
    expect(outcomes.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(8)
  })
})
