import { listEvents, listOrders, placeOrder, readEvent } from '@fairground/contract'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { demoEvent, done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.service.invariants()
  await scene.close()
})

it('somebody who was never here has an event on sale, sells, and looks at the sale: the whole way', async () => {
  const opened = await scene.window(undefined, { acceptDownloads: true })
  const { page, context } = opened
  await page.goto('/organizer')
  await page.getByRole('link', { name: 'Sign up' }).click()
  await page.getByLabel('Name').fill('Tara Treasurer')
  await page.getByLabel('E-mail address').fill('tara@fairground.test')
  await page.getByLabel('Password', { exact: true }).fill('horse battery staple')
  await page.getByRole('button', { name: 'Make my account' }).click()

  await page.getByRole('link', { name: 'Make your first event' }).click()
  await page.getByLabel('Title').fill('Chess Club Gala')
  await page.getByLabel('Date', { exact: true }).fill('2027-05-20')
  await page.getByLabel('Time', { exact: true }).fill('19:30')
  await page.getByLabel(/^Place/).fill('Town Hall')
  await page.getByLabel('Number of places').fill('80')
  await page
    .getByLabel(/^Price in/)
    .first()
    .fill('12.50')
  await page.getByLabel('Description').fill('Supper and **one simultaneous game** against everybody.')
  const poster = await demoEvent(scene, 'Harbour')
  const picture = await page.request.get(poster.picture?.sizes.at(-1)?.url ?? '')
  const file = { name: 'hall.webp', mimeType: 'image/webp', buffer: await picture.body() }
  await page.locator('input[type="file"]').setInputFiles(file)
  await page.getByLabel('What the picture shows').fill('An empty hall in the evening')
  // The preview follows what is typed.
  await page.getByRole('heading', { name: 'Chess Club Gala' }).first().waitFor()
  await page.getByRole('button', { name: 'Put on sale' }).click()

  await page.waitForURL('**/organizer/events/*')
  await page.getByText('Send this link').waitFor()
  const { items } = await done(scene.people.buyer, listEvents, { query: { query: 'chess' } })
  const event = await done(scene.people.buyer, readEvent, { params: { eventId: items[0]?.id ?? '' } })
  expect(event).toMatchObject({ title: 'Chess Club Gala', venue: { name: 'Town Hall' }, total: 80, currency: 'EUR' })
  expect(event.areas[0]?.ticketTypes[0]?.priceMinor).toBe(1_250)
  expect(event.picture).toMatchObject({ alt: 'An empty hall in the evening' })
  expect(event.startsAt).toBe('2027-05-20T17:30:00.000Z')

  // Somebody buys, and the page that is open shows it by itself.
  await done(scene.people.buyer, placeOrder, {
    params: { eventId: event.id },
    body: {
      lines: [{ ticketTypeId: event.areas[0]?.ticketTypes[0]?.id ?? '', quantity: 4 }],
      payment: { method: 'door' },
    },
  })
  await page.getByText('€50.00').first().waitFor()

  await page.getByRole('link', { name: 'Transactions' }).click()
  await page.getByRole('searchbox').fill('bela')
  await page
    .getByRole('link', { name: /Bela Buyer/ })
    .first()
    .waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv).toContain('Bela Buyer')
  expect(csv.trim().split('\n')).toHaveLength(2)
  await page
    .getByRole('link', { name: /Bela Buyer/ })
    .first()
    .click()
  await page.getByText(scene.people.buyer.email).waitFor()

  await page.goto(`/organizer/events/${event.id}/activity`)
  await page.getByText(/Bela Buyer.? bought 4 tickets, .?€50\.00/).waitFor()

  // A change, refused in words where it cannot be.
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Number of places').fill('3')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page
    .getByText(/At least 4|More than that are held or sold/)
    .first()
    .waitFor()
  await page.getByLabel('Number of places').fill('100')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect
    .poll(async () => (await done(scene.people.buyer, readEvent, { params: { eventId: event.id } })).total)
    .toBe(100)

  // And the end of it: typed, so that nobody cancels by a slip.
  await page.getByRole('link', { name: 'Sale', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel the event' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('Chess Club Gala')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the event' }).click()
  await page.getByText('This event is cancelled', { exact: false }).first().waitFor()
  const { items: orders } = await done(scene.people.buyer, listOrders, {})
  expect(orders.find((order) => order.event.id === event.id)?.event.status).toBe('cancelled')
  expect(opened.complaints()).toEqual([])
  await context.close()
})

it('what was typed survives a reload, and what was saved by somebody else is not overwritten unseen', async () => {
  const { organizer } = scene.people
  const first = await scene.window(organizer)
  const second = await scene.window(organizer)
  const path = `/organizer/events/${scene.event.id}/edit`
  await first.page.goto(path)
  await first.page.getByLabel('Title').fill('Riverside, mine')
  await first.page.reload()
  await expect.poll(() => first.page.getByLabel('Title').inputValue()).toBe('Riverside, mine')

  await second.page.goto(path)
  await second.page.getByLabel(/^Place/).fill('Other Meadow')
  await second.page.getByRole('button', { name: 'Save' }).first().click()
  await second.page.getByText('Saved').first().waitFor()

  await first.page.getByRole('button', { name: 'Save' }).first().click()
  await first.page.getByText('Somebody else saved this event meanwhile').waitFor()
  await first.page.getByRole('button', { name: 'Load theirs, keep mine' }).click()
  await first.page.getByRole('button', { name: 'Save' }).first().click()
  await expect
    .poll(async () => {
      const { title, venue } = await done(organizer, readEvent, { params: { eventId: scene.event.id } })
      return [title, venue?.name]
    })
    .toEqual(['Riverside, mine', 'Other Meadow'])
  await first.context.close()
  await second.context.close()
})

it('an owner adds a helper, changes what they may do, and removes them', async () => {
  const { organizer } = scene.people
  const helper = await scene.service.signUp('Hanna Hand')
  const { page, context } = await scene.window(organizer)
  await page.goto(`/organizer/members/${scene.organizerId}`)
  await page.getByLabel('E-mail address of the new member').fill('nobody@fairground.test')
  await page.getByRole('button', { name: 'Add a member' }).click()
  await page.getByText('Nobody has signed up with this address yet').waitFor()
  await page.getByLabel('E-mail address of the new member').fill(helper.email)
  await page.getByRole('button', { name: 'Add a member' }).click()
  const row = page.getByRole('listitem').or(page.getByRole('row')).filter({ hasText: helper.email })
  await row.first().waitFor()
  await row.getByRole('button', { name: /Change role/ }).click()
  await page.getByRole('dialog').getByText('Manager').first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await row.getByText('Manager').first().waitFor()
  await row.getByRole('button', { name: /Remove/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await row.first().waitFor({ state: 'detached' })
  await context.close()
})

it('at the door one sees how many will come, and neither names nor money', async () => {
  const { page, context } = await scene.window(scene.people.buyer)
  await page.goto(`/organizer/events/${scene.event.id}/orders`)
  await page.getByText('This is not yours to see').first().waitFor()
  expect(await page.getByText(scene.people.buyer.email).count()).toBe(0)
  await context.close()
})
