import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Archive, listEvents, listOrders, placeOrder, readAvailability, signIn } from '@fairground/contract'
import { createClient } from '@fairground/contract/client'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { freePort, type ServiceProcess, startProcess } from '../testing/process.ts'
import { createDatabase, dropDatabase } from '../testing/service.ts'
import { MAIN, startProgram } from './programs.ts'
import { newBuyer, newSale, PASSWORD } from './sale.ts'

const STOPPED = { code: 0, signal: null }

let folder: string
let file: string
const cleanups: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairground-data-file-'))
  file = join(folder, 'fairground.json')
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  await rm(folder, { recursive: true, force: true })
})

async function newDatabase(): Promise<string> {
  const connectionString = await createDatabase()
  cleanups.push(() => dropDatabase(connectionString))
  return connectionString
}

async function startService(connectionString: string, env: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = await startProcess({ connectionString, env: { DATA_FILE: file, ...env } })
  cleanups.push(() => service.stop('SIGKILL'))
  return service
}

async function readArchive(): Promise<Archive> {
  // Written by the service itself; what the tests ask of it is checked by them.
  return JSON.parse(await readFile(file, 'utf8')) as Archive
}

/** A service that sold some tickets and wrote them down when it was stopped. */
async function soldAndSaved(connectionString: string) {
  const service = await startService(connectionString)
  // The demo is for the embedded database only.
  expect(await createClient({ server: service.url })(listEvents, {})).toMatchObject({ ok: true, data: { items: [] } })
  const buyer = await newBuyer(service.url)
  const { eventId, ticketTypeId } = await newSale(buyer, 10)
  const order = await buyer.client(placeOrder, {
    params: { eventId },
    body: { lines: [{ ticketTypeId, quantity: 3 }] },
  })
  if (!order.ok) throw new Error(order.problem.detail)
  expect(await service.stop()).toEqual(STOPPED)
  return { email: buyer.email, eventId, order: order.data }
}

test('a stop writes everything, and the next start takes it into an empty database: the ids, the places, the way to sign in', async () => {
  const { email, eventId, order } = await soldAndSaved(await newDatabase())
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['fairground.json'])

  const restored = await startService(await newDatabase())
  const anonymous = createClient({ server: restored.url })
  const events = await anonymous(listEvents, {})
  expect(events).toMatchObject({ ok: true, data: { items: [{ id: eventId, left: 7 }] } })
  expect(await anonymous(readAvailability, { params: { eventId } })).toMatchObject({
    ok: true,
    data: { areas: [{ capacity: 10, held: 0, sold: 3, left: 7 }] },
  })
  const signedIn = await anonymous(signIn, { body: { email, password: PASSWORD } })
  if (!signedIn.ok) throw new Error(signedIn.problem.detail)
  const history = await createClient({ server: restored.url, token: signedIn.data.token })(listOrders, {})
  if (!history.ok) throw new Error(history.problem.detail)
  const [found] = history.data.items
  expect(history.data.items).toHaveLength(1)
  expect(found?.id).toBe(order.id)
  expect(found?.tickets.map(({ id }) => id).toSorted()).toEqual(order.tickets.map(({ id }) => id).toSorted())
})

test('a database that has data already keeps it, and the file is replaced as a whole', async () => {
  const connectionString = await newDatabase()
  await soldAndSaved(connectionString)
  const before = await readFile(file, 'utf8')
  // The name moves to a new file; whoever had the old one open, or a crash in between, still has all of it.
  const old = join(folder, 'old')
  await link(file, old)

  const again = await startService(connectionString)
  const buyer = await newBuyer(again.url)
  await newSale(buyer, 5, 'Another night')
  expect(await again.stop()).toEqual(STOPPED)
  expect(await readFile(old, 'utf8')).toBe(before)
  const archive = await readArchive()
  expect(new Map(archive.events.map(({ title, orders }) => [title, orders.length]))).toEqual(
    new Map([
      ['A night to count', 1],
      ['Another night', 0],
    ]),
  )
  expect((await readdir(folder)).toSorted()).toEqual(['fairground.json', 'old'])
})

test('an import that was interrupted goes on at the next start, and half of it is never written over the file', async () => {
  await soldAndSaved(await newDatabase())
  const whole = await readArchive()
  // As a start leaves it that was killed when it had taken in the people, but no event.
  const half = await newDatabase()
  await writeFile(join(folder, 'half.json'), JSON.stringify({ ...whole, events: [] }))
  const interrupted = await startService(half, { DATA_FILE: join(folder, 'half.json') })
  expect(await interrupted.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
  await writeFile(`${file}.importing`, '')

  const next = await startService(half)
  expect(await next.stop()).toEqual(STOPPED)
  const { accounts, organizers, events } = await readArchive()
  expect(accounts.map(({ email }) => email)).toEqual(whole.accounts.map(({ email }) => email))
  expect({ organizers, events }).toEqual({ organizers: whole.organizers, events: whole.events })
  expect((await readdir(folder)).toSorted()).toEqual(['fairground.json', 'half.json'])
})

test('a file that is no archive stops the start with its name, and stays as it is', async () => {
  await writeFile(file, '{"format":')
  const program = startProgram(MAIN, [], {
    FAIRGROUND_ROOT: folder,
    DATABASE_URL: await newDatabase(),
    DATA_FILE: file,
    PORT: String(await freePort()),
  })
  expect(await program.exited).toEqual({ code: 1, signal: null })
  expect(program.output()).toContain(`DATA_FILE ${file} is not valid JSON`)
  expect(await readFile(file, 'utf8')).toBe('{"format":')
})
