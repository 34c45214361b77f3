import { type Event, listHolds, listOrders, type OrderWithEvent, placeOrder } from '@fairground/contract'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openSeatedEvent, type SeatedEvent } from '../../../server/src/testing/seats.ts'
import type { Visitor } from '../../../server/src/testing/service.ts'
import { tabTo, type Window } from './browser.ts'
import { chooseOwnSeats, openHall } from './halls.ts'
import { changedExtent, drawn, pictureAtRest, pictureOf } from './map-picture.ts'
import { done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.service.invariants()
  await scene.close()
})

const PATIENCE_MS = 15_000

/** Six rows, A to F, of twelve seats in one section; every ticket is free. */
async function newHall(title: string, noLonelySeats = false): Promise<SeatedEvent> {
  const { client } = scene.people.organizer
  return openSeatedEvent(client, { plan: { rows: 6, seats: 12 }, noLonelySeats, over: { title } })
}

/** The seats as a list, with the seats of a section. Names stand apart by signs that nobody sees: `.?`. */
async function openGrid({ page }: Window, event: Event, section = 'Hall'): Promise<void> {
  await page.goto(`/events/${event.slug}`)
  await chooseOwnSeats(page, 'list')
  await page.getByRole('button', { name: new RegExp(`^.?${section}`) }).click()
  await page.getByRole('grid').waitFor()
}

/** `A-5` in the grid. */
function seat(page: Page, id: string): Locator {
  const [row, number] = id.split('-')
  return page.getByRole('gridcell', { name: new RegExp(`^Row .?${row}.?, seat .?${number}.?,`) })
}

async function choose({ page }: Window, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    await seat(page, id).click()
    await expectState(page, id, 'chosen')
  }
}

/** What a seat says of itself to somebody who listens. */
async function expectState(page: Page, id: string, state: string): Promise<void> {
  await expect
    .poll(() => seat(page, id).getAttribute('aria-label'), { timeout: PATIENCE_MS })
    .toMatch(new RegExp(`, ${state}$`))
}

async function get({ page }: Window, name: RegExp | string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
}

/** From the checkout to the tickets. */
async function confirm({ page }: Window): Promise<void> {
  await page.getByRole('button', { name: 'Get the tickets' }).click()
  await page.getByText('Thank you! Your tickets are here.').first().waitFor()
}

/** What somebody bought, seat by seat, as their orders say. */
async function seatsBought(buyer: Visitor): Promise<string[][]> {
  const { items } = await done(buyer, listOrders, {})
  return items.map(seatIds)
}

function seatIds({ tickets }: OrderWithEvent): string[] {
  return tickets.map((ticket) => ticket.seatId ?? '').toSorted()
}

async function seatsHeld(buyer: Visitor, { eventId }: SeatedEvent): Promise<string[][]> {
  const { items } = await done(buyer, listHolds, { params: { eventId } })
  return items.map(({ lines }) => lines.flatMap((line) => line.seatIds ?? []).toSorted())
}

/** Bought behind the back of everybody who looks at the event. */
async function buyAtOnce({ eventId, ticketTypeId }: SeatedEvent, ...ids: string[]): Promise<void> {
  const other = await scene.service.signUp('Anna Another')
  await done(other, placeOrder, { params: { eventId }, body: { lines: [{ ticketTypeId, seatIds: ids }] } })
}

/** The words under a name on the only ticket that is shown: `Row`, `Seat`. */
async function factOfTicket(page: Page, name: string): Promise<string | null> {
  return page
    .locator('.ticket-place div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .textContent()
}

describe('by keyboard alone, and without the picture', () => {
  it('one gets from the list of sections over the seats of one to tickets that name them', async () => {
    const event = await openHall(scene, 'Lecture hall', 'The Sky by Keys')
    const buyer = await scene.service.signUp('Kira Keys')
    const opened = await scene.window(buyer)
    const { page } = opened
    const { keyboard } = page
    await page.goto(`/events/${event.slug}`)
    await tabTo(page, page.getByRole('radio', { name: 'Best seats together' }))
    await keyboard.press('ArrowRight')
    await tabTo(page, page.getByRole('radio', { name: 'Map', exact: true }))
    await keyboard.press('ArrowRight')
    await tabTo(page, page.getByRole('button', { name: /^.?Middle/ }))
    await keyboard.press('Enter')
    const grid = page.getByRole('grid', { name: /Seats of .?Middle/ })
    await grid.waitFor()
    // The whole grid is one stop of the Tab key.
    await tabTo(page, grid.locator('[role="gridcell"][tabindex="0"]'))
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
    await keyboard.press('Control+Home')
    expect(await focused()).toMatch(/^Row .?A.?, seat .*wheelchair space, free$/)
    await keyboard.press('ArrowDown')
    await keyboard.press('ArrowDown')
    await keyboard.press('ArrowRight')
    const first = await focused()
    await keyboard.press('Enter')
    await keyboard.press('ArrowRight')
    await keyboard.press('Space')
    expect(first).toMatch(/^Row .?C.?, seat .*Front, adult.? .?€45.00.?, .*Front, student.? .?€22.50.?, free$/)
    expect(await focused()).toMatch(/^Row .?C.?, seat .*, chosen$/)
    const number = /seat .?(\d+)/.exec(first)?.[1] ?? ''

    const ofSecond = page.getByRole('combobox', { name: new RegExp(`Ticket for .*seat .?${Number(number) + 1}`) })
    await tabTo(page, ofSecond)
    await keyboard.press('ArrowDown')
    await tabTo(page, page.getByRole('button', { name: 'Get 2 tickets' }))
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await page.getByText('€67.50').first().waitFor()
    await tabTo(page, page.getByRole('button', { name: /^Get the tickets/ }))
    await keyboard.press('Enter')
    await page.getByText('Thank you! Your tickets are here.').first().waitFor()

    const places = await page.locator('.ticket-place').allTextContents()
    expect(places.toSorted()).toEqual([`SectionMiddleRowCSeat${number}`, `SectionMiddleRowCSeat${Number(number) + 1}`])
    expect(await seatsBought(buyer)).toEqual([[`M-C-${number}`, `M-C-${Number(number) + 1}`]])
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

describe('two people who want one seat', () => {
  it('the one who comes second and heard nothing is told which seat is gone, and takes what is offered', async () => {
    const hall = await newHall('A seat for two')
    const [early, late] = [await scene.service.signUp('Erna Early'), await scene.service.signUp('Lars Late')]
    const [first, second] = [await scene.window(early), await scene.window(late, { expects: /ERR_FAILED/ })]
    await second.page.route('**/seats/live**', (route) => route.abort())
    await openGrid(second, hall.event)
    await choose(second, 'B-6', 'B-7')
    await openGrid(first, hall.event)
    await choose(first, 'B-7')
    await get(first, 'Get 1 ticket')
    await confirm(first)

    await second.page.getByRole('button', { name: 'Get 2 tickets' }).click()
    const refusal = second.page.getByRole('alert').filter({ hasText: 'This seat was just taken: ' })
    await refusal.waitFor()
    expect(await refusal.textContent()).toMatch(/Hall.?, Row .?B.?, seat .?7.?\. You have not been charged\./)
    await refusal.getByRole('button', { name: /Take (these|this one)/ }).click()
    await second.page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await confirm(second)

    expect(await seatsBought(early)).toEqual([['B-7']])
    const [bought = []] = await seatsBought(late)
    expect(bought).toHaveLength(2)
    expect(bought).not.toContain('B-7')
    expect([...first.complaints(), ...second.complaints()]).toEqual([])
    await first.context.close()
    await second.context.close()
  })

  it('the one who hears of it sees the seat leave their choice, is told so, and keeps the others', async () => {
    const hall = await newHall('A seat for two who listen')
    const listener = await scene.service.signUp('Hanna Hears')
    const opened = await scene.window(listener)
    const { page } = opened
    await openGrid(opened, hall.event)
    await choose(opened, 'C-3', 'C-4')
    await buyAtOnce(hall, 'C-4')
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody else just took this seat' })
    await notice.waitFor()
    expect(await notice.textContent()).toMatch(/Row .?C.?, seat .?4/)
    await expectState(page, 'C-4', 'taken')
    await expectState(page, 'C-3', 'chosen')
    await notice.getByRole('button', { name: 'Close' }).click()
    await notice.waitFor({ state: 'detached' })
    await get(opened, 'Get 1 ticket')
    await confirm(opened)
    expect(await seatsBought(listener)).toEqual([['C-3']])
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

describe('best seats together', () => {
  it('three people sit beside each other, and are told so before they buy', async () => {
    const hall = await newHall('Three together')
    const buyer = await scene.service.signUp('Drei Dreier')
    const opened = await scene.window(buyer)
    const { page } = opened
    await page.goto(`/events/${hall.event.slug}`)
    for (let pressed = 0; pressed < 3; pressed += 1) await page.getByRole('button', { name: 'One more' }).click()
    await get(opened, 'Get 3 tickets')
    await page.getByText('Your seats are beside each other.').waitFor()
    await confirm(opened)
    const [bought = []] = await seatsBought(buyer)
    const numbers = bought.map((id) => Number(id.split('-')[1])).toSorted((one, other) => one - other)
    const [lowest = 0] = numbers
    expect(new Set(bought.map((id) => id.split('-')[0])).size).toBe(1)
    expect(numbers).toEqual([lowest, lowest + 1, lowest + 2])
    expect(await page.locator('.ticket-place').count()).toBe(3)
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

describe('seats that are held already', () => {
  it('are exchanged for others in one step, and are free at once for somebody else who looks', async () => {
    const hall = await newHall('An exchange')
    const [buyer, other] = [await scene.service.signUp('Ina Instead'), await scene.service.signUp('Olaf Other')]
    const [own, others] = [await scene.window(buyer), await scene.window(other)]
    await openGrid(own, hall.event)
    await choose(own, 'A-5', 'A-6')
    await openGrid(others, hall.event)
    await get(own, 'Get 2 tickets')
    await expectState(others.page, 'A-5', 'held by somebody else')
    const [before] = (await done(buyer, listHolds, { params: { eventId: hall.eventId } })).items

    const changes: string[] = []
    own.page.on('request', (request) => {
      if (request.url().includes('/holds') && request.method() !== 'GET') changes.push(request.method())
    })
    await own.page.getByRole('link', { name: 'Change seats' }).click()
    await own.page.getByText('These seats are held for you.').waitFor()
    // The list is still the way in which this tab shows seats.
    await own.page.getByRole('button', { name: /^.?Hall/ }).click()
    await expectState(own.page, 'A-5', 'chosen')
    await own.page.getByRole('button', { name: 'Take all away' }).click()
    await expectState(own.page, 'A-5', 'held for you')
    await choose(own, 'B-5', 'B-6')
    await get(own, 'Change to these 2 tickets')
    expect(changes).toEqual(['PATCH'])
    const { items: after } = await done(buyer, listHolds, { params: { eventId: hall.eventId } })
    expect(after.map(({ id }) => id)).toEqual([before?.id])
    expect(await seatsHeld(buyer, hall)).toEqual([['B-5', 'B-6']])

    await expectState(others.page, 'B-6', 'held by somebody else')
    await expectState(others.page, 'A-5', 'free')
    await choose(others, 'A-5')
    await get(others, 'Get 1 ticket')
    await confirm(others)
    await confirm(own)
    expect([await seatsBought(buyer), await seatsBought(other)]).toEqual([[['B-5', 'B-6']], [['A-5']]])
    expect([...own.complaints(), ...others.complaints()]).toEqual([])
    await own.context.close()
    await others.context.close()
  })

  it('are given back one by one at the checkout', async () => {
    const hall = await newHall('One comes less')
    const buyer = await scene.service.signUp('Willi Without')
    const opened = await scene.window(buyer)
    await openGrid(opened, hall.event)
    await choose(opened, 'D-1', 'D-2')
    await get(opened, 'Get 2 tickets')
    await opened.page.getByRole('button', { name: /Give back: .*seat .?2/ }).click()
    await expect.poll(() => seatsHeld(buyer, hall), { timeout: PATIENCE_MS }).toEqual([['D-1']])
    await confirm(opened)
    expect(await seatsBought(buyer)).toEqual([['D-1']])
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

describe('on the map itself', () => {
  it('a finger comes nearer to a section, chooses a seat and buys it; nothing moves while others buy beside it', async () => {
    const event = await openHall(scene, 'Lecture hall', 'The Sky by Finger')
    const buyer = await scene.service.signUp('Fiona Finger')
    const opened = await scene.window(buyer, { viewport: { width: 390, height: 844 }, hasTouch: true })
    const { page } = opened
    await page.goto(`/events/${event.slug}`)
    await chooseOwnSeats(page, 'map')
    const canvas = page.getByRole('application')
    await canvas.scrollIntoViewIfNeeded()
    // From afar a seat is too small for a finger, and a tap comes nearer.
    await canvas.tap()
    const where = page.locator('.seat-map-where')
    await expect.poll(() => where.textContent(), { timeout: PATIENCE_MS }).toBe('Middle')
    expect(await page.getByRole('button', { name: /^Take away/ }).count()).toBe(0)
    // Two points half a row apart: if the one is between two rows, the other is on a seat or close to one.
    const { width, height } = (await canvas.boundingBox()) ?? { width: 0, height: 0 }
    const chosen = page.getByRole('button', { name: /^Take away/ })
    for (const below of [0, 23]) {
      if ((await chosen.count()) === 0) await canvas.tap({ position: { x: width / 2, y: height / 2 + below } })
      await drawn(page)
    }
    await chosen.waitFor()
    const [, row = '', number = ''] =
      /Row .?([A-N]).?, seat .?(\d+)/.exec((await chosen.getAttribute('aria-label')) ?? '') ?? []
    const ofSameCategory = event.areas[0]?.ticketTypes.find(
      ({ category }) => category === (row < 'D' ? 'Front' : 'Standard'),
    )
    const neighbour = `M-${row}-${Number(number) + 1}`

    const before = await pictureAtRest(page)
    const other = await scene.service.signUp('Nils Neighbour')
    await done(other, placeOrder, {
      params: { eventId: event.id },
      body: {
        lines: [{ ticketTypeId: ofSameCategory?.id ?? '', seatIds: [neighbour] }],
        payment: { method: 'door' },
      },
    })
    await expect
      .poll(async () => changedExtent(before, await pictureOf(page)).width, { timeout: PATIENCE_MS })
      .toBeGreaterThan(0)
    const changed = changedExtent(before, await pictureAtRest(page))
    // Were it to move by a pixel, all of it would be painted otherwise: what did is about as large as a seat.
    expect(changed.width).toBeLessThan(before.width / 4)
    expect(changed.height).toBeLessThan(before.height / 4)
    // It would be noticed if it moved.
    await page.getByRole('button', { name: 'Come nearer' }).tap()
    expect(changedExtent(before, await pictureAtRest(page)).width).toBeGreaterThan(before.width / 2)

    await get(opened, 'Get 1 ticket')
    await page.getByRole('button', { name: /^Get the tickets/ }).click()
    await page.getByText('Thank you! Your tickets are here.').first().waitFor()
    expect([await factOfTicket(page, 'Row'), await factOfTicket(page, 'Seat')]).toEqual([row, number])
    expect(await seatsBought(buyer)).toEqual([[`M-${row}-${number}`]])
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })

  it('a mouse chooses the seat whose name it is shown, from near and from afar', async () => {
    const event = await openHall(scene, 'Lecture hall', 'The Sky by Mouse')
    const opened = await scene.window(await scene.service.signUp('Mara Mouse'), {
      viewport: { width: 1280, height: 900 },
      // What comes nearer is there at once, and the pointer on the same seat from then on.
      reducedMotion: 'reduce',
    })
    const { page } = opened
    await page.goto(`/events/${event.slug}`)
    await chooseOwnSeats(page, 'map')
    const canvas = page.getByRole('application')
    await canvas.scrollIntoViewIfNeeded()
    for (const nearer of [false, true]) {
      if (nearer) await page.getByRole('button', { name: 'Come nearer' }).click()
      const name = await pointAtSeat(page, nearer ? 0.4 : 0.5)
      await page.mouse.down()
      await page.mouse.up()
      await page.getByRole('button', { name: `Take away: ${name}` }).waitFor()
    }
    await page.getByRole('button', { name: 'Get 2 tickets' }).waitFor()
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

/** Moves the mouse down the map until a seat is named, and says which; `across` is a share of its width. */
async function pointAtSeat(page: Page, across: number): Promise<string> {
  const canvas = page.getByRole('application')
  const { width, height } = (await canvas.boundingBox()) ?? { width: 0, height: 0 }
  const name = page.locator('.seat-map-told strong')
  for (let y = height / 2; y < height * 0.7; y += 4) {
    await canvas.hover({ position: { x: width * across, y } })
    await drawn(page)
    if ((await name.count()) > 0) return (await name.textContent()) ?? ''
  }
  throw new Error('there is no seat')
}

describe('a hall that leaves nobody alone', () => {
  it('says which seat would be left, and offers one that leaves none', async () => {
    const hall = await newHall('Nobody alone', true)
    const buyer = await scene.service.signUp('Lona Lonely')
    const opened = await scene.window(buyer)
    await openGrid(opened, hall.event)
    await choose(opened, 'E-2')
    await opened.page.getByRole('button', { name: 'Get 1 ticket' }).click()
    const refusal = opened.page.getByRole('alert').filter({ hasText: 'hardly anybody wants to sit alone' })
    await refusal.waitFor()
    expect(await refusal.textContent()).toMatch(/sit alone: .?Hall.?, Row .?E.?, seat .?1.?\. Please move over by one/)
    await refusal.getByRole('button', { name: 'Take this one' }).click()
    await opened.page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await confirm(opened)
    const [[bought = ''] = []] = await seatsBought(buyer)
    expect(bought).not.toBe('E-2')
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

describe('in Persian', () => {
  it('the page reads from right to left, the hall does not: the arrow to the left goes to the seat on the left', async () => {
    const hall = await newHall('شب شعر')
    const buyer = await scene.service.signUp('پری پارسا')
    const opened = await scene.window(buyer, { locale: 'fa-IR', viewport: { width: 390, height: 844 } })
    const { page } = opened
    await page.goto(`/events/${encodeURIComponent(hall.event.slug)}`)
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl')
    await chooseOwnSeats(page, 'list')
    await page.getByRole('button', { name: /^.?Hall/ }).click()
    const persian = (row: string, number: number) =>
      page.getByRole('gridcell', { name: new RegExp(`^ردیف .?${row}.?، صندلی .?${number}.?,`) })
    await persian('C', 7).focus()
    await persian('C', 7).press('Enter')
    const from = await persian('C', 7).boundingBox()
    await page.keyboard.press('ArrowLeft')
    const focused = page.locator('[role="gridcell"]:focus')
    expect(await focused.getAttribute('aria-label')).toMatch(/^ردیف .?C.?، صندلی .?6/)
    expect((await focused.boundingBox())?.x).toBeLessThan(from?.x ?? 0)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'گرفتن ۲ بلیت' }).click()
    await page.getByRole('timer').waitFor()
    await page.locator('main .button-main').click()
    await page.waitForURL('**/orders/**')
    await page.locator('.ticket-place').first().waitFor()
    expect(await seatsBought(buyer)).toEqual([['C-6', 'C-7']])
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})

describe('what is chosen', () => {
  it('is still chosen after a reload and after signing up on the way', async () => {
    const hall = await newHall('Kept seats')
    const opened = await scene.window()
    const { page } = opened
    await openGrid(opened, hall.event)
    await choose(opened, 'F-1', 'F-2')
    await page.reload()
    await page.getByRole('button', { name: /^Take away: .*seat .?2/ }).waitFor()
    await page.getByRole('button', { name: 'Get 2 tickets' }).click()
    await page.getByText('What you chose is kept').waitFor()
    await page.getByRole('link', { name: 'Sign up' }).click()
    await page.getByLabel('Name').fill('Nora Newcomer')
    await page.getByLabel('E-mail address').fill('nora.seats@fairground.test')
    await page.getByLabel('Password', { exact: true }).fill('horse battery staple')
    await page.getByRole('button', { name: 'Make my account' }).click()
    await page.getByRole('heading', { name: 'Checkout' }).waitFor()
    await page.getByRole('button', { name: /Give back: .*Row .?F.?, seat .?1/ }).waitFor()
    await page.getByRole('button', { name: /Give back: .*Row .?F.?, seat .?2/ }).waitFor()
    await confirm(opened)
    expect((await page.locator('.ticket-place').allTextContents()).toSorted()).toEqual([
      'SectionHallRowFSeat1',
      'SectionHallRowFSeat2',
    ])
    expect(opened.complaints()).toEqual([])
    await opened.context.close()
  })
})
