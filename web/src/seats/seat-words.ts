import type { SeatName } from '@fairground/contract'
import { useMemo } from 'react'

import { isolated } from '../i18n/isolated.ts'
import { languages } from '../i18n/languages.ts'
import { type Texts, useTexts } from '../i18n/text.ts'

/** Seats of one row, in the order of their numbers. */
export interface SeatGroup {
  readonly section: string
  readonly row: string
  readonly floor: string | undefined
  readonly numbers: readonly string[]
}

/** Seats by the row in which they are, rows in the order in which they were named. */
export function groupSeats(seats: readonly SeatName[]): SeatGroup[] {
  const rows = Map.groupBy(seats, ({ section, row, floor = '' }) => [floor, section, row].join('\u001f'))
  return [...rows.values()].flatMap((own) => {
    const [first] = own
    if (!first) return []
    const numbers = own.map(({ number }) => number).toSorted(byNumber.compare)
    return [{ section: first.section, row: first.row, floor: first.floor, numbers }]
  })
}

const byNumber = new Intl.Collator('en', { numeric: true })

/** From so many neighbours on the first and the last are enough. */
const LEAST_OF_A_RUN = 3

/** `11, 12, 13, 14, 17` is `11–14` and `17`. */
export function numberRuns(numbers: readonly string[]): string[] {
  const runs: string[][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    const isNext = /^\d+$/.test(number) && Number(run?.at(-1)) + 1 === Number(number)
    if (run && isNext) run.push(number)
    else runs.push([number])
  }
  return runs.flatMap((run) => (run.length >= LEAST_OF_A_RUN ? [`${run[0]}–${run.at(-1)}`] : run))
}

/** "Stalls, Row F, seats 12 and 13": seats as people call them, neighbours in one phrase. */
export type SeatWords = (seats: readonly SeatName[]) => string

export function useSeatWords(): SeatWords {
  const texts = useTexts()
  return useMemo(() => seatWordsIn(texts), [texts])
}

export function seatWordsIn({ language, t }: Pick<Texts, 'language' | 't'>): SeatWords {
  const list = new Intl.ListFormat(languages[language].locale)
  function phrase({ section, row, numbers }: SeatGroup): string {
    const values = { count: numbers.length, seats: list.format(numberRuns(numbers).map(isolated)) }
    const place = row === '' ? t('common.seats', values) : t('common.rowSeats', { ...values, row: isolated(row) })
    return section === '' ? place : t('common.inSection', { section: isolated(section), place })
  }
  return (seats) => groupSeats(seats).map(phrase).join('; ')
}
