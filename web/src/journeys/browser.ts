import chromium from '@sparticuz/chromium'
import { AxeBuilder } from '@axe-core/playwright'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium as playwright,
  type Locator,
  type Page,
} from 'playwright-core'

export interface Window {
  readonly page: Page
  readonly context: BrowserContext
  /** What the browser complained of since: errors in the console, refused by the policy, thrown by a page. */
  complaints(): string[]
}

export interface WindowOptions extends BrowserContextOptions {
  /** What the console may say: answers that the journey asks for. */
  readonly expects?: RegExp
}

/** The browser that comes with npm, or the one that CHROMIUM names (where there is none for this platform). */
export async function openBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM']
  return playwright.launch({
    executablePath: own ?? (await chromium.executablePath()),
    // Its own flags would switch off what is to be tested: the policies of the web, and processes of their own.
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
    headless: true,
  })
}

/** A window of its own: nobody is signed in there, and it shares nothing with others. */
export async function openWindow(browser: Browser, baseURL: string, options: WindowOptions = {}): Promise<Window> {
  const { expects, ...rest } = options
  const context = await browser.newContext({ baseURL, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...rest })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const note = (text: string) => {
    // A refusal that the page shows in words is an answer, not a defect; the browser lists it all the same.
    if (/Failed to load resource: the server responded with a status of (401|403|404|409|410|412|422)/.test(text))
      return
    if (expects?.test(text)) return
    complaints.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(message.text())
  })
  page.on('pageerror', (error) => note(`${error.name}: ${error.message}`))
  return { page, context, complaints: () => complaints.splice(0) }
}

/** What axe finds on the page, each with where; empty when there is nothing. WCAG 2.2 AA and the best practices. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  )
}

/** By how many pixels the page is wider than the window: whoever reads would have to scroll both ways. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

const MOST_PRESSES = 80

/** Presses Tab until it has the focus, as somebody without a mouse would. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor()
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${MOST_PRESSES} presses of Tab do not lead to ${String(target)}`)
}
