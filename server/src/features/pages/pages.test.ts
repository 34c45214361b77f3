import { changeEvent, createEvent, type Event, type NewEvent, placeOrder, signIn } from '@fairground/contract'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor
let buyer: Visitor

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Olga Organizer')
  buyer = await service.signUp('Bela Buyer')
})

afterAll(async () => {
  await service.stop()
})

const DAY_MS = 24 * 60 * 60 * 1000

async function newEvent(change: Partial<NewEvent> = {}): Promise<Event> {
  const outcome = await organizer.client(createEvent, {
    body: {
      title: 'Harbour Sound',
      startsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      timeZone: 'Europe/Lisbon',
      venue: { name: 'Pier 7', address: 'Quay Road 1' },
      description: 'Three bands on **the pier**.',
      paymentMethods: ['door'],
      areas: [{ name: 'Pier', kind: 'general', capacity: 50, ticketTypes: [{ name: 'Adult', priceMinor: 2_800 }] }],
      ...change,
    },
  })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${service.url}${path}`, { headers: { accept: 'text/html', ...headers } })
  return { response, html: await response.text() }
}

async function buy(event: Event, quantity: number): Promise<void> {
  const ticketTypeId = event.areas[0]?.ticketTypes[0]?.id ?? ''
  const body = { lines: [{ ticketTypeId, quantity }], payment: { method: 'door' as const } }
  const outcome = await buyer.client(placeOrder, { params: { eventId: event.id }, body })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
}

describe("an event's page", () => {
  it('is complete before any script runs: title, venue, description, types, prices, what is left', async () => {
    const event = await newEvent()
    const { response, html } = await get(`/events/${event.slug}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const body = html.slice(html.indexOf('<div id="app">'), html.indexOf('<script type="application/json"'))
    for (const text of ['Harbour Sound', 'Pier 7', 'Quay Road 1', 'Olga Organizer', 'Adult', '€28.00', '50 left']) {
      expect(body).toContain(text)
    }
    expect(body).toContain('<strong>the pier</strong>')
  })

  it('is found by id as well as by slug, under one canonical address', async () => {
    const event = await newEvent()
    const { html } = await get(`/events/${event.id}`)
    expect(html).toContain(`/events/${encodeURIComponent(event.slug)}">`)
    expect(html.match(/rel="canonical"/g)).toHaveLength(1)
  })

  it('is the same for everybody: nothing of who is signed in is in it', async () => {
    const event = await newEvent()
    const anonymous = await get(`/events/${event.slug}`)
    const signedIn = await get(`/events/${event.slug}`, { cookie: `session=${buyer.token}` })
    expect(signedIn.html).toBe(anonymous.html)
    expect(signedIn.html).not.toContain(buyer.email)
    expect(signedIn.response.headers.get('set-cookie')).toBeNull()
  })

  it('shows a change of the event at once, and what was bought within a second', async () => {
    const event = await newEvent()
    await get(`/events/${event.slug}`)
    const changed = await organizer.client(changeEvent, {
      params: { eventId: event.id },
      body: { title: 'Moved inside' },
    })
    expect(changed.ok).toBe(true)
    expect((await get(`/events/${event.slug}`)).html).toContain('Moved inside')
    await buy(event, 3)
    await vi.waitFor(async () => expect((await get(`/events/${event.slug}`)).html).toContain('47 left'), {
      timeout: 3_000,
    })
  })

  it('costs nothing to ask for again while it is the same', async () => {
    const event = await newEvent()
    const first = await get(`/events/${event.slug}`)
    const etag = first.response.headers.get('etag') ?? ''
    const again = await get(`/events/${event.slug}`, { 'if-none-match': etag })
    expect(again.response.status).toBe(304)
    expect(again.html).toBe('')
  })

  it('cannot be broken out of: what a person wrote stays text', async () => {
    const attack = '</script><script>alert(1)</script><img src=x onerror=alert(2)>'
    const event = await newEvent({
      title: `Evil ${attack}`,
      description: `${attack}\n\n[click](javascript:alert(3)) ![pic](https://elsewhere.example/x.png)`,
      venue: { name: attack },
    })
    const { html } = await get(`/events/${event.slug}`)
    expect(html).not.toContain('<script>alert')
    expect(html).not.toMatch(/<img[^>]+onerror/)
    expect(html).not.toMatch(/href="javascript:/)
    expect(html).not.toMatch(/src="https?:\/\/elsewhere/)
  })

  it('of a draft is not there for others, and says nothing of it', async () => {
    const event = await newEvent({ title: 'Secret plans', status: 'draft' })
    const { response, html } = await get(`/events/${event.slug}`)
    expect(response.status).toBe(404)
    expect(html).not.toContain('Secret plans')
  })
})

describe('the list of events', () => {
  it('has the events in the served page, and what is searched for', async () => {
    await newEvent({ title: 'Findable Fair' })
    await newEvent({ title: 'Other Evening' })
    const { html } = await get('/?query=findable')
    expect(html).toContain('Findable Fair')
    expect(html).not.toContain('Other Evening')
  })

  it('takes a query that makes no sense without failing', async () => {
    const queries = ['?from=yesterday', '?price=cheap', '?cursor=nonsense', '?query=%00', '?query=a&query=b', '?x=1']
    const statuses = await Promise.all(queries.map(async (query) => (await get(`/${query}`)).response.status))
    expect(statuses).toEqual(queries.map(() => 200))
  })
})

describe('what strangers ask for', () => {
  it('is answered however many different lists they want; beyond some the browser fills them by itself', async () => {
    await newEvent({ title: 'Wanted by many' })
    const pages = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        get(
          `/?query=wanted&place=&to=2099-01-${String((index % 28) + 1).padStart(2, '0')}&from=2020-02-${String((index % 27) + 1).padStart(2, '0')}`,
        ),
      ),
    )
    expect(pages.every(({ response }) => response.status === 200)).toBe(true)
    const filled = pages.filter(({ html }) => html.includes('Wanted by many'))
    expect(filled.length).toBeGreaterThan(0)
    expect(filled.length).toBeLessThan(pages.length)
  })

  it('is no event where it is no text', async () => {
    for (const path of ['/events/%00', `/events/${'x'.repeat(300)}`, '/events/%F0%9F%8E%AA']) {
      expect((await get(path)).response.status).toBe(404)
    }
  })
})

describe('the language of a page', () => {
  const lang = (html: string) => /<html lang="(\w+)" dir="(\w+)"/.exec(html)?.slice(1)

  it('is what the address says, else what was chosen, else what the browser asks for, else English', async () => {
    const asksTurkish = { 'accept-language': 'tr-TR,tr;q=0.9,en;q=0.5' }
    expect(lang((await get('/?lang=fa', { ...asksTurkish, cookie: 'language=zh' })).html)).toEqual(['fa', 'rtl'])
    expect(lang((await get('/', { ...asksTurkish, cookie: 'language=zh' })).html)).toEqual(['zh', 'ltr'])
    expect(lang((await get('/', asksTurkish)).html)).toEqual(['tr', 'ltr'])
    expect(lang((await get('/', { 'accept-language': 'fa-IR' })).html)).toEqual(['fa', 'rtl'])
    expect(lang((await get('/', { 'accept-language': 'eo' })).html)).toEqual(['en', 'ltr'])
    expect(lang((await get('/?lang=xx', { cookie: 'language=%22' })).html)).toEqual(['en', 'ltr'])
  })

  it('is told to caches', async () => {
    const { response } = await get('/')
    expect(response.headers.get('vary')).toMatch(/accept-language.*cookie/)
  })

  it('changes digits and calendar with the words', async () => {
    const event = await newEvent({ startsAt: '2027-03-21T18:00:00Z' })
    const { html } = await get(`/events/${event.slug}`, { 'accept-language': 'fa' })
    expect(html).toContain('فروردین')
    expect(html).toContain('۲۱ مارس')
    expect(html).toContain('۵۰')
  })
})

describe('a page', () => {
  it('may run only our own files: no script in it, none from elsewhere', async () => {
    const event = await newEvent()
    for (const path of ['/', `/events/${event.slug}`, '/orders', '/nothing-here']) {
      const { response, html } = await get(path)
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toContain('unsafe')
      expect(html).not.toMatch(/ style=/)
      expect(html).not.toMatch(/<[^>]+ on\w+=/)
      for (const [tag] of html.matchAll(/<script[^>]*>/g)) {
        expect(tag).toMatch(/src="\/assets\/[\w-]+\.js"|type="application\/(ld\+)?json"/)
      }
      for (const [, address] of html.matchAll(
        /<(?:link rel="(?:stylesheet|modulepreload|preload)"[^>]*href|img[^>]* src)="([^"]+)"/g,
      )) {
        expect(address).toMatch(/^\/(assets|pictures)\//)
      }
    }
  })

  it('is packed as the browser takes it', async () => {
    for (const [encoding, unpack] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      // `inject` hands over the bytes as they are sent.
      const answer = await service.app.inject({
        url: '/',
        headers: { accept: 'text/html', 'accept-encoding': encoding },
      })
      expect(answer.headers['content-encoding']).toBe(encoding)
      expect(unpack(answer.rawPayload).toString()).toContain('<!doctype html>')
    }
    const plain = await service.app.inject({
      url: '/',
      headers: { accept: 'text/html', 'accept-encoding': 'identity' },
    })
    expect(plain.headers['content-encoding']).toBeUndefined()
  })

  it('has files that are kept for ever under a name of their content, packed beforehand', async () => {
    const { html } = await get('/')
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? []
    const answer = await service.app.inject({ url: script, headers: { 'accept-encoding': 'br' } })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toMatch(/javascript/)
    expect(answer.headers['content-encoding']).toBe('br')
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const worker = await service.app.inject({ url: '/worker.js' })
    expect(worker.headers['cache-control']).toBe('no-cache')
  })

  it('that does not exist is told to people in a page, and to programs as a problem', async () => {
    const { response, html } = await get('/no-such-page')
    expect(response.status).toBe(404)
    expect(html).toContain('<!doctype html>')
    const program = await fetch(`${service.url}/no-such-page`, { headers: { accept: 'application/json' } })
    expect(program.status).toBe(404)
    expect(program.headers.get('content-type')).toContain('application/problem+json')
    expect((await fetch(`${service.url}/api/nothing`, { headers: { accept: 'text/html' } })).status).toBe(404)
  })

  it('does not give out files that are not meant for it', async () => {
    const paths = ['/.vite/manifest.json', '/../server/entry-server.js', '/%2e%2e/server/entry-server.js', '/assets/']
    const statuses = await Promise.all(paths.map(async (path) => (await fetch(`${service.url}${path}`)).status))
    expect(statuses).toEqual(paths.map(() => 404))
  })

  it('of somebody’s own is an empty frame in the served form, and not for search engines', async () => {
    const { html } = await get('/orders', { cookie: `session=${buyer.token}` })
    expect(html).not.toContain(buyer.email)
    expect(html).toContain('<meta name="robots" content="noindex">')
  })
})

describe('signing in over a page', () => {
  it('takes a cookie, and refuses writes that come from a page of another site', async () => {
    const outcome = await service.client()(signIn, { body: { email: buyer.email, password: buyer.password } })
    expect(outcome.ok).toBe(true)
    const foreign = await fetch(`${service.url}/api/sessions/current`, {
      method: 'DELETE',
      headers: { cookie: `session=${buyer.token}`, origin: 'https://elsewhere.example' },
    })
    expect(foreign.status).toBe(403)
  })
})
