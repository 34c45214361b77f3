import { type Event, listEvents, readEvent } from '@fairground/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.close()
})

/** Events are made by a POST alone: the list under the same address is read as ever. */
const EVENTS = '**/api/events'

async function fillIn(page: Page, title: string): Promise<void> {
  await page.goto('/organizer/new')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Date', { exact: true }).fill('2027-05-20')
  await page.getByLabel('Number of places').fill('80')
  await price(page).fill('12.50')
}

function price(page: Page) {
  return page.getByLabel(/^Price in/).first()
}

async function eventsOf(title: string): Promise<Event[]> {
  const { organizer } = scene.people
  const { items } = await done(organizer, listEvents, { query: { query: title, status: 'any' } })
  return Promise.all(items.map(({ id }) => done(organizer, readEvent, { params: { eventId: id } })))
}

it('an event whose answer was lost is not made twice, and is on sale as it was corrected', async () => {
  const { page, context } = await scene.window(scene.people.organizer, { expects: /ERR_|Failed to load|net::/ })
  await fillIn(page, 'Twilight Chess')
  await page.route(EVENTS, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Save as draft' }).click()
  await page.locator('[data-refusal]').waitFor()
  await page.unroute(EVENTS)

  await page.getByLabel('Title').fill('')
  await page.getByRole('button', { name: 'Put on sale' }).click()
  await page.getByLabel('Title').fill('Twilight Chess, corrected')
  await price(page).fill('20')
  await page.getByRole('button', { name: 'Put on sale' }).click()
  await page.waitForURL(/\/organizer\/events\/[^/]+$/)
  const events = await eventsOf('Twilight')
  expect(events).toMatchObject([{ title: 'Twilight Chess, corrected', status: 'published' }])
  expect(events[0]?.areas.flatMap(({ ticketTypes }) => ticketTypes.map(({ priceMinor }) => priceMinor))).toEqual([
    2_000,
  ])
  await context.close()
})

it('what is typed while the event is being saved stays on the page, and is saved with the next', async () => {
  const { page, context } = await scene.window(scene.people.organizer)
  await fillIn(page, 'Dawn Chess')
  const arrived = Promise.withResolvers<void>()
  const typedOn = Promise.withResolvers<void>()
  await page.route(EVENTS, async (route) => {
    arrived.resolve()
    await typedOn.promise
    await route.continue()
  })
  await page.getByRole('button', { name: 'Put on sale' }).click()
  await arrived.promise
  await price(page).fill('30')
  typedOn.resolve()
  await page.getByText('not all that is on this page').waitFor()
  expect(await price(page).inputValue()).toBe('30')
  expect(await price(page).evaluate((field) => field === document.activeElement)).toBe(true)

  await page.unroute(EVENTS)
  await page.getByRole('button', { name: 'Put on sale' }).click()
  await page.waitForURL(/\/organizer\/events\/[^/]+$/)
  const events = await eventsOf('Dawn')
  expect(events.map(({ areas }) => areas[0]?.ticketTypes[0]?.priceMinor)).toEqual([3_000])
  await context.close()
})
