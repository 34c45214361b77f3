import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawHall } from '@fairground/seating'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { HALL_HASHES, seedHall } from '../../server/src/features/plans/halls.ts'
import { startTestService, type TestService } from '../../server/src/testing/service.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

/** What the system can say of a file that only its owner may read; Windows says nothing of the kind. */
const OWNER_ONLY = process.platform === 'win32' ? 0o666 : 0o600

interface Ran {
  exitCode: number
  stdout: string
  stderr: string
}

/** A person at a terminal of their own: a folder, a home, and a service that they mean. */
interface Person {
  folder: string
  run(...commandArguments: string[]): Promise<Ran>
  runWith(env: Record<string, string>, ...commandArguments: string[]): Promise<Ran>
  /** Runs with --json and gives the document. */
  read(...commandArguments: string[]): Promise<unknown>
}

async function personAt(server: string, environment: Record<string, string> = {}): Promise<Person> {
  const folder = await mkdtemp(join(tmpdir(), 'fairground-cli-'))
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    TZ: 'Europe/Berlin',
    FAIRGROUND_SERVER: server,
    FAIRGROUND_PASSWORD: 'correct horse battery',
    ...environment,
  }
  const runWith = (env: Record<string, string>, ...commandArguments: string[]) =>
    new Promise<Ran>((resolve) => {
      const options = { cwd: folder, env: { ...base, ...env } }
      const child = execFile(process.execPath, [main, ...commandArguments], options, (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
      )
      child.stdin?.end()
    })
  const run = (...commandArguments: string[]) => runWith({}, ...commandArguments)
  return {
    folder,
    run,
    runWith,
    read: async (...commandArguments) => JSON.parse((await run(...commandArguments, '--json')).stdout) as unknown,
  }
}

function leave(person: Person): Promise<void> {
  return rm(person.folder, { recursive: true, force: true })
}

async function signedUp(server: string, email: string, ...more: string[]): Promise<Person> {
  const person = await personAt(server)
  const ran = await person.run('signup', email, '--name', 'Ada', ...more)
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  return person
}

describe('on a new service', () => {
  let service: TestService
  let ada: Person
  let admin: Person
  beforeAll(async () => {
    service = await startTestService()
    ada = await signedUp(service.url, 'ada@fairground.test')
    admin = await personAt(service.url, { FAIRGROUND_TOKEN: (await service.admin()).token })
  })
  afterAll(async () => {
    await Promise.all([leave(ada), leave(admin)])
    await service.stop()
  })

  test('the first day: two events, seven places sold, fifty-one refused, the books right, and all of it stays', async () => {
    expect(await ada.run('create', 'ConferenceX', '2027-12-10 10:30', '30')).toMatchObject({ exitCode: 0 })
    expect(await ada.run('create', 'Workshopy', '2027-06-01 14:45', '150')).toMatchObject({ exitCode: 0 })
    expect((await ada.run('list')).stdout).toMatch(/Workshopy +150 +150[^]*ConferenceX +30 +30/)

    const booked = await ada.run('book', 'Workshopy', '7')
    expect(booked).toMatchObject({ exitCode: 0, stderr: '' })
    expect(booked.stdout).toContain('143 left')
    expect(new Set(booked.stdout.match(/(?<=code )\S+/g)).size).toBe(7)

    const refused = await ada.run('book', 'ConferenceX', '51')
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^Not enough left: .*\b30 left/)
    expect(await ada.read('orders')).toMatchObject({ items: [{ event: { title: 'Workshopy' } }], nextCursor: null })

    const listed = (await ada.run('list')).stdout
    const id = '[0-9a-f-]{36}'
    expect(listed).toMatch(new RegExp(`^${id} +2027-06-01 14:45 +Workshopy +150 +143\\b`, 'm'))
    expect(listed).toMatch(new RegExp(`^${id} +2027-12-10 10:30 +ConferenceX +30 +30\\b`, 'm'))

    const checked = await admin.run('check')
    expect(checked).toMatchObject({ exitCode: 0, stderr: '' })
    expect(checked.stdout).toMatch(/^ +0 +\S/m)
    expect(checked.stdout).not.toMatch(/^ *[1-9]\d* +[a-z]/m)
    await service.invariants()

    const later = await service.second()
    expect((await ada.run('list', '--server', later.url)).stdout).toBe(listed)
  })

  test('a title is given back exactly, to programs and to people', async () => {
    for (const title of ['🎪 Zirkus', 'کنفرانس می‌روم']) {
      expect(await ada.read('create', title, '2027-08-01 20:00', '5')).toMatchObject({ title })
      expect(await ada.read('show', title)).toMatchObject({ title })
      expect((await ada.run('list', '--query', title)).stdout).toContain(title)
    }
  })

  test('a price is paid at the door, and the order says how much', async () => {
    const args = ['--price', '12.50', '--currency', 'chf', '--venue', 'Cellar', '--limit', '2', '--zone', 'Asia/Tokyo']
    await ada.run('create', 'Jazz Night', '2027-09-03 20:00', '80', ...args)
    const booked = await ada.run('book', 'jazz night', '2')
    expect(booked.stdout).toContain('2027-09-03 20:00 (Asia/Tokyo)')
    expect(booked.stdout).toContain('25.00 CHF to pay at the door.')
    expect(await ada.run('book', 'Jazz Night', '1')).toMatchObject({ exitCode: 1 })
    expect((await ada.run('show', 'Jazz Night')).stdout).toMatch(/Standard +12\.50 CHF +78/)
  })

  test('the same key buys once, however often it is said', async () => {
    await ada.run('create', 'Repeated', '2027-08-02 20:00', '10')
    const [first, second] = [
      await ada.read('book', 'Repeated', '2', '--key', 'the-same'),
      await ada.read('book', 'Repeated', '2', '--key', 'the-same'),
    ]
    expect(second).toEqual(first)
    expect(first).toMatchObject({ left: 8 })
  })

  test('two events of one title are a question, and each is known by its id', async () => {
    const created = [
      await ada.run('create', 'Twin Peaks', '2027-08-03 20:00', '5'),
      await ada.run('create', 'Twin Peaks', '2027-08-04 20:00', '5'),
    ]
    const ids = created.map(({ stdout }) => /^id +(\S+)$/m.exec(stdout)?.[1] ?? '')
    const asked = await ada.run('book', 'Twin Peaks', '1')
    expect(asked).toMatchObject({ exitCode: 4, stdout: '' })
    for (const id of ids) expect(asked.stderr).toContain(id)
    expect(await ada.run('book', ids[1] ?? '', '1')).toMatchObject({ exitCode: 0 })
  })

  test('what is no whole number of at least 1 is refused before anything is sent', async () => {
    const refused = await Promise.all(
      ['0', '-1', '1.5', 'abc', '2x', '', '1e3'].map((quantity) => ada.run('book', 'Workshopy', quantity)),
    )
    for (const ran of refused) {
      expect(ran).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringMatching(/^QUANTITY is .* whole number/),
      })
    }
  })

  test.each([
    [['book', 'Workshopy', '1000000000000'], 2, 'invalid'],
    [['show', 'no-such-event'], 4, 'not-found'],
    [['create', 'Past', '2001-01-01 10:00', '5'], 2, 'invalid'],
    [['create', 'Long '.repeat(50), '2027-01-02 10:00', '5'], 2, 'invalid'],
    [['check'], 5, 'not-allowed'],
    [['list', '--server', 'http://127.0.0.1:9'], 3, 'unreachable'],
    [['list', '--ca', 'nowhere.pem'], 2, 'used-wrongly'],
    [['lisst'], 2, 'used-wrongly'],
    [['reset'], 2, 'used-wrongly'],
  ] as const)('%j: exit code %i, problem %s', async (commandArguments, exitCode, code) => {
    const ran = await ada.run(...commandArguments, '--json')
    expect(ran).toMatchObject({ exitCode, stderr: '' })
    expect(JSON.parse(ran.stdout)).toMatchObject({
      problem: { code, title: expect.any(String), detail: expect.any(String) },
    })
  })

  test('what is missing is named where nobody can be asked', async () => {
    const stranger = await personAt(service.url)
    expect(await stranger.run('login')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('e-mail address'),
    })
    expect(await stranger.runWith({ FAIRGROUND_PASSWORD: '' }, 'login', 'ada@fairground.test')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('FAIRGROUND_PASSWORD'),
    })
    expect(await stranger.run('orders')).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('fairground login'),
    })
    await leave(stranger)
  })

  test('a hall of ten rows is made without drawing, and its seats are bought by name or as the best ones', async () => {
    const made = ['create', 'Reading', '2027-10-08 19:30', '--rows', '10', '--seats', '20', '--price', '12.50']
    expect((await ada.run(...made)).stdout).toMatch(/^Created Reading, .*, 200 seats\.$/m)
    expect((await ada.run('show', 'Reading')).stdout).toMatch(
      /seats +200 of 200 free in Hall[^]*Standard +12\.50 EUR +200 +\S+ +Standard$/m,
    )
    const best = await ada.run('book', 'Reading', '3')
    expect(best.stdout).toMatch(/^seats +Hall, row A, seats \d+ to \d+ \(together in one row\)$/m)
    const named = await ada.run('book', 'Reading', '--seats', 'f-12, F-13')
    expect(named.stdout).toMatch(/^Booked 2 of Standard for Reading[^]*^seats +Hall, row F, seats 12 and 13$/m)
    expect(named.stdout).toMatch(/^ticket \S+\n {2}seat Hall, row F, seat 12\n {2}code \S+$/m)
    expect(named.stdout).toContain('25.00 EUR to pay at the door.')
    expect((await ada.run('orders', '--limit', '1')).stdout).toContain('seat Hall, row F, seat 13')
    // The event has its copy: no plan stays behind.
    expect((await ada.run('plan', 'list')).stdout).not.toContain('Reading')
    await service.invariants()
  })

  test('thousands are written as such, and nothing that show says of seats is wider than a terminal', async () => {
    const hall = ['--rows', '30', '--seats', '40', '--no-lonely-seats']
    const made = await ada.run('create', 'A Great Hall', '2027-10-08 19:30', ...hall)
    expect(made.stdout).toMatch(/^Created A Great Hall, .*, 1,200 seats\.$/m)
    const shown = (await ada.run('show', 'A Great Hall')).stdout
    expect((await ada.run('list')).stdout).toMatch(/ A Great Hall +1,200 +1,200\b/)
    expect(shown).toMatch(/^left +1,200 of 1,200$/m)
    expect(shown).toMatch(/^seats +1,200 of 1,200 free in Hall\n {11}no single seat may be left alone$/m)
    for (const line of shown.match(/^(?:left|seats| {11}).*$/gm) ?? []) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('a plan in the list says whose it is', async () => {
    const [lectureHall = ''] = HALL_HASHES.keys()
    await seedHall(service.database.queries, lectureHall)
    await writeFile(join(ada.folder, 'club.json'), JSON.stringify(drawHall({ rows: 2, seats: 3, name: 'Club' })))
    await ada.run('plan', 'import', 'club.json')
    const listed = (await ada.run('plan', 'list')).stdout
    expect(listed).toMatch(/Club +6 +Ada\b/)
    expect(listed).toMatch(/Lecture hall +\d+ +comes along/)
  })

  test('a seat that is taken is named, with what is free instead; a program reads the same', async () => {
    await ada.run('create', 'Small Reading', '2027-10-08 19:30', '--rows', '3', '--seats', '8')
    await ada.run('book', 'Small Reading', '--seats', 'B-4')
    const refused = await ada.run('book', 'Small Reading', '--seats', 'B-4,B-5')
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^A seat was just taken: Hall, row B, seat 4 is taken\./)
    const instead = /^Take them with: --seats (\S+)$/m.exec(refused.stderr)?.[1] ?? ''
    expect(instead.split(',')).toHaveLength(2)
    expect(refused.stderr).toMatch(/^Free instead: Hall, row/m)
    expect(await ada.read('book', 'Small Reading', '--seats', 'B-4')).toMatchObject({
      problem: { code: 'seat-taken', seatIds: ['B-4'], offered: [expect.any(String)] },
    })
    expect(await ada.run('book', 'Small Reading', '--seats', instead)).toMatchObject({ exitCode: 0 })
    expect(await ada.read('book', 'Small Reading', '--seats', 'Z-1')).toMatchObject({ problem: { code: 'not-found' } })
  })

  test('nobody leaves a single seat alone where that is forbidden, and hears which', async () => {
    await ada.run('create', 'Tidy', '2027-10-08 19:30', '--rows', '2', '--seats', '6', '--no-lonely-seats')
    const refused = await ada.run('book', 'Tidy', '--seats', 'A-2')
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^A single seat would be left alone: .*row A, seat 1/)
    expect(await ada.run('book', 'Tidy', '--seats', 'A-1')).toMatchObject({ exitCode: 0 })
  })

  test('a plan goes into a file and out of it, in our form or in that of pretix, and events are made of it', async () => {
    await writeFile(join(ada.folder, 'drawn.json'), JSON.stringify(drawHall({ rows: 3, seats: 8, name: 'Drawn' })))
    await ada.run('plan', 'import', 'drawn.json')
    expect((await ada.run('plan', 'list')).stdout).toMatch(/^\S{36} +Drawn +24 +Ada +Standard$/m)
    expect(await ada.run('plan', 'export', 'Drawn', 'plan.json', '--format', 'pretix')).toMatchObject({ exitCode: 0 })
    const written = await readFile(join(ada.folder, 'plan.json'), 'utf8')
    expect(written).not.toContain('"aisle"')
    await writeFile(join(ada.folder, 'plan.json'), written.replace('"name": "Drawn"', '"name": "Cellar"'))
    const kept = await ada.run('plan', 'import', 'plan.json')
    expect(kept.stdout).toMatch(/^Kept the plan Cellar: 24 seats \(Standard 24\)\.$/m)
    const made = await ada.run('create', 'In the Cellar', '2027-10-09 19:30', '--plan', 'cellar', '--price', '5')
    expect(made.stdout).toContain('24 seats.')
    await writeFile(join(ada.folder, 'broken.json'), written.replace('"A-2"', '"A-1"'))
    const broken = await ada.run('plan', 'import', 'broken.json')
    expect(broken).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('A-1') })
  })

  test.each([
    [['create', 'X', '2027-01-01 20:00', '5', '--rows', '3', '--seats', '3'], /write one of them/],
    [['create', 'X', '2027-01-01 20:00', '--rows', '3'], /needs both/],
    [['create', 'X', '2027-01-01 20:00'], /How many places are there/],
    [['create', 'X', '2027-01-01 20:00', '--rows', '3000', '--seats', '3'], /at most 2,000 rows/],
    [['create', 'X', '2027-01-01 20:00', '5', '--no-lonely-seats'], /for events with seats/],
    [['book', 'Workshopy'], /How many tickets/],
    [['book', 'Workshopy', '3', '--seats', 'A-1'], /leave QUANTITY out/],
    [['book', 'Workshopy', '--seats', 'A-1'], /has no seats to choose/],
  ])('%j is refused in a sentence', async (commandArguments, sentence) => {
    expect(await ada.run(...commandArguments)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    })
  })

  test('no plan stays behind when the event in it is refused', async () => {
    expect(await ada.run('create', 'Bygone', '2001-01-01 10:00', '--rows', '3', '--seats', '3')).toMatchObject({
      exitCode: 2,
    })
    expect((await ada.run('plan', 'list')).stdout).not.toContain('Bygone')
  })

  test('a changed password ends the other sessions; signing out forgets this one', async () => {
    const here = await signedUp(service.url, 'grace@fairground.test')
    const there = await personAt(service.url)
    expect(await there.run('login', 'grace@fairground.test')).toMatchObject({ exitCode: 0 })
    const changed = await here.runWith({ FAIRGROUND_NEW_PASSWORD: 'another long one' }, 'password')
    expect(changed).toMatchObject({ exitCode: 0 })
    // Another node may believe the old session for up to 4 s; this one knows at once.
    expect(await there.run('whoami')).toMatchObject({ exitCode: 5 })
    expect(await there.run('login', 'grace@fairground.test')).toMatchObject({ exitCode: 5 })
    expect(await here.read('whoami')).toMatchObject({ account: { email: 'grace@fairground.test', admin: false } })
    expect(await here.run('logout')).toMatchObject({ exitCode: 0 })
    expect(await here.run('whoami')).toMatchObject({ exitCode: 5 })
    await Promise.all([leave(here), leave(there)])
  })

  test('an invitation makes an admin', async () => {
    const { stdout } = await admin.run('admin', 'invite')
    const invitation = /--invitation (\S+)/.exec(stdout)?.[1] ?? ''
    const invited = await signedUp(service.url, 'invited@fairground.test', '--invitation', invitation)
    expect(await invited.read('whoami')).toMatchObject({ account: { admin: true } })
    await leave(invited)
  })

  test('everything goes into one private file, and out of it into another service', async () => {
    const file = join(admin.folder, 'all.json')
    expect(await admin.run('export', 'all.json')).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await stat(file)).mode & 0o777).toBe(OWNER_ONLY)
    const written = await readFile(file, 'utf8')
    expect(await admin.run('export', 'all.json')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--force'),
    })
    expect(await readFile(file, 'utf8')).toBe(written)

    const other = await startTestService()
    const elsewhere = await personAt(other.url, { FAIRGROUND_TOKEN: (await other.admin()).token })
    expect(await elsewhere.run('import', file)).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await elsewhere.run('list')).stdout).toMatch(/Workshopy +150 +143/)
    expect(await elsewhere.run('check')).toMatchObject({ exitCode: 0 })
    await writeFile(file, '{"format":')
    expect(await elsewhere.run('import', file)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('JSON') })
    await leave(elsewhere)
    await other.stop()
  })
})

test('tickets are bought over https from a service whose authority one trusts, and from no other', async () => {
  const person = await personAt('http://127.0.0.1:9')
  expect(await person.run('cert', '--host', 'tickets.test')).toMatchObject({ exitCode: 0 })
  expect(await person.run('cert')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--force') })
  const certs = join(person.folder, 'certs')
  expect((await stat(join(certs, 'key.pem'))).mode & 0o777).toBe(OWNER_ONLY)
  const service = await startTestService({
    env: { TLS_CERT: join(certs, 'cert.pem'), TLS_KEY: join(certs, 'key.pem') },
  })
  expect(service.url).toMatch(/^https:/)
  const trusting = ['--server', service.url, '--ca', 'certs/ca.pem']
  expect(await person.run('list', '--server', service.url)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('--ca'),
  })
  expect(await person.run('signup', 'ada@fairground.test', '--name', 'Ada', ...trusting)).toMatchObject({ exitCode: 0 })
  expect(await person.run('create', 'Secured', '2027-08-01 20:00', '10', ...trusting)).toMatchObject({ exitCode: 0 })
  const booked = await person.run('book', 'Secured', '3', ...trusting)
  expect(booked).toMatchObject({ exitCode: 0, stderr: '' })
  expect(booked.stdout).toContain('7 left')
  await service.stop()
  await leave(person)
})
