import type { LogLine } from '@fairground/contract'
import { describe, expect, it } from 'vitest'

import { clockOf, EVERYTHING, isRefusal, matching, MOST_KEPT, MOST_SHOWN, openLogBook, sentenceOf } from './log-book.ts'

function line(given: Partial<LogLine> = {}): LogLine {
  const operation = given.operation ?? 'hold-places'
  return {
    time: '2027-01-01T10:00:00.000Z',
    node: 'one-1',
    level: 'info',
    operation,
    message: operation,
    fields: { outcome: 'ok', ms: 1.5 },
    ...given,
  }
}

function messages(book: ReturnType<typeof openLogBook>, filter = EVERYTHING, most?: number): string[] {
  return matching(book.entries(), filter, most).map((entry) => (entry.kind === 'line' ? entry.line.message : 'gap'))
}

describe('the log book', () => {
  it('keeps the newest two thousand lines, whatever comes in', () => {
    const book = openLogBook()
    for (let n = 1; n <= 3 * MOST_KEPT + 7; n += 1) book.add(line({ message: `line ${n}` }))
    const kept = book.entries()
    expect(kept.length).toBe(MOST_KEPT)
    expect(kept.at(-1)?.id).toBe(3 * MOST_KEPT + 7)
    expect(kept[0]?.id).toBe(2 * MOST_KEPT + 8)
    expect(book.newestId()).toBe(3 * MOST_KEPT + 7)
  })

  it('gives a copy: what is read does not change while it is read', () => {
    const book = openLogBook()
    book.add(line())
    const read = book.entries()
    book.add(line())
    expect(read.length).toBe(1)
  })

  it('shows the newest five hundred that match, oldest first', () => {
    const book = openLogBook()
    for (let n = 1; n <= 1_000; n += 1) book.add(line({ message: `line ${n}` }))
    const shown = messages(book)
    expect(shown.length).toBe(MOST_SHOWN)
    expect([shown[0], shown.at(-1)]).toEqual(['line 501', 'line 1000'])
    expect(messages(book, EVERYTHING, 2)).toEqual(['line 999', 'line 1000'])
  })

  it('lets through this level and those above it, and a level that nobody knows', () => {
    const book = openLogBook()
    for (const level of ['debug', 'info', 'warn', 'error', 'loud']) book.add(line({ level, message: level }))
    expect(messages(book, { ...EVERYTHING, level: 'warn' })).toEqual(['warn', 'error', 'loud'])
  })

  it('narrows by node and by operation, and knows which there are', () => {
    const book = openLogBook()
    book.add(line({ node: 'b', operation: 'sign-in', message: '1' }))
    book.add(line({ node: 'a', operation: 'sign-in', message: '2' }))
    book.add(line({ node: 'a', operation: 'hold-places', message: '3' }))
    expect(messages(book, { ...EVERYTHING, node: 'a', operation: 'sign-in' })).toEqual(['2'])
    expect(book.nodes()).toEqual(['a', 'b'])
    expect(book.operations()).toEqual(['hold-places', 'sign-in'])
  })

  it('finds words anywhere in a line, in any case', () => {
    const book = openLogBook()
    book.add(line({ message: 'one', fields: { reason: 'Only 3 are LEFT' } }))
    book.add(line({ message: 'two' }))
    expect(messages(book, { ...EVERYTHING, text: ' are left ' })).toEqual(['one'])
    expect(messages(book, { ...EVERYTHING, text: 'TWO' })).toEqual(['two'])
  })

  it('tells a refusal from an answer and from a line about no operation', () => {
    expect(isRefusal(line({ fields: { outcome: 'sold-out' } }))).toBe(true)
    expect(isRefusal(line({ fields: { outcome: 'ok' } }))).toBe(false)
    expect(isRefusal(line({ fields: { outcome: 'not-modified' } }))).toBe(false)
    expect(isRefusal(line({ fields: {} }))).toBe(false)
  })

  it('shows a gap whatever is asked for: nobody should take silence for calm', () => {
    const book = openLogBook()
    book.add(line({ message: 'before' }))
    book.addGap({ why: 'lost', from: 1, to: 2 })
    book.add(line({ message: 'after', fields: { outcome: 'sold-out' } }))
    expect(messages(book, { ...EVERYTHING, refusalsOnly: true })).toEqual(['gap', 'after'])
  })
})

describe('a line of the log', () => {
  it('says its reason, else its message, but never its operation twice', () => {
    expect(sentenceOf(line({ fields: { reason: 'Sold out.' } }))).toBe('Sold out.')
    expect(sentenceOf(line({ message: 'the database does not answer' }))).toBe('the database does not answer')
    expect(sentenceOf(line())).toBe('')
  })

  it('has a clock to the millisecond', () => {
    const local = new Date(2027, 0, 1, 9, 5, 3, 42)
    expect(clockOf(local.toISOString())).toBe('09:05:03.042')
    expect(clockOf('yesterday')).toBe('yesterday')
  })
})
