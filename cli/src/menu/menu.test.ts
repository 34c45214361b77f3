import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text as readAll } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { createEvent, listOrders, placeOrder, signOut, signUp } from '@fairground/contract'
import { type Client, createClient } from '@fairground/contract/client'
import { create } from 'qrcode'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { freePort, startProcess } from '../../../server/src/testing/process.ts'
import {
  createDatabase,
  dropDatabase,
  startTestService,
  type TestService,
} from '../../../server/src/testing/service.ts'
import { KEYS, type Person, sitDown } from './testing.ts'

const PASSWORD = 'correct horse battery'
const BACKSPACE = '\u007f'
const IN_MENU = '1-9 choose'

let service: TestService
const people: Person[] = []
beforeAll(async () => {
  service = await startTestService()
})
afterEach(async () => {
  for (const seated of people.splice(0)) await seated.leave()
})
afterAll(() => service.stop())

async function person(server: string, seat: Parameters<typeof sitDown>[1] = {}): Promise<Person> {
  const seated = await sitDown(['--server', server], seat)
  people.push(seated)
  return seated
}

/** A new account, as whom the menu is opened. */
async function signedIn(seat: Parameters<typeof sitDown>[1] = {}) {
  const visitor = await service.signUp('Ada')
  const seated = await person(service.url, { ...seat, env: { FAIRGROUND_TOKEN: visitor.token, ...seat.env } })
  return { ...visitor, seated }
}

async function makeEvent(
  client: Client,
  title: string,
  capacity: number,
  more: { priceMinor?: number; holdSeconds?: number } = {},
) {
  const { priceMinor = 0, holdSeconds } = more
  const ticketTypes = [{ name: 'Standard', priceMinor }]
  const outcome = await client(createEvent, {
    body: {
      title,
      startsAt: '2027-06-01T12:45:00Z',
      timeZone: 'Europe/Berlin',
      holdSeconds,
      venue: { name: 'Cellar' },
      paymentMethods: ['door'],
      areas: [{ name: 'General', kind: 'general', capacity, ticketTypes }],
    },
  })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

/** From the menu to the one event that is found by these words. */
async function choose(seated: Person, number: string, words: string): Promise<void> {
  seated.press(number)
  await seated.sees('type to find')
  seated.press(words)
  await seated.sees(new RegExp(`Find ${words}.* 1 (of|event)[^]*► .* left`))
  seated.press(KEYS.enter)
}

describe('in a terminal of 80 x 24', () => {
  test('seven of 150 are bought with keys alone, and the list then has 143', async () => {
    const { client, seated } = await signedIn()
    await makeEvent(client, 'Workshopy', 150)
    await makeEvent(client, 'ConferenceX', 30)
    expect(await seated.sees(/► 1 {2}Browse events .*what is on/)).toMatch(/2 {2}Book tickets[^]*9 {2}Exit/)
    seated.press('1')
    await seated.sees('ConferenceX')
    seated.press('work')
    await seated.seesNot('ConferenceX')
    expect(await seated.sees(/► 2027-06-01 14:45 {2}Workshopy +150 left/)).toMatch(
      /date +2027-06-01 14:45[^]*venue +Cellar[^]*price +free[^]*left +150[^]*total +150[^]*id +[0-9a-f-]{36}/,
    )
    seated.press(KEYS.enter)
    await seated.sees(/► Standard +free +150 left/)
    seated.press(BACKSPACE, '7', KEYS.enter)
    expect(await seated.sees(/Held for you {2}(10:00|9:5\d)/)).toContain('7 × Standard')
    seated.press(KEYS.enter)
    const first = await seated.sees('Ticket 1 of 7')
    expect(first).toContain('Booked: 7 tickets')
    expect(first).toContain('Press Enter to return')

    const codes = [await scannedCode(seated)]
    for (let number = 2; number <= 7; number += 1) {
      seated.press(KEYS.right)
      await seated.sees(`Ticket ${number} of 7`)
      codes.push(await scannedCode(seated))
    }
    const orders = await client(listOrders, {})
    if (!orders.ok) throw new Error(orders.problem.detail)
    expect(codes.toSorted()).toEqual(orders.data.items[0]?.tickets.map(({ code }) => code).toSorted())

    seated.press(KEYS.enter)
    expect(await seated.sees(/Workshopy +143 left/)).not.toContain('Ticket')
    await service.invariants()
  })

  test('51 of 30 are refused in a sentence, and nothing that was written is lost', async () => {
    const { client, seated } = await signedIn()
    await makeEvent(client, 'Small Hall', 30)
    await seated.sees(IN_MENU)
    await choose(seated, '2', 'small hall')
    await seated.sees('How many')
    seated.press(BACKSPACE, '51', KEYS.enter)
    expect(await seated.sees(/Not enough left: 30 left of General\. Nothing was taken\./)).toMatch(/How many +51/)
    seated.press(BACKSPACE, BACKSPACE, '3', KEYS.enter)
    await seated.sees('3 × Standard')
  })

  test('a hold that nobody wants any more is let go, after a question', async () => {
    const { client, seated } = await signedIn()
    await makeEvent(client, 'Second Thoughts', 10)
    await seated.sees(IN_MENU)
    await choose(seated, '1', 'second')
    await seated.sees('How many')
    seated.press(KEYS.enter)
    await seated.sees('Held for you')
    seated.press(KEYS.escape)
    await seated.sees('Let these tickets go?')
    seated.press(KEYS.escape)
    await seated.sees('Press Enter to book them.')
    seated.press(KEYS.escape)
    await seated.sees('Let these tickets go?')
    seated.press(KEYS.enter)
    await seated.sees('The tickets are back on sale.')
    seated.press(KEYS.enter)
    await seated.sees(/Second Thoughts +10 left/)
  })

  test('a hold whose time is over says so, and one may choose again', async () => {
    const { client, seated } = await signedIn()
    await makeEvent(client, 'Slow Reader', 10, { holdSeconds: 1 })
    await seated.sees(IN_MENU)
    await choose(seated, '1', 'slow reader')
    await seated.sees('How many')
    seated.press(KEYS.enter)
    await seated.sees('The time of the hold is over')
    seated.press(KEYS.enter)
    await seated.sees('How many')
  })

  test('who is not signed in browses, signs up where it is needed, and goes on there', async () => {
    const organizer = await service.signUp()
    await makeEvent(organizer.client, 'Open Air', 20, { priceMinor: 1250 })
    const seated = await person(service.url)
    await seated.sees('not signed in')
    await choose(seated, '1', 'open air')
    await seated.sees(/How many +1.* 12\.50 EUR in all/)
    seated.press(KEYS.enter)
    await seated.sees('You need an account to hold tickets.')
    seated.press('2', 'Grace', KEYS.enter, 'grace@fairground.test', KEYS.enter, PASSWORD, KEYS.enter, 'another')
    expect(await seated.sees(/Once more +•{7}/)).not.toContain('another')
    seated.press(KEYS.enter)
    await seated.sees('The two passwords differ.')
    seated.press('\u0015', PASSWORD, KEYS.enter)
    expect(await seated.sees('Held for you')).toMatch(/1 × Standard +12\.50 EUR, to pay at the door/)
    seated.press(KEYS.enter)
    await seated.sees('Booked: 1 ticket')
    seated.press(KEYS.enter)
    await seated.sees(/Open Air +19 left/)
    seated.press(KEYS.escape, KEYS.escape)
    await seated.sees(IN_MENU)
    seated.press('3')
    await seated.sees(/► 2027-06-01 14:45 {2}Open Air +1 ticket/)
  })

  test('an event is created from a form that says at each answer what is not right', async () => {
    const { seated } = await signedIn()
    await seated.sees(IN_MENU)
    seated.press('4')
    await seated.sees(/► Name/)
    seated.press(
      'Jazz Night',
      KEYS.enter,
      '2027-13-03 20:00',
      KEYS.enter,
      'many',
      KEYS.enter,
      '12.5x',
      KEYS.enter,
      KEYS.enter,
    )
    const corrected = await seated.sees('has to be a whole number of at least 1')
    expect(corrected).toMatch(/Name +Jazz Night/)
    expect(corrected).toContain('There is no 2027-13-03 20:00')
    expect(corrected).toContain('"12.5x" is not a price')
    seated.press(
      '\u0015',
      '2027-09-03 20:00',
      KEYS.enter,
      '\u0015',
      '80',
      KEYS.enter,
      '\u0015',
      '12.50 CHF',
      KEYS.enter,
    )
    seated.press('Keller', KEYS.enter)
    expect(await seated.sees('is on sale.')).toMatch(
      /id +[0-9a-f-]{36}[^]*total +80[^]*price +12\.50 CHF[^]*Press Enter to return/,
    )
    seated.press(KEYS.enter)
    await seated.sees(IN_MENU)
    seated.press('5')
    await seated.sees('Jazz Night')
    seated.press(KEYS.enter)
    await seated.sees(/left +80/)
  })

  test('the dashboard shows a sale as it happens', async () => {
    const { client, seated } = await signedIn()
    const event = await makeEvent(client, 'Watched', 100, { priceMinor: 500 })
    await seated.sees(IN_MENU)
    seated.press('5')
    await seated.sees('Watched')
    seated.press(KEYS.enter)
    await seated.sees(/sold +0 [^]*left +100/)
    const ticketTypeId = event.areas[0]?.ticketTypes[0]?.id ?? ''
    const buyer = await service.signUp()
    const body = { lines: [{ ticketTypeId, quantity: 5 }], payment: { method: 'door' as const } }
    expect(await buyer.client(placeOrder, { params: { eventId: event.id }, body })).toMatchObject({ ok: true })
    await seated.sees(/sold +5 [^]*left +95/)
    await seated.sees(/most 5[^]*█/)
    await seated.sees('25.00 EUR')
  })

  test('a session that has ended elsewhere is signed in again in place, and goes on there', async () => {
    const { client, email, seated } = await signedIn()
    await seated.sees(IN_MENU)
    expect(await client(signOut, {})).toMatchObject({ ok: true })
    seated.press('3')
    await seated.sees('You need an account to see your orders.')
    seated.press('1', email, KEYS.enter, PASSWORD, KEYS.enter)
    await seated.sees('No orders yet.')
  })

  test('a password is changed, and who signs out is asked again', async () => {
    const seated = await person(service.url)
    await seated.sees('not signed in')
    seated.press(
      '6',
      '2',
      'Ada',
      KEYS.enter,
      'ada@fairground.test',
      KEYS.enter,
      PASSWORD,
      KEYS.enter,
      PASSWORD,
      KEYS.enter,
    )
    await seated.sees('as Ada (ada@fairground.test).')
    seated.press(KEYS.enter)
    await seated.sees('Change password')
    seated.press('1', 'wrong password', KEYS.enter, 'another long one', KEYS.enter, 'another long one', KEYS.enter)
    await seated.sees('password is wrong')
    seated.press(KEYS.up, KEYS.up, '\u0015', PASSWORD, KEYS.enter, KEYS.enter, KEYS.enter)
    await seated.sees('The password is changed.')
    seated.press(KEYS.enter)
    await seated.sees('Sign out')
    seated.press('2', KEYS.enter)
    await seated.sees('Signed out of')
    seated.press(KEYS.enter)
    await seated.sees('You are not signed in.')
    seated.press(KEYS.escape)
    await seated.sees(IN_MENU)
    seated.press('3')
    await seated.sees('You need an account to see your orders.')
  })
})

/** The code that stands beside the picture, once the picture is that of the code. */
async function scannedCode(seated: Person): Promise<string> {
  await expect
    .poll(() => [writtenCode(seated).length, qrOn(seated)], { timeout: 20_000 })
    .toEqual([
      CODE_LENGTH,
      expect.toSatisfy((modules) => JSON.stringify(modules) === JSON.stringify(modulesOf(writtenCode(seated)))),
    ])
  return writtenCode(seated)
}

const CODE_LENGTH = 135

/** Put together from its rows under the ticket's number and type. */
function writtenCode(seated: Person): string {
  const words = seated.rows().map((row) => row.slice(qrColumns(seated)).trim())
  const start = words.findIndex((row) => row.startsWith('Ticket ')) + 2
  return words.slice(start, words.indexOf('', start)).join('')
}

const SIDE_MARGIN = 2

/** Most codes make 49 columns; one that happens to have many digits makes 45. The last row is all light. */
function qrColumns(seated: Person): number {
  return Math.max(0, ...seated.rows().map((row) => /^█{40,}/.exec(row)?.[0].length ?? 0))
}

/** The picture on the screen as dark and light modules, without its margins. */
function qrOn(seated: Person): boolean[][] {
  const columns = qrColumns(seated)
  const halves = seated.rows().flatMap((row) => {
    const cells = row
      .padEnd(columns)
      .split('')
      .slice(SIDE_MARGIN, columns - SIDE_MARGIN)
    return [cells.map((cell) => ' ▄'.includes(cell)), cells.map((cell) => ' ▀'.includes(cell))]
  })
  return halves.slice(1, 1 + columns - 2 * SIDE_MARGIN)
}

function modulesOf(code: string): boolean[][] {
  const { modules } = create(code, { errorCorrectionLevel: 'L' })
  return Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_cell, x) => Boolean(modules.data[y * modules.size + x])),
  )
}

test('a service that restarts in the middle of a hold is waited for, and the hold is confirmed', async () => {
  const connectionString = await createDatabase()
  const port = String(await freePort())
  const start = () => startProcess({ connectionString, env: { PORT: port } })
  let running = await start()
  const client = createClient({ server: running.url })
  const joined = await client(signUp, { body: { email: 'ada@fairground.test', password: PASSWORD, name: 'Ada' } })
  if (!joined.ok) throw new Error(joined.problem.detail)
  const { token } = joined.data
  await makeEvent(createClient({ server: running.url, token }), 'Workshopy', 150)
  const seated = await person(running.url, { env: { FAIRGROUND_TOKEN: token } })
  await seated.sees(IN_MENU)
  await choose(seated, '1', 'work')
  await seated.sees('How many')
  seated.press(BACKSPACE, '7', KEYS.enter)
  await seated.sees('Held for you')
  await running.stop()
  seated.press(KEYS.enter)
  const waiting = await seated.sees(/The service does not answer\. Trying again… the hold is kept until \d\d:\d\d\./)
  expect(waiting).toMatch(/7 × Standard[^]*Held for you/)
  running = await start()
  expect(await seated.sees('Ticket 1 of 7')).toContain('Booked: 7 tickets')
  const orders = await createClient({ server: running.url, token })(listOrders, {})
  // As many items as are named: it was booked once.
  expect(orders).toMatchObject({ ok: true, data: { items: [{ lines: [{ quantity: 7 }] }] } })
  await seated.leave()
  people.splice(0)
  await running.stop()
  await dropDatabase(connectionString)
})

test('who cannot wait goes back while the service is away, and finds the hold again', async () => {
  const stopped = await startTestService()
  const visitor = await stopped.signUp('Ada')
  await makeEvent(visitor.client, 'Kept', 10)
  const seated = await person(stopped.url, { env: { FAIRGROUND_TOKEN: visitor.token } })
  await seated.sees(IN_MENU)
  await choose(seated, '1', 'kept')
  await seated.sees('How many')
  seated.press(KEYS.enter)
  await seated.sees('Held for you')
  await stopped.stop()
  seated.press(KEYS.enter)
  await seated.sees('Trying again…')
  seated.press(KEYS.escape)
  expect(await seated.sees('Press Enter to book them.')).not.toContain('Trying again')
  seated.press(KEYS.escape)
  await seated.sees('Let these tickets go?')
  seated.press(KEYS.enter)
  await seated.sees('Trying again…')
  seated.press(KEYS.escape)
  await seated.sees('type to find')
  seated.press(KEYS.escape, KEYS.escape)
  expect(await seated.sees(IN_MENU)).toMatch(/You hold tickets until \d\d:\d\d\./)
})

describe('the terminal', () => {
  test('is as it was after Exit, code 0', async () => {
    const seated = await person(service.url)
    await seated.sees(IN_MENU)
    expect(seated.isAlternate()).toBe(true)
    expect(seated.isCursorHidden()).toBe(true)
    seated.press('9')
    expect(await seated.exited).toBe(0)
    expect(seated.isAlternate()).toBe(false)
    expect(seated.isCursorHidden()).toBe(false)
    expect(seated.screen().trim()).toBe('')
  })

  test('is as it was after Ctrl-C, also in the middle of a field', async () => {
    const seated = await person(service.url)
    await seated.sees(IN_MENU)
    seated.press('1')
    await seated.sees('Find')
    seated.press('abc', KEYS.stop)
    expect(await seated.exited).toBe(130)
    expect(seated.isAlternate()).toBe(false)
    expect(seated.isCursorHidden()).toBe(false)
  })

  test('has no colours under NO_COLOR, and the chosen item is still marked', async () => {
    const seated = await person(service.url, { env: { NO_COLOR: '1' } })
    await seated.sees('► 1  Browse events')
    seated.press(KEYS.down)
    await seated.sees('► 2  Book tickets')
    expect(seated.written()).not.toMatch(new RegExp(`${KEYS.escape}\\[[\\d;]*m`))
  })

  test('shows the marker in green and descriptions in a quieter colour', async () => {
    const seated = await person(service.url)
    await seated.sees('► 1')
    expect(seated.written()).toContain('\u001b[32m► ')
    expect(seated.written()).toContain('\u001b[2mwhat is on')
  })

  test('is redrawn when it grows, and says what it was made for when it is small', async () => {
    const { client, seated } = await signedIn()
    await makeEvent(client, 'Resized', 12)
    await seated.sees(IN_MENU)
    seated.press('1', 'resized')
    await seated.sees(/► .*Resized +12 left/)
    seated.resize(120, 40)
    await seated.sees(/^.{100,}12 left$/m)
    expect(seated.rows().filter((row) => row.includes('► '))).toHaveLength(1)
    seated.resize(60, 20)
    await seated.sees('Made for 80x24 or larger; this window is 60x20.')
    expect(await seated.sees(/► .*Resized +12 left$/m)).toMatch(/Esc back/)
    expect(seated.rows().every((row) => row.length <= 60)).toBe(true)
    seated.press(KEYS.escape, KEYS.escape)
    await seated.sees(IN_MENU)
  })

  test('keeps its columns beside titles of any script, and no title steers it', async () => {
    const { client, seated } = await signedIn()
    const titles = ['کنفرانس می‌روم', '上海音乐节', '🎪 Zirkus', 'Bell\u0007 and \u001b[31mred']
    for (const title of titles) await makeEvent(client, `Script ${title}`, 12)
    await seated.sees(IN_MENU)
    seated.press('1', 'script')
    await seated.sees(/ 4 of \d+$/m)
    const rows = seated.rows().filter((row) => row.endsWith('12 left'))
    expect(rows).toHaveLength(4)
    expect(seated.screen()).toMatch(/Script Bell +and red/)
    expect(seated.written()).not.toContain('\u001b[31mred')
    expect(seated.written()).not.toContain('\u0007')
  })

  test('opens help with ? from anywhere but a field, and tells every item and key', async () => {
    const seated = await person(service.url)
    await seated.sees(IN_MENU)
    seated.press('?')
    const help = await seated.sees('Ctrl-C')
    for (const item of ['Browse', 'Book', 'orders', 'Create', 'My events', 'Account', 'Burst', 'Exit', 'Esc', 'Tab']) {
      expect(help).toContain(item)
    }
    seated.press(KEYS.escape)
    await seated.sees(IN_MENU)
    seated.press('4')
    await seated.sees(/► Name/)
    seated.press('What?')
    await seated.sees(/Name +What\?/)
  })
})

describe('beside the menu', () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))

  test('there are plain lines where the output is no terminal', async () => {
    const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'pipe'] })
    const [stdout, stderr, [code]] = await Promise.all([
      readAll(child.stdout),
      readAll(child.stderr),
      once(child, 'exit') as Promise<[number]>,
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Usage: fairground[^]*list[^]*book .*<event>/)
    expect(stdout).not.toContain('\u001b')
  })

  test('a service that is away is told of in a sentence, and Esc leads back', async () => {
    const seated = await person('http://127.0.0.1:9')
    await seated.sees(IN_MENU)
    seated.press('1')
    expect(await seated.sees('The service does not answer. Trying again…')).toContain('r try now · Esc back')
    seated.press(KEYS.escape)
    await seated.sees(IN_MENU)
  })
})
