import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

import { createEvent, createPlan, listOrders, placeOrder, type Plan, readSeatStatus } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import { drawHall, drawRows, drawStage, unpackStates, withIds } from '@fairground/seating'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../../server/src/testing/service.ts'
import { KEYS, type Person, sitDown } from './testing.ts'

const BACKSPACE = '\u007f'
const TAB = '\t'

let service: TestService
let organizer: Visitor
const people: Person[] = []
beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Olga')
})
afterEach(async () => {
  for (const seated of people.splice(0)) await seated.leave()
})
afterAll(async () => {
  await service.invariants()
  await service.stop()
})

type Seat = Parameters<typeof sitDown>[1]

/** Somebody before the seats of this event, as a new account. */
async function before(title: string, server = service.url, seat: Seat = {}): Promise<Visitor & { seated: Person }> {
  const visitor = await service.signUp('Ada')
  const seated = await sitDown(['--server', server], {
    ...seat,
    env: { FAIRGROUND_TOKEN: visitor.token, ...seat.env },
  })
  people.push(seated)
  await seated.sees('1-9 choose')
  seated.press('2')
  await seated.sees('type to find')
  seated.press(title)
  await seated.sees(new RegExp(`► .*${title}`))
  seated.press(KEYS.enter)
  return { ...visitor, seated }
}

/** An event with adult and child tickets at each category of the plan. */
async function makeEvent(title: string, plan: Plan): Promise<string> {
  const kept = await organizer.client(createPlan, { body: { plan } })
  if (!kept.ok) throw new Error(kept.problem.detail)
  const ticketTypes = plan.categories.flatMap(({ name: category }, index) => [
    { name: `Adult ${category}`, priceMinor: 2_000 + index * 1_000, category },
    { name: `Child ${category}`, priceMinor: 1_000, category },
  ])
  const made = await organizer.client(createEvent, {
    body: {
      title,
      startsAt: '2027-06-01T12:45:00Z',
      timeZone: 'Europe/Berlin',
      paymentMethods: ['door'],
      areas: [{ name: 'Hall', kind: 'seated', planId: kept.data.id, ticketTypes }],
    },
  })
  if (!made.ok) throw new Error(made.problem.detail)
  return made.data.id
}

async function seatsBought(client: Client): Promise<(string | undefined)[]> {
  const orders = await client(listOrders, {})
  if (!orders.ok) throw new Error(orders.problem.detail)
  return orders.data.items.flatMap(({ tickets }) => tickets.map(({ seatId }) => seatId))
}

describe('two customers in two terminals choose one seat', () => {
  test('and the first confirms it: the second is told at once, takes another, and both histories are right', async () => {
    await makeEvent('One Seat', drawHall({ rows: 3, seats: 8 }))
    const [ada, ben] = await Promise.all([before('One Seat'), before('One Seat')])
    for (const { seated } of [ada, ben]) {
      await seated.sees(/► A {2}○ ○ ○\[○\]○ ○ ○ ○ {2}A/)
      seated.press(' ')
      await seated.sees(/\[●\][^]*Buy 1 seat {2}20\.00 EUR {2}Hall, row A, seat 4/)
    }
    ada.seated.press(TAB, KEYS.enter)
    expect(await ada.seated.sees('Held for you')).toMatch(/1 × Adult Standard[^]*Hall, row A, seat 4/)
    expect(await ben.seated.sees('Hall, row A, seat 4 was taken by somebody else just now.')).toMatch(
      /\[×\][^]*row A, seat 4 · Adult Standard 20\.00 EUR · taken[^]*Nothing is chosen yet/,
    )
    ada.seated.press(KEYS.enter)
    expect(await ada.seated.sees('Booked: 1 ticket')).toMatch(/Hall, row A, seat 4/)

    ben.seated.press(KEYS.right, ' ')
    await ben.seated.sees(/Buy 1 seat .*Hall, row A, seat 5/)
    ben.seated.press(TAB, KEYS.enter)
    await ben.seated.sees('Press Enter to book them.')
    ben.seated.press(KEYS.enter)
    await ben.seated.sees('Booked: 1 ticket')
    expect(await seatsBought(ada.client)).toEqual(['A-4'])
    expect(await seatsBought(ben.client)).toEqual(['A-5'])
  })

  test('and who asks for it a moment too late is refused by name, and takes what is free instead with one key', async () => {
    const eventId = await makeEvent('Too Late', drawHall({ rows: 3, seats: 8 }))
    const late = await openLate(service.url)
    const { client, seated } = await before('Too Late', late.url)
    await seated.sees(/► A {2}○ ○ ○\[○\]/)
    seated.press(' ', KEYS.right, ' ')
    await seated.sees('Buy 2 seats')
    const first = await service.signUp()
    const types = await typesOf(eventId)
    const body = { lines: [{ ticketTypeId: types[0] ?? '', seatIds: ['A-5'] }], payment: { method: 'door' as const } }
    expect(await first.client(placeOrder, { params: { eventId }, body })).toMatchObject({ ok: true })

    seated.press(TAB, KEYS.enter)
    const refused = await seated.sees('Hall, row A, seat 5 was taken by somebody else just now.')
    expect(refused).toMatch(/Free instead: Hall, row [ABC], seats? .*o takes these\./)
    seated.press('o')
    await seated.sees('► Buy 2 seats')
    seated.press(KEYS.enter)
    await seated.sees('Press Enter to book them.')
    seated.press(KEYS.enter)
    await seated.sees('Booked: 2 tickets')
    const bought = await seatsBought(client)
    expect(bought).toHaveLength(2)
    expect(bought).not.toContain('A-5')
    await late.close()
  })
})

async function typesOf(eventId: string): Promise<string[]> {
  const reply = await fetch(new URL(`/api/events/${eventId}`, service.url))
  const { areas } = (await reply.json()) as { areas: { ticketTypes: { id: string }[] }[] }
  return areas.flatMap(({ ticketTypes }) => ticketTypes.map(({ id }) => id))
}

/** The service behind a line on which no news of the seats comes through. */
async function openLate(server: string) {
  const front = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? ''
      if (path.includes('/seats/live')) return
      const body = await buffer(request)
      const { host: _, connection: __, ...headers } = request.headers
      const reply = await fetch(new URL(path, server), {
        method: request.method,
        // Each of these headers came once.
        headers: headers as Record<string, string>,
        body: body.length > 0 ? body : undefined,
      })
      const type = reply.headers.get('content-type') ?? 'text/plain'
      response.writeHead(reply.status, { 'content-type': type }).end(Buffer.from(await reply.arrayBuffer()))
    })()
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  // A server that listens on TCP has such an address.
  const { port } = front.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      front.closeAllConnections()
      front.close()
      await once(front, 'close')
    },
  }
}

describe('seats in a terminal of 80 x 24', () => {
  test('that are held are changed for others in one step, and the former ones are free again', async () => {
    const eventId = await makeEvent('Changed Mind', drawHall({ rows: 3, seats: 8 }))
    const { client, seated } = await before('Changed Mind')
    await seated.sees(/► A {2}○ ○ ○\[○\]/)
    seated.press(' ', TAB, KEYS.enter)
    await seated.sees('Press Enter to book them.')
    seated.press('c')
    await seated.sees(/\[●\][^]*Change to 1 seat/)
    seated.press(' ', KEYS.down, 't', ' ')
    expect(await seated.sees(/Change to 1 seat {2}10\.00 EUR {2}Hall, row B, seat 4/)).toMatch(/◆[^]*◆ held for you/)
    seated.press(TAB, KEYS.enter)
    await seated.sees(/1 × Child Standard[^]*Hall, row B, seat 4[^]*Press Enter to book them/)
    const status = await client(readSeatStatus, { params: { eventId } })
    if (!status.ok) throw new Error(status.problem.detail)
    expect([...unpackStates(status.data.states, 24)].flatMap((state, seat) => (state === 0 ? [] : [seat]))).toEqual([
      11,
    ])
    seated.press(KEYS.enter)
    await seated.sees('Booked: 1 ticket')
    expect(await seatsBought(client)).toEqual(['B-4'])
  })

  test('that are the best together are held for a number, and it is said how they lie', async () => {
    await makeEvent('Best Together', drawHall({ rows: 3, seats: 8 }))
    const { seated } = await before('Best Together')
    await seated.sees('b best')
    seated.press('b')
    await seated.sees(/► Adult Standard[^]*How many {2}1.*the best seats together/)
    seated.press(BACKSPACE, '3', KEYS.enter)
    await seated.sees(/3 × Adult Standard {3}60\.00 EUR[^]*Hall, row [ABC], seats \d to \d {3}together in one row/)
  })

  test('lie in sections with counts and prices, differ without colours, and scroll where they do not fit', async () => {
    await makeEvent('Wide', wide())
    const { seated } = await before('Wide', service.url, { env: { NO_COLOR: '1' } })
    await seated.sees(/► Stalls +1,500 of 1,500 free +from 10\.00 EUR/)
    expect(seated.screen()).toMatch(/Circle +20 of 20 free/)
    seated.press(KEYS.enter)
    await seated.sees(/Stalls {2}1,500 of 1,500 free +rows A to J of 30 · → more · ↑ stage/)
    seated.press(' ')
    await seated.sees(/► {2}A \[●\]○/)
    seated.press('\u001b[6~', '\u001b[6~', '\u001b[F')
    await seated.sees(/row Q, seat 50/)
    const shown = await seated.sees(/← more/)
    expect(shown).toMatch(/○\[○\] +Q$/m)
    expect(seated.rows().every((row) => row.length <= 80)).toBe(true)
    expect(seated.written()).not.toMatch(new RegExp(`${KEYS.escape}\\[[\\d;]*m`))
    seated.press(KEYS.escape)
    await seated.sees(/► Stalls +1,500 of 1,500 free[^]*Buy 1 seat {2}20\.00 EUR/)
    seated.resize(120, 40)
    seated.press(KEYS.enter)
    await seated.sees(/^.{90,} stage$/m)
  })

  test('are shown with the tickets of an order, and in the list of the menu', async () => {
    const eventId = await makeEvent('Shown', drawHall({ rows: 3, seats: 8 }))
    const { client, seated } = await before('Shown')
    const [type = ''] = await typesOf(eventId)
    const body = { lines: [{ ticketTypeId: type, seatIds: ['C-7'] }], payment: { method: 'door' as const } }
    expect(await client(placeOrder, { params: { eventId }, body })).toMatchObject({ ok: true })
    await seated.sees(/C {2}○ ○ ○ ○ ○ ○ × ○/)
    seated.press(KEYS.escape)
    await seated.sees('type to find')
    seated.press(KEYS.escape, KEYS.escape)
    await seated.sees('1-9 choose')
    seated.press('3')
    await seated.sees(/► .*Shown +1 ticket/)
    seated.press(KEYS.enter)
    await seated.sees('Hall, row C, seat 7')
  })
})

/** Stalls too large for the screen, and a circle behind them. */
function wide(): Plan {
  const stalls = drawRows({ start: { x: 0, y: 200 }, rows: 30, seats: 50, category: 'Stalls' })
  const circle = drawRows({ start: { x: 300, y: 1_400 }, rows: 2, seats: 10, category: 'Circle' })
  return withIds({
    name: 'Wide',
    size: { width: 1_300, height: 1_600 },
    focal_point: { x: 0, y: 100 },
    categories: [{ name: 'Stalls' }, { name: 'Circle' }],
    zones: [
      {
        name: 'Stalls',
        position: { x: 0, y: 0 },
        rows: stalls,
        areas: [drawStage({ x: 0, y: 0, width: 1_200, height: 100 })],
      },
      { name: 'Circle', position: { x: 0, y: 0 }, rows: circle },
    ],
  })
}

test('a command in a terminal asks whether to take what is free in the place of a taken seat', async () => {
  const eventId = await makeEvent('Asked', drawHall({ rows: 3, seats: 8 }))
  const [type = ''] = await typesOf(eventId)
  const body = { lines: [{ ticketTypeId: type, seatIds: ['A-4'] }], payment: { method: 'door' as const } }
  expect(await organizer.client(placeOrder, { params: { eventId }, body })).toMatchObject({ ok: true })
  const { client, token } = await service.signUp()
  const asked = ['--server', service.url, 'book', eventId, '--seats', 'A-4,A-5', '--type', 'Adult Standard']
  const seated = await sitDown(asked, { env: { FAIRGROUND_TOKEN: token }, columns: 160 })
  people.push(seated)
  await seated.sees(/Hall, row A, seat 4 is taken[^]*Free instead: Hall, row [^]*Take these instead\?/)
  expect(await seatsBought(client)).toEqual([])
  seated.press('y')
  await seated.sees(/Booked 2 of Adult Standard[^]*40\.00 EUR to pay at the door/)
  expect(await seated.exited).toBe(0)
  expect(await seatsBought(client)).toHaveLength(2)
})

test('an event with seats is created in the menu by rows times seats', async () => {
  const seated = await sitDown(['--server', service.url], { env: { FAIRGROUND_TOKEN: organizer.token } })
  people.push(seated)
  await seated.sees('1-9 choose')
  seated.press('4')
  await seated.sees(/► Name[^]*10 x 20 is ten rows/)
  seated.press(
    'Drawn Here',
    KEYS.enter,
    '2027-09-03 20:00',
    KEYS.enter,
    '10 x 20',
    KEYS.enter,
    '5',
    KEYS.enter,
    KEYS.enter,
  )
  expect(await seated.sees('is on sale.')).toMatch(/total +200[^]*price +5\.00 EUR/)
})
