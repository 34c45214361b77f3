import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createEvent } from '@fairground/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../../server/src/testing/service.ts'
import { KEYS, type Person, sitDown } from './testing.ts'

const ERASE_LINE = '\u0015'

let service: TestService
let admin: Visitor
let seated: Person
beforeAll(async () => {
  service = await startTestService({ env: { ALLOW_BURST_ACCOUNTS: '1' } })
  admin = await service.admin()
})
afterEach(() => seated.leave())
afterAll(async () => {
  await service.invariants()
  await service.stop()
})

/** From the menu to the form for an event of this title that nobody else has. */
async function planBurst(title: string, capacity: number, token = admin.token): Promise<void> {
  const areas = [{ name: 'Hall', kind: 'general' as const, capacity, ticketTypes: [{ name: 'Entry', priceMinor: 0 }] }]
  const made = await admin.client(createEvent, { body: { title, startsAt: '2099-06-01T18:00:00Z', areas } })
  if (!made.ok) throw new Error(made.problem.detail)
  // No demo of this machine's own.
  seated = await sitDown(['--server', service.url], { env: { FAIRGROUND_TOKEN: token, DATA_DIR: '/nowhere' } })
  await seated.sees('1-9 choose')
  seated.press('7')
  await seated.sees('Burst test: at which event?')
  seated.press(title)
  await seated.sees(new RegExp(`► .*${title} +${capacity} left`))
  seated.press(KEYS.enter)
  await seated.sees('► Buyers')
}

/** Writes the answers from the first to the last, and sends them. */
function answer(...answers: string[]): void {
  for (const written of answers) seated.press(ERASE_LINE, written, KEYS.enter)
}

describe('item 7, in a terminal of 80 x 24', () => {
  test('sends twenty buyers to twenty places, sells them all, and shows that nothing is oversold', async () => {
    await planBurst('Full House', 20)
    expect(seated.screen()).toMatch(/Buyers +100[^]*Rate[^]*Quantity +1[^]*Thinking +1s[^]*Report +burst-report\.html/)
    answer('20', '100/s', '1', '60ms', '', 'burst-report.html')
    await seated.sees(/Full House +(Making the buyers|Buying|Comparing the books)/)
    const result = await seated.sees('20 buyers, 20 places: 20 sold, 0 oversold, 0 lost, 0 twice.')
    expect(result).toMatch(/Report: .*[^]*20 buyers came[^]*wait in ms[^]*confirming the order/)
    expect(result).toContain('The event: 20 sold, 0 held, 0 left of 20 places.')
    expect(result).toContain('Press Enter to return')
    // Where not all fits, the verdict does.
    seated.resize(60, 14)
    await seated.sees(/0 oversold[^]*Press Enter to return[^]*↑↓ more/)
    seated.press(KEYS.enter)
    await seated.sees('1-9 choose')
  })

  test.each([
    ['Esc', KEYS.escape],
    ['Ctrl-C', KEYS.stop],
  ])('shows what there is after %s in the middle of a run, and leaves no hold behind', async (name, key) => {
    await planBurst(`Stopped by ${name}`, 500)
    answer('400', '20/s', '1', '3s', '', 'burst-report.html')
    await seated.sees(/buyers +[1-9]\d* came of/)
    seated.press(key)
    await seated.sees('Stopping: who holds places gives them back')
    const result = await seated.sees('Stopped before its end; this is what there is.')
    expect(result).toMatch(/ sold, 0 held, \d+ left of 500 places/)
    expect(result).toMatch(/\d+ buyers, 500 places: \d+ sold, 0 oversold, 0 lost, 0 twice\./)
  })

  test('says at the answer what is not right, and loses none of the others', async () => {
    await planBurst('Corrected', 10)
    await writeFile(join(seated.folder, 'letter.html'), 'Dear Ada')
    answer('12', 'fast', '1-2', '60ms', '', 'letter.html')
    expect(await seated.sees('Rate is "fast": write it like 5000/s or 600/min.')).toMatch(
      /Buyers +12[^]*► Rate +fast[^]*Quantity +1-2[^]*Thinking +60ms[^]*Report +letter\.html/,
    )
    answer('100/s', '1-2', '60ms', '', 'letter.html')
    await seated.sees(/► Report +letter\.html/)
    await seated.sees(/Report is \S+[^]*no report of a burst/)
    answer('mine.html')
    await seated.sees('Press Enter to return')
  })

  test('is refused to who is no admin, with a way on', async () => {
    const visitor = await service.signUp()
    await planBurst('Admins Only', 10, visitor.token)
    answer('10', '', '1', '60ms', '', 'burst-report.html')
    expect(await seated.sees('Only an admin can do that')).toMatch(/Buyers +10[^]*item 6 of the menu/)
    seated.press(KEYS.escape)
    await seated.sees('Burst test: at which event?')
  })
})
