// How soon the map of sixty thousand seats can be used, and how long its frames take while it is moved and zoomed: on
// the event's own page, with seats changing meanwhile. `npm run seat-map-speed`. The service runs on its embedded
// PostgreSQL, beside the browser, which paints without a graphics card: the worst case.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { blockSeats, createEvent, createPlan, type Plan } from '@fairground/contract'
import { halls } from '@fairground/seating/halls'
import type { Page } from 'playwright-core'

import { startEmbedded } from '../../../server/src/db/index.ts'
import { buildWebPages } from '../../../server/src/web-build.ts'
import { done, openScene, type Scene } from './scene.ts'

const ROUNDS = 5
/** Seats that change at once, and how often: some 400 a second, as in a rush. */
const CHANGED = 150
const CHANGE_MS = 375
const WINDOWS = {
  desk: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
}
const DAY_MS = 24 * 60 * 60 * 1000

const arena = arenaPlan()
const seatIds = arena.zones.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats.map((seat) => seat.seat_guid)))

await buildWebPages((sentence) => void process.stderr.write(`${sentence}\n`))
const dataDir = await mkdtemp(join(tmpdir(), 'fairground-seat-map-'))
const postgres = await startEmbedded({ dataDir })
const scene = await openScene(postgres.connectionString)
try {
  const { id, slug } = await arenaEvent(scene)
  const path = `/events/${slug}`
  for (const [name, window] of Object.entries(WINDOWS)) {
    const loads: Load[] = []
    for (let round = 0; round < ROUNDS; round += 1) loads.push(await loadOnce(scene, path, window))
    say(
      `${name}: geometry and status as sent, bytes`,
      loads.map(({ seatBytes }) => seatBytes),
    )
    say(
      `${name}: from the answer with the geometry to the first picture, ms`,
      loads.map(({ drawnMs }) => drawnMs),
    )
    say(
      `${name}: from the press to the first picture, ms`,
      loads.map(({ pressMs }) => pressMs),
    )
    const { frames, tasks, intervals } = await moveOnce(scene, id, path, window)
    say(`${name}: what a frame draws, ms of the processor`, frames)
    say(`${name}: all that the page's thread does for a frame, ms of the processor`, tasks)
    say(`${name}: from frame to frame, ms`, intervals)
  }
} finally {
  await scene.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

function say(label: string, values: readonly number[]): void {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]?.toFixed(1)
  process.stdout.write(`${label}: median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)} (${sorted.length})\n`)
}

function arenaPlan(): Plan {
  const found = halls.map(({ plan }) => plan()).find(({ name }) => name === 'Arena')
  if (!found) throw new Error('There is no arena')
  return found
}

async function arenaEvent(on: Scene): Promise<{ id: string; slug: string }> {
  const { organizerId } = on
  const plan = await done(on.people.organizer, createPlan, { body: { organizerId, plan: arena } })
  return done(on.people.organizer, createEvent, {
    body: {
      organizerId,
      title: 'Sixty thousand',
      startsAt: new Date(Date.now() + 40 * DAY_MS).toISOString(),
      areas: [
        {
          name: 'Seats',
          kind: 'seated',
          planId: plan.id,
          ticketTypes: plan.categories.map(({ name }) => ({ name, priceMinor: 4_500, category: name })),
        },
      ],
    },
  })
}

interface Load {
  readonly seatBytes: number
  readonly drawnMs: number
  readonly pressMs: number
}

type WindowSize = (typeof WINDOWS)[keyof typeof WINDOWS]

/** One load in a window that has seen nothing before. */
async function loadOnce(on: Scene, path: string, size: WindowSize): Promise<Load> {
  const { page, context } = await on.window(undefined, size)
  const pressedAt = await openMap(page, path)
  const load = await page.evaluate((pressed) => {
    const sent = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const seats = sent.filter(({ name }) => /\/seats\/[^/]+$/.test(name) && !name.endsWith('/live'))
    const drawn = performance.getEntriesByName('seat-map').at(0)?.startTime ?? Number.NaN
    return {
      seatBytes: seats.reduce((sum, { transferSize }) => sum + transferSize, 0),
      drawnMs: drawn - Math.max(...seats.map(({ responseEnd }) => responseEnd)),
      pressMs: drawn - pressed,
    }
  }, pressedAt)
  await context.close()
  return load
}

/** Presses what shows the map as soon as the page answers; when that was, in the page's time. */
async function openMap(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'load' })
  await page.waitForFunction(() => performance.getEntriesByName('interactive').length > 0)
  const choice = page.getByRole('radio', { name: 'Choose on the map' })
  await choice.scrollIntoViewIfNeeded()
  const pressedAt = await page.evaluate(() => performance.now())
  await choice.check()
  await page.waitForFunction(() => performance.getEntriesByName('seat-map').length > 0)
  return pressedAt
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** Of the thread's own time; others may have the processor meanwhile. */
  readonly tdur?: number
}

/** Moves and zooms for some ten seconds: microseconds of the browser's own trace become milliseconds. */
async function moveOnce(
  on: Scene,
  eventId: string,
  path: string,
  size: WindowSize,
): Promise<{ frames: number[]; tasks: number[]; intervals: number[] }> {
  const { page, context } = await on.window(undefined, size)
  await openMap(page, path)
  await page.locator('.seat-map').evaluate((map) => map.scrollIntoView({ block: 'center' }))
  // Until the page rests: a wheel that turned for the page goes on turning for it.
  await wait(1_000)
  await on.browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] })
  const moving = { isOver: false }
  const changing = keepChanging(on, eventId, moving)
  await moveAndZoom(page)
  moving.isOver = true
  await changing
  const trace: { traceEvents: TraceEvent[] } = JSON.parse((await on.browser.stopTracing()).toString())
  await context.close()
  const whole = trace.traceEvents.filter(({ ph, dur }) => ph === 'X' && dur !== undefined)
  const frames = whole.filter(({ name }) => name === 'FireAnimationFrame')
  const thread = frames[0]?.tid
  const tasks = whole.filter(
    (task) =>
      task.tid === thread &&
      task.name.endsWith('RunTask') &&
      frames.some(({ ts }) => ts >= task.ts && ts <= task.ts + (task.dur ?? 0)),
  )
  const starts = frames.map(({ ts }) => ts).toSorted((one, other) => one - other)
  const took = ({ tdur, dur = 0 }: TraceEvent) => (tdur ?? dur) / 1_000
  return {
    frames: frames.map(took),
    tasks: tasks.map(took),
    // Between two movements nothing is drawn.
    intervals: starts
      .slice(1)
      .map((start, index) => (start - (starts[index] ?? start)) / 1_000)
      .filter((interval) => interval < 250),
  }
}

/** Takes seats off sale and puts them back, all over the hall. */
async function keepChanging(on: Scene, eventId: string, until: { readonly isOver: boolean }): Promise<void> {
  const every = Math.floor(seatIds.length / CHANGED)
  for (let round = 0; !until.isOver; round += 1) {
    const changed = seatIds.filter((_, seat) => seat % every === round >> 1).slice(0, CHANGED)
    const body = round % 2 === 0 ? { blocked: changed } : { unblocked: changed }
    // Whoever blocks a seat that is not free is told so, and nothing changes.
    await on.people.organizer.client(blockSeats, { params: { eventId }, body })
    await wait(CHANGE_MS)
  }
}

async function moveAndZoom(page: Page): Promise<void> {
  const box = await page.locator('.seat-map-canvas').boundingBox()
  if (!box) throw new Error('There is no map')
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const
  const wheel = async (turns: number, by: number) => {
    for (let turn = 0; turn < turns; turn += 1) {
      await page.mouse.wheel(0, by)
      await wait(16)
    }
  }
  const drag = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      const [from, to] = time % 2 === 0 ? [0.1, 0.9] : [0.9, 0.1]
      await page.mouse.move(...at(from, 0.2))
      await page.mouse.down()
      for (let step = 1; step <= 40; step += 1) {
        await page.mouse.move(...at(from + ((to - from) * step) / 40, 0.2 + (0.6 * step) / 40))
      }
      await page.mouse.up()
    }
  }
  // Into the seats beside the floor, as near as it goes, and out again in steps, with drags between.
  await page.mouse.move(...at(0.38, 0.5))
  await wheel(80, -25)
  await drag(4)
  await page.mouse.move(...at(0.5, 0.5))
  await wheel(30, 25)
  await drag(4)
  await wheel(14, 25)
  await drag(4)
  for (let time = 0; time < 4; time += 1) {
    await wheel(12, -40)
    await wheel(12, 40)
  }
  await wheel(40, 40)
}
