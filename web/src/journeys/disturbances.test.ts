import { createEvent, type Event, listOrders } from '@fairground/contract'
import { createClient } from '@fairground/contract/client'
import { signUp } from '@fairground/contract'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type ServiceProcess, startProcess } from '../../../server/src/testing/process.ts'
import { createDatabase, dropDatabase } from '../../../server/src/testing/service.ts'
import { openBrowser, openWindow, type Window } from './browser.ts'

let connectionString: string
let dataDir: string
let service: ServiceProcess
let browser: Browser

beforeAll(async () => {
  connectionString = await createDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'fairground-journey-'))
  service = await startProcess({ connectionString, dataDir })
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
  await service.stop()
  await dropDatabase(connectionString)
  await rm(dataDir, { recursive: true, force: true })
})

const DAY_MS = 24 * 60 * 60 * 1000

async function personWithEvent(name: string): Promise<{ token: string; event: Event }> {
  const body = { email: `${name.toLowerCase()}@fairground.test`, password: 'horse battery staple', name }
  const signedUp = await createClient({ server: service.url })(signUp, { body })
  if (!signedUp.ok) throw new Error(signedUp.problem.detail)
  const { token } = signedUp.data
  const created = await createClient({ server: service.url, token })(createEvent, {
    body: {
      title: `Night of ${name}`,
      startsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      areas: [{ name: 'Hall', kind: 'general', capacity: 20, ticketTypes: [{ name: 'Adult', priceMinor: 0 }] }],
    },
  })
  if (!created.ok) throw new Error(created.problem.detail)
  return { token, event: created.data }
}

async function windowOf(token: string): Promise<Window> {
  const opened = await openWindow(browser, service.url, { expects: /ERR_|Failed to load|EventSource|net::/ })
  await opened.context.addCookies([
    { name: 'session', value: token, url: service.url, httpOnly: true, sameSite: 'Lax' },
  ])
  return opened
}

async function chooseOne({ page }: Window, event: Event): Promise<void> {
  await page.goto(`/events/${event.slug}`)
  await page.getByRole('button', { name: 'One more' }).click()
}

it('a service that is killed and started again in the middle of a purchase costs the buyer a moment and nothing else', async () => {
  const { token, event } = await personWithEvent('Rita')
  const opened = await windowOf(token)
  const { page } = opened
  await chooseOne(opened, event)
  await page.getByRole('button', { name: 'Get 1 ticket' }).click()
  await page.getByRole('button', { name: 'Get the tickets' }).waitFor()

  const port = new URL(service.url).port
  await service.stop('SIGKILL')
  await page.getByRole('button', { name: 'Get the tickets' }).click()
  service = await startProcess({ connectionString, dataDir, env: { PORT: port } })
  await page.getByText('Thank you! Your tickets are here.').first().waitFor({ timeout: 30_000 })

  const orders = await createClient({ server: service.url, token })(listOrders, {})
  expect(orders.ok && orders.data.items.map((order) => order.tickets.length)).toEqual([1])
  await opened.context.close()
})

it('a line that is cut in the middle is told of, and the purchase goes on by itself when it is back', async () => {
  const { token, event } = await personWithEvent('Otto')
  const opened = await windowOf(token)
  const { page, context } = opened
  await chooseOne(opened, event)
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Get 1 ticket' }).click()
  await page
    .getByText(/The connection is gone|You are offline/)
    .first()
    .waitFor()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Get the tickets' }).waitFor({ timeout: 30_000 })
  await context.close()
})

it('a page whose live counts were refused once asks for them again by itself', async () => {
  const { token, event } = await personWithEvent('Lisa')
  const { page, context } = await windowOf(token)
  let asked = 0
  await page.route('**/live', (route) => {
    asked += 1
    return asked === 1 ? route.fulfill({ status: 503 }) : route.continue()
  })
  await page.goto(`/events/${event.slug}`)
  await expect.poll(() => asked, { timeout: 15_000 }).toBe(2)
  await context.close()
})

it('a ticket that was opened once opens without a connection, also from the list, and not after signing out', async () => {
  const { token, event } = await personWithEvent('Tina')
  const opened = await windowOf(token)
  const { page, context } = opened
  await chooseOne(opened, event)
  await page.getByRole('button', { name: 'Get 1 ticket' }).click()
  await page.getByRole('button', { name: 'Get the tickets' }).click()
  await page.getByRole('img', { name: /QR code of ticket/ }).waitFor()
  const order = new URL(page.url()).pathname
  // The worker takes over from the second page on.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await page.goto('/orders')
  await page
    .getByRole('link', { name: new RegExp(event.title) })
    .first()
    .waitFor()
  await page.goto(order)
  await page.getByRole('img', { name: /QR code of ticket/ }).waitFor()
  const code = await page.getByRole('img', { name: /QR code of ticket/ }).innerHTML()
  // It is kept in the background, the page of the list last.
  const isKept = () => page.evaluate(async () => (await caches.match('/orders')) !== undefined)
  await expect.poll(isKept, { timeout: 10_000 }).toBe(true)

  await context.setOffline(true)
  await page.goto('/orders')
  await page
    .getByRole('link', { name: new RegExp(event.title) })
    .first()
    .click()
  await page.getByRole('img', { name: /QR code of ticket/ }).waitFor()
  expect(await page.getByRole('img', { name: /QR code of ticket/ }).innerHTML()).toBe(code)
  await page.getByText('You are offline').first().waitFor()

  await context.setOffline(false)
  await page.goto('/')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
  await context.setOffline(true)
  await page.goto(order).catch(() => undefined)
  await page.waitForTimeout(500)
  expect(await page.getByRole('img', { name: /QR code of ticket/ }).count()).toBe(0)
  await context.close()
})
