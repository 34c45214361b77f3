import { createEvent, type Event, listEventOrders, listOrders, type NewEvent } from '@fairground/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { accessibilityFindings, tabTo, type Window } from './browser.ts'
import { done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.service.invariants()
  await scene.close()
})

const DAY_MS = 24 * 60 * 60 * 1000
const PATIENCE_MS = 10_000

async function newEvent(change: Partial<NewEvent> = {}): Promise<Event> {
  return done(scene.people.organizer, createEvent, {
    body: {
      title: 'Quay Nights',
      startsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      timeZone: 'Europe/Lisbon',
      venue: { name: 'Pier 7' },
      areas: [
        {
          name: 'Pier',
          kind: 'general',
          capacity: 20,
          ticketTypes: [{ name: 'Adult', priceMinor: 0, maxPerOrder: 4 }],
        },
      ],
      ...change,
    },
  })
}

/**
 * Chooses so many of a ticket type, by the button that a finger would press. Names stand apart from the sentence around
 * them by signs that nobody sees: `.?`.
 */
async function choose({ page }: Window, quantity: number, type = 'Adult'): Promise<void> {
  const stepper = page.getByRole('group', { name: new RegExp(`How many: .?${type}`) })
  for (let pressed = 0; pressed < quantity; pressed += 1)
    await stepper.getByRole('button', { name: 'One more' }).click()
}

describe('a buyer who was never here', () => {
  it('finds an event, chooses, signs up on the way, confirms, and has tickets to show', async () => {
    const event = await newEvent({ title: 'Quay Nights, first' })
    const opened = await scene.window(undefined, { viewport: { width: 390, height: 844 } })
    const { page } = opened
    await page.goto('/')
    await page.getByRole('searchbox').fill('quay first')
    await page.getByRole('link', { name: event.title }).click()
    await page.getByRole('heading', { level: 1, name: event.title }).waitFor()

    await choose(opened, 2)
    await page.getByRole('button', { name: 'Get 2 tickets' }).click()
    await page.getByText('What you chose is kept').waitFor()
    await page.getByRole('link', { name: 'Sign up' }).click()
    await page.getByLabel('Name').fill('Nora Newcomer')
    await page.getByLabel('E-mail address').fill('nora@fairground.test')
    await page.getByLabel('Password', { exact: true }).fill('horse battery staple')
    await page.getByRole('button', { name: 'Make my account' }).click()

    await page.getByRole('heading', { name: 'Checkout' }).waitFor()
    expect(await page.getByText('2 × ', { exact: false }).or(page.getByText('Adult')).first().isVisible()).toBe(true)
    const clock = page.getByRole('timer')
    expect(await clock.textContent()).toMatch(/(10:00|9:\d\d)/)
    await page.getByRole('button', { name: 'Get the tickets' }).click()

    await page.getByText('Thank you! Your tickets are here.').first().waitFor()
    expect(await page.getByRole('img', { name: /QR code of ticket/ }).count()).toBe(2)
    await page.getByRole('link', { name: 'My tickets' }).first().click()
    await page
      .getByRole('link', { name: new RegExp(event.title) })
      .first()
      .waitFor()
    expect(opened.complaints()).toEqual([])
    await opened.context.close()

    const { items } = await done(scene.people.organizer, listEventOrders, { params: { eventId: event.id } })
    expect(items).toEqual([expect.objectContaining({ ticketCount: 2, state: 'confirmed' })])
  })

  it('is offered what is left when there is less than they want', async () => {
    const event = await newEvent({
      title: 'Quay Nights, small',
      areas: [{ name: 'Boat', kind: 'general', capacity: 6, ticketTypes: [{ name: 'Adult', priceMinor: 0 }] }],
    })
    const first = await scene.window(scene.people.buyer)
    // This page does not hear that somebody else takes three of the six.
    await first.page.route('**/live', (route) => route.abort())
    await first.page.goto(`/events/${event.slug}`)
    await choose(first, 5)
    const second = await scene.window(scene.people.admin)
    await second.page.goto(`/events/${event.slug}`)
    await choose(second, 3)
    await second.page.getByRole('button', { name: 'Get 3 tickets' }).click()
    await second.page.getByRole('heading', { name: 'Checkout' }).waitFor()

    await first.page.getByRole('button', { name: 'Get 5 tickets' }).click()
    await first.page.getByText('Only 3 are left').first().waitFor()
    await first.page.getByRole('button', { name: 'Take 3 instead' }).click()
    await first.page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await first.context.close()
    await second.context.close()
  })
})

describe('a purchase that is disturbed', () => {
  it('goes on after a reload, in a second tab, and after the way back: one hold, one order', async () => {
    const event = await newEvent({ title: 'Quay Nights, disturbed' })
    const buyer = await scene.service.signUp('Dora Disturbed')
    const opened = await scene.window(buyer)
    const { page, context } = opened
    await page.goto(`/events/${event.slug}`)
    await choose(opened, 2)
    await page.getByRole('button', { name: 'Get 2 tickets' }).click()
    await page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Get the tickets' }).waitFor()
    await page.goBack()
    await page.getByText('2 tickets are held for you.').waitFor()
    await page.getByRole('link', { name: 'Go on' }).click()

    const other = await context.newPage()
    await other.goto(`/events/${event.slug}/checkout`)
    await other.getByRole('button', { name: 'Get the tickets' }).click()
    await other.getByText('Thank you! Your tickets are here.').first().waitFor()
    // The first tab hears of it, and shows the same order.
    await page.waitForURL(new URL(other.url()).pathname)
    await page.getByText('Ticket 1 of 2').waitFor()

    const { items } = await done(buyer, listOrders, {})
    expect(items).toHaveLength(1)
    expect(items[0]?.tickets).toHaveLength(2)
    await context.close()
  })

  it('that loses its answer on the way asks again, and buys once', async () => {
    const event = await newEvent({ title: 'Quay Nights, lost answer' })
    const buyer = await scene.service.signUp('Lena Lost')
    const opened = await scene.window(buyer, { expects: /ERR_FAILED|ERR_CONNECTION/ })
    const { page } = opened
    let lost = 0
    for (const pattern of [`**/api/events/*/holds`, `**/api/events/*/orders`]) {
      await page.route(pattern, async (route) => {
        if (route.request().method() !== 'POST' || lost >= 4) return route.continue()
        lost += 1
        // The service does what is asked; its answer never arrives.
        if (lost % 2 === 1) await route.fetch()
        return route.abort()
      })
    }
    await page.goto(`/events/${event.slug}`)
    await choose(opened, 3)
    await page.getByRole('button', { name: 'Get 3 tickets' }).click()
    await page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await page.getByRole('button', { name: 'Get the tickets' }).click()
    await page.getByText('Thank you! Your tickets are here.').first().waitFor()
    expect(lost).toBe(4)
    const { items } = await done(buyer, listOrders, {})
    expect(items.map((order) => order.tickets.length)).toEqual([3])
    await opened.context.close()
  })

  it('that changes how many, by typing or pressing on, exchanges what it came to, one exchange at a time', async () => {
    const event = await newEvent({
      title: 'Quay Nights, another number',
      areas: [{ name: 'Pier', kind: 'general', capacity: 20, ticketTypes: [{ name: 'Adult', priceMinor: 0 }] }],
    })
    const opened = await scene.window(await scene.service.signUp('Nils Number'))
    const { page } = opened
    await page.goto(`/events/${event.slug}`)
    await page.getByRole('textbox', { name: /How many: .?Adult/ }).fill('10')
    await page.getByRole('button', { name: 'Get 10 tickets' }).click()
    const buy = page.getByRole('button', { name: 'Get the tickets' })
    await buy.waitFor()

    const asked: number[] = []
    let onTheirWay = 0
    let mostOnTheirWay = 0
    const presses: (() => Promise<void>)[] = []
    await page.route('**/api/events/*/holds/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      // The page sends what the route declares.
      const { lines } = route.request().postDataJSON() as { lines: { quantity: number }[] }
      asked.push(...lines.map((line) => line.quantity))
      onTheirWay += 1
      mostOnTheirWay = Math.max(mostOnTheirWay, onTheirWay)
      await presses.shift()?.()
      const response = await route.fetch()
      onTheirWay -= 1
      return route.fulfill({ response })
    })
    const number = page.getByRole('textbox', { name: /How many: .?Adult/ })
    await number.selectText()
    await number.pressSequentially('12')
    expect(await buy.isDisabled()).toBe(true)
    await expect.poll(() => asked, { timeout: PATIENCE_MS }).toEqual([12])
    await expect.poll(() => buy.isEnabled(), { timeout: PATIENCE_MS }).toBe(true)

    const more = page.getByRole('button', { name: 'One more' })
    // Pressed again while the first exchange is on its way.
    presses.push(() => more.click())
    await more.click()
    await expect.poll(() => asked, { timeout: PATIENCE_MS }).toEqual([12, 13, 14])
    await expect.poll(() => buy.isEnabled(), { timeout: PATIENCE_MS }).toBe(true)
    expect(mostOnTheirWay).toBe(1)
    await buy.click()
    await page.getByText('Ticket 1 of 14').waitFor()
    await opened.context.close()
  })

  it('lets go and gives the places back', async () => {
    const event = await newEvent({ title: 'Quay Nights, let go' })
    const opened = await scene.window(await scene.service.signUp('Gitta Gone'))
    const { page } = opened
    await page.goto(`/events/${event.slug}`)
    await choose(opened, 4)
    await page.getByRole('button', { name: 'Get 4 tickets' }).click()
    await page.getByRole('button', { name: 'Let them go' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Let them go' }).click()
    await page.getByText('20 left').first().waitFor()
    await opened.context.close()
  })

  it('that takes too long is told so, and can be taken up again', async () => {
    const event = await newEvent({ title: 'Quay Nights, slow', holdSeconds: 2 })
    const opened = await scene.window(await scene.service.signUp('Sven Slow'))
    const { page } = opened
    await page.goto(`/events/${event.slug}`)
    await choose(opened, 1)
    await page.getByRole('button', { name: 'Get 1 ticket' }).click()
    await page.getByText('The time is up').first().waitFor()
    await page.getByText('You have not been charged').first().waitFor()
    await page.getByRole('button', { name: 'Take them again' }).waitFor()
    await opened.context.close()
  })
})

describe('two browsers and the last ticket', () => {
  it('one gets it; the other is told kindly, and both histories are right', async () => {
    const event = await newEvent({
      title: 'Quay Nights, the last one',
      areas: [
        { name: 'Box', kind: 'general', capacity: 1, ticketTypes: [{ name: 'Adult', priceMinor: 0 }] },
        { name: 'Yard', kind: 'general', capacity: 50, ticketTypes: [{ name: 'Standing', priceMinor: 0 }] },
      ],
    })
    const people = [await scene.service.signUp('Rosa Racer'), await scene.service.signUp('Rudi Racer')]
    const windows = await Promise.all(people.map((person) => scene.window(person)))
    for (const opened of windows) {
      // Neither hears that the other has it: both press with one ticket on their page.
      await opened.page.route('**/live', (route) => route.abort())
      await opened.page.goto(`/events/${event.slug}`)
      await choose(opened, 1)
    }
    await Promise.all(windows.map(({ page }) => page.getByRole('button', { name: 'Get 1 ticket' }).click()))
    const ends = await Promise.all(
      windows.map(async ({ page }) => {
        const won = page.getByRole('heading', { name: 'Checkout' })
        const lost = page.getByRole('alert').filter({ hasText: /Sold out|held by/ })
        await won.or(lost).first().waitFor()
        return (await won.isVisible()) ? 'won' : 'lost'
      }),
    )
    expect(ends.toSorted()).toEqual(['lost', 'won'])

    const winner = windows[ends.indexOf('won')]
    const loser = windows[ends.indexOf('lost')]
    await winner?.page.getByRole('button', { name: 'Get the tickets' }).click()
    await winner?.page.getByText('Thank you! Your tickets are here.').first().waitFor()
    // What is left is offered in the same place: the other area of the same event.
    if (loser) {
      await loser.page.unroute('**/live')
      await loser.page.reload()
      await loser.page.getByText('You wanted 1, but there is none left').waitFor()
      await choose(loser, 1, 'Standing')
      await loser.page.getByRole('button', { name: 'Get 1 ticket' }).click()
      await loser.page.getByRole('button', { name: 'Get the tickets' }).click()
      await loser.page.getByText('Thank you! Your tickets are here.').first().waitFor()
    }
    const [box, yard] = event.areas.map((area) => area.ticketTypes[0]?.id)
    const bought = await Promise.all(people.map(async (person) => (await done(person, listOrders, {})).items))
    const types = bought.map((orders) => orders.flatMap((order) => order.tickets.map((ticket) => ticket.ticketTypeId)))
    expect(types[ends.indexOf('won')]).toEqual([box])
    expect(types[ends.indexOf('lost')]).toEqual([yard])
    for (const { context } of windows) await context.close()
  })
})

describe('by keyboard alone', () => {
  it('one gets from the list to the tickets', async () => {
    const event = await newEvent({ title: 'Quay Nights, by keys' })
    const opened = await scene.window(await scene.service.signUp('Kira Keys'))
    const { page } = opened
    await page.goto('/?query=by+keys')
    await tabTo(page, page.getByRole('link', { name: event.title }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: event.title }).waitFor()
    await tabTo(page, page.getByRole('textbox', { name: /How many: .?Adult/ }))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await tabTo(page, page.getByRole('button', { name: 'Get 2 tickets' }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await tabTo(page, page.getByRole('button', { name: 'Get the tickets' }))
    await page.keyboard.press('Enter')
    await page.getByText('Thank you! Your tickets are here.').first().waitFor()
    expect(await accessibilityFindings(page)).toEqual([])
    await opened.context.close()
  })
})

describe('in Persian', () => {
  it('the whole purchase reads from right to left, with Persian digits', async () => {
    const event = await newEvent({ title: 'شب‌های اسکله' })
    const opened = await scene.window(await scene.service.signUp('پری پارسا'), {
      locale: 'fa-IR',
      viewport: { width: 390, height: 844 },
    })
    const { page } = opened
    await page.goto(`/events/${encodeURIComponent(event.slug)}`)
    expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual([
      'rtl',
      'fa',
    ])
    await page.getByRole('button', { name: 'یکی بیشتر' }).click()
    await page.locator('.buy-bar').getByRole('button').click()
    await page.getByRole('timer').waitFor()
    expect(await page.getByRole('timer').textContent()).toMatch(/[۰-۹]+:[۰-۹]{2}/)
    await page.locator('main .button-main').click()
    await page.waitForURL('**/orders/**')
    await page.getByRole('img', { name: /QR/ }).first().waitFor()
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})
