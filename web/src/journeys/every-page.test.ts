import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { accessibilityFindings, overflow, type Window } from './browser.ts'
import { everyPage, openScene, type Scene, show, type Shown } from './scene.ts'
import { seatPages } from './seat-pages.ts'

let scene: Scene
let withSeats: Shown[]

beforeAll(async () => {
  scene = await openScene()
  withSeats = await seatPages(scene)
})

afterAll(async () => {
  await scene.close()
})

const looks = [
  { language: 'en', colorScheme: 'light', width: 1280 },
  { language: 'en', colorScheme: 'dark', width: 390 },
  { language: 'fa', colorScheme: 'light', width: 390 },
  { language: 'fa', colorScheme: 'dark', width: 1280 },
] as const

describe.each(looks)('in $language, $colorScheme, at $width px', ({ language, colorScheme, width }) => {
  it.each([
    ['every page', () => everyPage(scene)],
    ['every page with seats', () => withSeats],
  ])(
    '%s is one that everybody can use, and the browser complains of nothing',
    async (_, pages) => {
      const found: string[] = []
      for (const shown of pages()) {
        const opened = await scene.window(shown.as, { colorScheme, viewport: { width, height: 900 }, locale: language })
        await show(opened, shown)
        const findings = [...(await accessibilityFindings(opened.page)), ...opened.complaints()]
        found.push(...findings.map((finding) => `${shown.name}: ${finding}`))
        await opened.context.close()
      }
      expect(found).toEqual([])
    },
    240_000,
  )
})

describe('at 320 px', () => {
  it.each(['en', 'fa', 'tr'])(
    'no page in %s has to be scrolled sideways',
    async (language) => {
      const wide: string[] = []
      for (const shown of [...everyPage(scene), ...withSeats]) {
        const opened: Window = await scene.window(shown.as, { viewport: { width: 320, height: 640 }, locale: language })
        await show(opened, shown)
        const pixels = await overflow(opened.page)
        if (pixels > 0) wide.push(`${shown.name}: ${pixels} px`)
        await opened.context.close()
      }
      expect(wide).toEqual([])
    },
    240_000,
  )
})
