import type { FoundEvent } from './queries.ts'

/** Old enough to spare the database in a rush on the start page, and young enough for the promise of 1 s. */
const OLDEST_MS = 500
/** As many different questions in half a second; what is beyond asks the database. */
const MOST_PAGES = 500

interface Page {
  readonly readAt: number
  readonly found: Promise<FoundEvent[]>
}

/**
 * Remembers for half a second which events answer a question, and lets those who ask the same share one reading. What
 * is left of the events, and whether they still are what was asked for, is not part of it.
 */
export function openPages() {
  let pages = new Map<string, Page>()

  async function read(question: string, ask: () => Promise<FoundEvent[]>): Promise<FoundEvent[]> {
    const now = performance.now()
    const known = pages.get(question)
    if (known && now - known.readAt <= OLDEST_MS) return known.found
    const found = ask()
    if (known || hasRoom(now)) pages.set(question, { readAt: now, found })
    try {
      return await found
    } catch (error) {
      if (pages.get(question)?.found === found) pages.delete(question)
      throw error
    }
  }

  function hasRoom(now: number): boolean {
    if (pages.size < MOST_PAGES) return true
    for (const [question, page] of pages) if (now - page.readAt > OLDEST_MS) pages.delete(question)
    return pages.size < MOST_PAGES
  }

  /** A reading that is under way is not joined any more either: it may have begun before the change. */
  function forget(): void {
    pages = new Map()
  }

  return { read, forget }
}
