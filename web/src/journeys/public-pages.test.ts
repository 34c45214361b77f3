import { changeEvent, placeOrder } from '@fairground/contract'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { demoEvent, done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.close()
})

/** Of the event page's own scripts, gzipped; what the seat map and the charts bring is theirs. */
const MOST_SCRIPT_BYTES = 130_000

describe("an event's page", () => {
  it('weighs at most 130 kB of scripts, gzipped, all of them counted', async () => {
    const { slug } = await demoEvent(scene, 'Harbour')
    const { page, context } = await scene.window()
    const scripts: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') {
        scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length))
      }
    })
    await page.goto(`/events/${slug}`)
    await page.locator('.prose p').first().waitFor()
    await page.waitForLoadState('networkidle')
    const bytes = (await Promise.all(scripts)).reduce((sum, one) => sum + one, 0)
    expect(scripts.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES)
    await context.close()
  })

  it('is useful with no script at all: what, when, where, for how much, and how many are left', async () => {
    const { page, context } = await scene.window(undefined, { javaScriptEnabled: false })
    await page.goto(`/events/${scene.event.slug}`)
    for (const text of ['Riverside Open Air', 'Riverside Meadow', 'Adult', '€18.00', 'one river', 'Sold out']) {
      expect(await page.getByText(text).first().isVisible()).toBe(true)
    }
    await page.goto('/')
    await page.getByRole('searchbox').fill('letterpress')
    await page.getByRole('button', { name: 'Search' }).click()
    expect(await page.getByRole('link', { name: 'Letterpress Workshop' }).isVisible()).toBe(true)
    expect(await page.getByRole('link', { name: 'Riverside Open Air' }).count()).toBe(0)
    await context.close()
  })

  it('is taken over by the browser as the service wrote it, without a word of complaint', async () => {
    const { slug } = await demoEvent(scene, 'Harbour')
    const opened = await scene.window()
    await opened.page.goto(`/events/${slug}`)
    const served = await opened.page.request.get(`/events/${slug}`)
    expect(await served.text()).toContain('Harbour Sound')
    await opened.page.getByRole('button', { name: 'One more' }).first().click()
    await opened.page.getByRole('button', { name: 'Get 1 ticket' }).waitFor()
    expect(await opened.page.locator('main').count()).toBe(1)
    expect(await opened.page.getByRole('heading', { level: 1 }).count()).toBe(1)
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })

  it('moves by itself when others buy and when the organizer changes it', async () => {
    const { people, event } = scene
    const { page, context } = await scene.window()
    await page.goto(`/events/${event.slug}`)
    const adult = page.getByRole('listitem').filter({ hasText: 'Adult' })
    const before = await adult.innerText()
    await done(people.buyer, placeOrder, {
      params: { eventId: event.id },
      body: {
        lines: [{ ticketTypeId: event.areas[0]?.ticketTypes[0]?.id ?? '', quantity: 3 }],
        payment: { method: 'door' },
      },
    })
    const [, left = ''] = /(\d+) left/.exec(before) ?? []
    await adult.getByText(`${Number(left) - 3} left`).waitFor()
    await done(people.organizer, changeEvent, { params: { eventId: event.id }, body: { title: 'Riverside, moved' } })
    await page.getByRole('heading', { level: 1, name: 'Riverside, moved' }).waitFor()
    await context.close()
  })

  it('lets go of its stream when it is hidden, and takes it up again when it is looked at', async () => {
    const { slug } = await demoEvent(scene, 'Lantern')
    const { page, context } = await scene.window()
    await page.clock.install()
    const streams: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/live')) streams.push('open')
    })
    page.on('requestfailed', (request) => {
      if (request.url().endsWith('/live')) streams.push('closed')
    })
    await page.goto(`/events/${slug}`)
    await expect.poll(() => streams).toEqual(['open'])
    const show = (state: string) =>
      page.evaluate((visibilityState) => {
        Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await show('hidden')
    await page.clock.fastForward(20_000)
    await expect.poll(() => streams).toEqual(['open', 'closed'])
    await show('visible')
    await expect.poll(() => streams).toEqual(['open', 'closed', 'open'])
    await context.close()
  })

  it('tells search engines and messengers what it is', async () => {
    const { slug } = await demoEvent(scene, 'Letterpress')
    const { page, context } = await scene.window()
    await page.goto(`/events/${slug}`)
    const schema = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? '') as object
    expect(schema).toMatchObject({
      '@type': 'Event',
      name: 'Letterpress Workshop',
      location: { '@type': 'Place', name: 'Print Room, Faculty of Arts' },
      offers: [expect.objectContaining({ '@type': 'Offer', price: '45.00', priceCurrency: 'EUR' })],
    })
    const image = await page.locator('meta[property="og:image"]').getAttribute('content')
    expect((await page.request.get(new URL(image ?? '').pathname)).headers()['content-type']).toBe('image/webp')
    const calendar = await page.getByRole('link', { name: 'Add to calendar' }).getAttribute('href')
    expect(await (await page.request.get(calendar ?? '')).text()).toContain('SUMMARY:Letterpress Workshop')
    await context.close()
  })
})

describe('the language', () => {
  it('is chosen once and stays, also for the account on another device', async () => {
    const person = await scene.service.signUp('Polly Glot')
    const { page, context } = await scene.window(person)
    await page.goto('/')
    await page.getByLabel('Language').selectOption('tr')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('tr')
    await page.goto('/orders')
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('tr')
    await context.close()

    const other = await scene.window()
    await other.page.goto('/sign-in')
    await other.page.getByLabel('E-mail address').fill(person.email)
    await other.page.getByLabel('Password', { exact: true }).fill(person.password)
    await other.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => other.page.evaluate(() => document.documentElement.lang).catch(() => '')).toBe('tr')
    await other.context.close()
  })
})
