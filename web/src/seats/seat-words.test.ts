import { describe, expect, it } from 'vitest'

import { loadBuyer } from '../i18n/catalogs.ts'
import { openTexts } from '../i18n/text.ts'
import { groupSeats, numberRuns, seatWordsIn } from './seat-words.ts'

const seat = (row: string, number: string, section = 'Stalls') => ({ section, row, number })
const NOBODY_SEES = /[\u2068\u2069]/g

async function words(language: 'en' | 'fa' | 'zh' | 'tr', ...seats: Parameters<ReturnType<typeof seatWordsIn>>[0]) {
  const texts = openTexts(language, await loadBuyer(language))
  return seatWordsIn(texts)(seats).replaceAll(NOBODY_SEES, '')
}

describe('seats in words', () => {
  it('are one phrase for neighbours of a row, and one for each further row', async () => {
    expect(await words('en', seat('F', '13'), seat('F', '12'))).toBe('Stalls, Row F, seats 12 and 13')
    expect(await words('en', seat('F', '12'), seat('G', '3'))).toBe('Stalls, Row F, seat 12; Stalls, Row G, seat 3')
  })

  it('leave out what the plan does not say', async () => {
    expect(await words('en', seat('F', '12', ''))).toBe('Row F, seat 12')
    expect(await words('en', seat('', '4', 'Table 9'))).toBe('Table 9, Seat 4')
  })

  it('name a party by its first and last', async () => {
    const party = ['8', '9', '10', '11', '14'].map((number) => seat('F', number, ''))
    expect(await words('en', ...party)).toBe('Row F, seats 8–11 and 14')
  })

  it('are in the language of the reader', async () => {
    const two = [seat('F', '12', ''), seat('F', '13', '')]
    expect(await words('fa', ...two)).toContain('ردیف F')
    expect(await words('zh', ...two)).toContain('F排')
    expect(await words('tr', ...two)).toContain('Sıra F')
  })
})

describe('the numbers of a row', () => {
  it('stand in their order, not in that of letters', () => {
    expect(groupSeats([seat('A', '10'), seat('A', '9'), seat('A', '2')])[0]?.numbers).toEqual(['2', '9', '10'])
  })

  it('are runs where three and more follow each other', () => {
    expect(numberRuns(['1', '2', '4', '5', '6', '9'])).toEqual(['1', '2', '4–6', '9'])
    expect(numberRuns(['1', '3', '5'])).toEqual(['1', '3', '5'])
    expect(numberRuns(['A', 'B', 'C'])).toEqual(['A', 'B', 'C'])
  })
})
