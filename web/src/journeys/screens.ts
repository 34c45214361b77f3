// A picture of every page, in both themes, on a phone and a desk, in English and Persian: `npm run screens`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { startEmbedded } from '../../../server/src/db/index.ts'
import { buildWebPages } from '../../../server/src/web-build.ts'
import { everyPage, openScene, show } from './scene.ts'
import { seatPages } from './seat-pages.ts'

const folder = join(import.meta.dirname, '../../../.fairground/screens')
const say = (sentence: string) => void process.stderr.write(`${sentence}\n`)
/** Of the pages whose names begin with one of these; of all without. */
const wanted = process.argv.slice(2)

await buildWebPages(say)
await mkdir(folder, { recursive: true })
const dataDir = await mkdtemp(join(tmpdir(), 'fairground-screens-'))
const postgres = await startEmbedded({ dataDir })
const scene = await openScene(postgres.connectionString)
const pages = [...everyPage(scene), ...(await seatPages(scene))]
let written = 0
for (const language of ['en', 'fa']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [390, 1280]) {
      for (const shown of pages) {
        if (wanted.length > 0 && !wanted.some((name) => shown.name.startsWith(name))) continue
        const opened = await scene.window(shown.as, { colorScheme, viewport: { width, height: 844 }, locale: language })
        await show(opened, shown)
        const path = join(folder, `${shown.name}-${language}-${colorScheme}-${width}.png`)
        await keepMapsAsTall(opened.page)
        await opened.page.screenshot({ path, fullPage: true })
        await opened.context.close()
        written += 1
        process.stderr.write(`\r${written} pictures`)
      }
    }
  }
}
await scene.close()
await postgres.stop()
await rm(dataDir, { recursive: true, force: true })
say(`\rThe pictures are in ${folder} (${written}).`)

/** The whole page is taken in a window as tall as it is: a map that is a share of the window would be drawn anew. */
async function keepMapsAsTall(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const map of document.querySelectorAll<HTMLElement>('.seat-map')) map.style.blockSize = `${map.offsetHeight}px`
  })
}
