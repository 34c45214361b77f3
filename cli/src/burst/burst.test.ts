import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createEvent, createPlan, type NewEvent } from '@fairground/contract'
import { drawHall } from '@fairground/seating'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../../server/src/testing/service.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
/** A crowd that is through within a second or two. */
const QUICK = ['--rate', '200/s', '--think', '60ms']

let service: TestService
let admin: Visitor
let folder: string
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  service = await startTestService({ env: { ALLOW_BURST_ACCOUNTS: '1' } })
  admin = await service.admin()
  folder = await mkdtemp(join(tmpdir(), 'fairground-burst-'))
  env = {
    PATH: process.env['PATH'],
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    // No demo of this machine's own.
    DATA_DIR: join(folder, 'data'),
    FAIRGROUND_SERVER: service.url,
    FAIRGROUND_TOKEN: admin.token,
  }
})
afterAll(async () => {
  await service.invariants()
  await service.stop()
  await rm(folder, { recursive: true, force: true })
})

interface Ran {
  exitCode: number
  stdout: string
  stderr: string
}

function burst(commandArguments: string[], over: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...env, ...over } }
    const child = execFile(process.execPath, [main, 'burst', ...commandArguments], options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    )
    child.stdin?.end()
  })
}

async function newEvent(title: string, capacity: number, over: Partial<NewEvent> = {}): Promise<string> {
  const ticketTypes = [{ name: 'Entry', priceMinor: 0 }]
  const body: NewEvent = {
    ...{ title, startsAt: '2099-06-01T18:00:00Z' },
    areas: [{ name: 'Hall', kind: 'general', capacity, ticketTypes }],
    ...over,
  }
  const made = await admin.client(createEvent, { body })
  if (!made.ok) throw new Error(made.problem.detail)
  return made.data.id
}

async function newSeatedEvent(title: string, rows: number, seats: number, noLonelySeats = false): Promise<string> {
  const kept = await admin.client(createPlan, { body: { plan: drawHall({ rows, seats }) } })
  if (!kept.ok) throw new Error(kept.problem.detail)
  const ticketTypes = [{ name: 'Seat', priceMinor: 0, category: 'Standard' }]
  const planId = kept.data.id
  return newEvent(title, 0, { areas: [{ name: 'Hall', kind: 'seated', planId, noLonelySeats, ticketTypes }] })
}

/** The document that `--json` gives, as far as it is looked at. */
interface Told {
  event: { title: string }
  buyers: { arrived: number; bought: number; ends: Record<string, number> }
  reservations: number
  answers: Record<string, number>
  latencyMs: Record<string, { count: number; p50: number; p999: number } | null>
  places: { capacity: number; sold: number; held: number; left: number }
  verdict: { good: boolean; sentence: string; oversold: number; lost: number; twice: number; violations: string[] }
  report: string
}

async function told(commandArguments: string[]): Promise<Told> {
  const ran = await burst([...commandArguments, '--json'])
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  return JSON.parse(ran.stdout) as Told
}

describe('a burst', () => {
  test('of a hundred buyers on a hundred places sells all of them, though some let go first', async () => {
    await newEvent('Full House', 100)
    const ran = await burst(['Full House', '--buyers', '100', '--seed', '5', ...QUICK])
    expect(ran.exitCode).toBe(0)
    expect(ran.stdout).toContain('100 sold, 0 held, 0 left of 100 places')
    expect(ran.stdout).toMatch(/^100 buyers, 100 places: 100 sold, 0 oversold, 0 lost, 0 twice\.$/m)
    expect(ran.stdout).toMatch(/giving places back +\d/)
    const report = await readFile(join(folder, 'burst-report.html'), 'utf8')
    expect(report).toContain('<h1>Burst at Full House</h1>')
    expect(report).toContain('100 buyers, 100 places: 100 sold, 0 oversold, 0 lost, 0 twice')
    expect(report.match(/class="picture"/g)?.length).toBeGreaterThanOrEqual(4)

    const again = await burst(['Full House', '--buyers', '10', ...QUICK])
    expect(again).toMatchObject({ exitCode: 0 })
    expect(again.stdout).toContain('(replaces the one before)')
    expect(again.stdout).toContain('10 buyers, 0 of 100 places left: 0 sold, 0 oversold, 0 lost, 0 twice.')
  })

  test('of three times as many buyers as places sells each place once, and counts those it refused', async () => {
    const event = await newEvent('Rush', 100)
    const { buyers, answers, latencyMs, places, verdict, report } = await told([
      ...[event, '--buyers', '300', '--rate', '600/s', '--think', '60ms', '--report', 'rush.html', '--seed', '5'],
    ])
    expect(verdict).toMatchObject({ good: true, oversold: 0, lost: 0, twice: 0, violations: [] })
    expect(verdict.sentence).toBe('300 buyers, 100 places: 100 sold, 0 oversold, 0 lost, 0 twice')
    expect(places).toMatchObject({ capacity: 100, sold: 100, held: 0, left: 0 })
    expect(buyers).toMatchObject({ arrived: 300, bought: 100, ends: { bought: 100, 'sold-out': 200 } })
    expect(answers['sold-out']).toBe(200)
    expect(latencyMs['reservation']).toMatchObject({ count: 300, p50: expect.any(Number), p999: expect.any(Number) })
    expect(report).toBe(join(folder, 'rush.html'))
    expect(await readFile(report, 'utf8')).toContain('Answers by code')
  })

  test('of several processes, with prices, quotas and limits, adds up as well', async () => {
    const ticketTypes = [
      { name: 'Adult', priceMinor: 2_800 },
      { name: 'Student', priceMinor: 1_600, quota: 20, maxPerOrder: 2 },
    ]
    const event = await newEvent('Concert', 120, {
      paymentMethods: ['door'],
      maxTicketsPerAccount: 6,
      areas: [{ name: 'Pier', kind: 'general', capacity: 120, ticketTypes }],
    })
    const { buyers, verdict, places } = await told([
      ...[event, '--buyers', '150', '--quantity', '1-4', '--processes', '2', '--accounts', '50', ...QUICK],
    ])
    expect(verdict).toMatchObject({ good: true })
    expect(buyers.arrived).toBe(150)
    expect(places.sold).toBeGreaterThan(50)
    expect(places.held).toBe(0)
  })

  test('of so many at a time ends when the last has gone', async () => {
    const event = await newEvent('Queue', 30)
    const { buyers, verdict } = await told([event, '--buyers', '40', '--closed', '8', '--think', '5ms'])
    expect(buyers.arrived).toBe(40)
    expect(verdict.sentence).toContain('40 buyers, 30 places: 30 sold')
  })

  test('tells how it goes, a line a second, and the plan before it', async () => {
    const event = await newEvent('Slow', 50)
    const ran = await burst([event, '--buyers', '30', '--rate', '20/s', '--think', '100ms', '--seed', '11'])
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toMatch(
      /^30 buyers, 20\/s, 1 place each, thinking 0.1 s, .* 30 accounts, 1 process, seed 11\.$/m,
    )
    expect(ran.stderr).toMatch(/^\d s; \d+ of \d+ came; .*\d+ sold, \d+ left$/m)
  })

  test('that is stopped by Ctrl-C says what it has, leaves no hold behind, and exits with 130', async () => {
    const event = await newEvent('Stopped', 1_000)
    const child = spawn(
      process.execPath,
      [main, 'burst', event, '--buyers', '500', '--rate', '40/s', '--think', '3s'],
      {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let [stdout, stderr] = ['', '']
    let stoppedAt = 0
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (stoppedAt > 0 || !/; [1-9]\d* of \d+ came/.test(stderr)) return
      stoppedAt = performance.now()
      child.kill('SIGINT')
    })
    const exitCode = await new Promise((resolve) => child.once('close', resolve))
    expect(performance.now() - stoppedAt).toBeLessThan(8_000)
    expect(exitCode).toBe(130)
    expect(stdout).toContain('Stopped before its end')
    expect(stdout).toMatch(/ sold, 0 held, [\d,]+ left of 1,000 places/)
    expect(stdout).toMatch(/^\d+ buyers, 1,000 places: \d+ sold, 0 oversold, 0 lost, 0 twice\.$/m)
  })
})

describe('a burst at an event with seats', () => {
  const HASTY = ['--rate', '400/s', '--think', '60ms', '--seed', '5']

  test('sells every seat once to buyers who want the best ones together', async () => {
    const event = await newSeatedEvent('Best Seats', 5, 20)
    const { buyers, verdict, places } = await told([event, '--buyers', '120', '--quantity', '1-4', ...HASTY])
    expect(verdict).toMatchObject({ good: true, violations: [] })
    expect(verdict.sentence).toBe('120 buyers, 100 places: 100 sold, 0 oversold, 0 lost, 0 twice')
    expect(places).toMatchObject({ sold: 100, held: 0, left: 0 })
    expect(Object.keys(buyers.ends).toSorted()).toEqual(['bought', 'sold-out'])
  })

  test('sells every seat once to buyers who choose at random, and who are refused look for others', async () => {
    const event = await newSeatedEvent('Random Seats', 5, 20)
    const asked = [event, '--buyers', '250', '--seats', 'random', '--processes', '2', ...HASTY]
    const { buyers, answers, verdict, places } = await told(asked)
    expect(verdict).toMatchObject({ good: true, violations: [] })
    expect(answers['seat-taken']).toBeGreaterThan(buyers.ends['seat-taken'] ?? 0)
    expect(places).toMatchObject({ sold: buyers.bought, held: 0 })
    expect(buyers.bought).toBeGreaterThan(90)
  })

  test('sells two hundred seats once to four hundred who want the same ones, and tells the other half', async () => {
    const event = await newSeatedEvent('Same Seats', 10, 20)
    const asked = [event, '--buyers', '400', '--seats', 'same', '--processes', '2', '--let-go', '0', ...HASTY]
    const { buyers, verdict, places } = await told(asked)
    expect(verdict.sentence).toBe('400 buyers, 200 places: 200 sold, 0 oversold, 0 lost, 0 twice')
    expect(places).toMatchObject({ sold: 200, held: 0, left: 0 })
    // Who comes when the last is gone is told that instead.
    const { bought, 'seat-taken': taken = 0, 'sold-out': late = 0, ...others } = buyers.ends
    expect([bought, taken + late, others]).toEqual([200, 200, {}])
    expect(taken).toBeGreaterThan(150)
  })

  test('that many want is sold where no single seat may be left alone, too', async () => {
    const event = await newSeatedEvent('Tidy Seats', 5, 20, true)
    const asked = [event, '--buyers', '60', '--seats', 'same', '--let-go', '0', ...HASTY]
    const { buyers, verdict } = await told(asked)
    expect(verdict).toMatchObject({ good: true })
    expect(buyers.ends).toEqual({ bought: 30, 'seat-taken': 30 })
  })

  test('sells the very same seats once, and the others are refused, which is no fault', async () => {
    const event = await newSeatedEvent('One Place', 5, 20)
    const asked = [event, '--buyers', '100', '--seats', 'one', '--quantity', '2', '--let-go', '0', ...HASTY]
    const { buyers, verdict } = await told(asked)
    expect(verdict.sentence).toBe('100 buyers, 100 places: 2 sold, 0 oversold, 0 lost, 0 twice')
    expect(buyers.ends).toEqual({ bought: 1, 'seat-taken': 99 })
  })
})

describe('a burst does not begin', () => {
  test('with a wish for seats where there are none', async () => {
    const event = await newEvent('Standing', 10)
    const ran = await burst([event, '--seats', 'best'])
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
    expect(ran.stderr).toContain('--seats is for events with seats, and Standing has none.')
  })

  test('at another machine, unless its owner says so', async () => {
    const ran = await burst(['Full House', '--server', 'http://192.0.2.1:8080'])
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
    expect(ran.stderr).toContain('http://192.0.2.1:8080 is not this machine')
    expect(ran.stderr).toContain('--i-own-this-server')
  })

  test('without an admin', async () => {
    const visitor = await service.signUp()
    for (const token of [visitor.token, 'nonsense', '']) {
      const ran = await burst(['Full House'], { FAIRGROUND_TOKEN: token })
      expect(ran).toMatchObject({ exitCode: 5, stdout: '' })
      expect(ran.stderr).toContain('Only an admin can do that')
    }
  })

  test('at a service that makes no accounts for it', async () => {
    const strict = await service.second({ ALLOW_BURST_ACCOUNTS: '0' })
    const event = await newEvent('Unwilling', 10)
    const ran = await burst([event, '--server', strict.url])
    expect(ran).toMatchObject({ exitCode: 4, stdout: '' })
    expect(ran.stderr).toContain('ALLOW_BURST_ACCOUNTS=1')
  })

  test('where its report would replace somebody’s file', async () => {
    const path = join(folder, 'letter.html')
    await writeFile(path, 'Dear Ada')
    const ran = await burst(['Full House', '--report', 'letter.html'])
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await readFile(path, 'utf8')).toBe('Dear Ada')
  })

  test('at an event that is not there', async () => {
    expect(await burst(['Nothing of this name'])).toMatchObject({ exitCode: 4 })
  })
})

test('on the machine of the demo nobody has to sign in', async () => {
  const data = await mkdtemp(join(tmpdir(), 'fairground-burst-demo-'))
  await writeFile(join(data, 'demo-login.json'), JSON.stringify({ email: admin.email, password: admin.password }))
  const event = await newEvent('Demo', 20)
  const ran = await burst([event, '--buyers', '20', ...QUICK], { FAIRGROUND_TOKEN: '', DATA_DIR: data })
  expect(ran.stdout).toContain('20 buyers, 20 places: 20 sold, 0 oversold, 0 lost, 0 twice.')
  expect(ran.exitCode).toBe(0)
  await rm(data, { recursive: true, force: true })
})
