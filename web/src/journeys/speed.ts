// How soon an event's page is useful and answers a press, on a phone four times slower than this machine, with nothing
// in its cache: `npm run speed`. The service runs on its embedded PostgreSQL, beside the browser.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startEmbedded } from '../../../server/src/db/index.ts'
import { buildWebPages } from '../../../server/src/web-build.ts'
import { demoEvent, openScene, type Scene } from './scene.ts'

const ROUNDS = 9
const SLOWER = 4

interface Load {
  readonly usefulMs: number
  readonly largestMs: number
  readonly interactiveMs: number
  readonly scriptBytes: number
  readonly allBytes: number
}

await buildWebPages((sentence) => void process.stderr.write(`${sentence}\n`))
const dataDir = await mkdtemp(join(tmpdir(), 'fairground-speed-'))
const postgres = await startEmbedded({ dataDir })
const scene = await openScene(postgres.connectionString)
try {
  for (const title of ['Harbour', 'Twelfth Night']) await measure(scene, title)
} finally {
  await scene.close()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/** Of an event with numbers to choose, and of one with seats. */
async function measure(on: Scene, word: string): Promise<void> {
  const { slug, title } = await demoEvent(on, word)
  const loads: Load[] = []
  for (let round = 0; round < ROUNDS; round += 1) loads.push(await loadOnce(on, `/events/${slug}`))
  const column = (name: keyof Load) => loads.map((load) => Math.round(load[name])).toSorted((one, other) => one - other)
  for (const [label, name] of [
    ['useful (first contentful paint), ms', 'usefulMs'],
    ['largest contentful paint, ms', 'largestMs'],
    ['interactive, ms', 'interactiveMs'],
    ['scripts as sent, bytes', 'scriptBytes'],
    ['everything as sent, bytes', 'allBytes'],
  ] as const) {
    const sorted = column(name)
    process.stdout.write(`${title}: ${label}: median ${sorted[Math.floor(ROUNDS / 2)]}, worst ${sorted.at(-1)}\n`)
  }
}

/** One load in a window that has seen nothing before. */
async function loadOnce(on: Scene, path: string): Promise<Load> {
  const { page, context } = await on.window(undefined, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  await page.goto(path, { waitUntil: 'load' })
  await page.waitForFunction(() => performance.getEntriesByName('interactive').length > 0)
  const load = await page.evaluate(async () => {
    const largest = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      })
    })
    const sent = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const sum = (entries: PerformanceResourceTiming[]) =>
      entries.reduce((bytes, entry) => bytes + entry.transferSize, 0)
    return {
      usefulMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      largestMs: largest,
      interactiveMs: performance.getEntriesByName('interactive')[0]?.startTime ?? Number.NaN,
      scriptBytes: sum(sent.filter((entry) => entry.name.endsWith('.js'))),
      allBytes: sum([...sent, ...(performance.getEntriesByType('navigation') as PerformanceResourceTiming[])]),
    }
  })
  await context.close()
  return load
}
