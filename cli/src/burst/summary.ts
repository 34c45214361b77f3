import { countOf, percentilesOf, type Percentiles, type Recording } from '@fairground/load'

import { showCount, showMs } from '../numbers.ts'
import { totalPlaces } from '../places.ts'
import { harmless, red, shown, text } from '../text.ts'
import { table } from '../table.ts'
import type { BurstOutcome } from './index.ts'
import type { BurstPlan, SeatWish } from './plan.ts'
import { refusalsOf } from './progress.ts'
import type { PlacesSeen, Verdict } from './verdict.ts'

/** What was measured, in the order in which a buyer meets it, and what it is called. */
export const WAITS = [
  ['reservation', 'arrival to the answer about places'],
  ['look', 'arrival to the event page'],
  ['hold', 'taking places'],
  ['confirm', 'confirming the order'],
  ['let go', 'giving places back'],
] as const

/** More than this many of them say no more. */
const MOST_VIOLATIONS_SHOWN = 20

const SEAT_WISH_WORDS: Record<SeatWish, string> = {
  random: 'seats at random',
  best: 'the best seats',
  same: 'any two of them the same seats',
  one: 'all the same seats',
}

/** The plan in one line, before it begins. */
export function planLine({
  buyers,
  crowd,
  quantity,
  thinkMs,
  letGo,
  accounts,
  processes,
  seed,
  seats,
}: BurstPlan): string {
  const come =
    crowd.kind === 'open'
      ? `${showCount(Math.round(crowd.ratePerSecond * 10) / 10)}/s`
      : `${showCount(crowd.atOnce)} at a time`
  const [least, most] = quantity
  return (
    `${showCount(buyers)} buyers, ${come}, ${least === most ? least : `${least}-${most}`} ${most === 1 ? 'place' : 'places'} each, ` +
    (seats === undefined ? '' : `${SEAT_WISH_WORDS[seats]}, `) +
    `thinking ${thinkMs / 1000} s, ${Math.round(letGo * 100)} % let go once; ` +
    `${showCount(accounts)} accounts, ${processes} ${processes === 1 ? 'process' : 'processes'}, seed ${seed}`
  )
}

/** The run as a person reads it; the last line is the verdict, or why there is none. `width` is that of the screen. */
export function summaryLines(outcome: BurstOutcome, width?: number): string[] {
  const { recording, elapsedMs, books, ends, interrupted } = outcome
  const arrived = countOf(recording, 'arrivals')
  const bought = countOf(recording, 'orders')
  const seconds = elapsedMs / 1000
  const lines = [
    ...(interrupted ? ['Stopped before its end; this is what there is.'] : []),
    `${showCount(arrived)} buyers came in ${seconds.toFixed(1)} s, ${showCount(bought)} of them bought.`,
    ...endsLine(ends),
    ...waitLines(recording, width),
    ...refusalLines(recording),
  ]
  if ('problem' in books) {
    return [...lines, text`No verdict: ${books.problem.detail}`]
  }
  const { after, verdict } = books
  return [
    ...lines,
    placesLine(after),
    ...verdict.violations.slice(0, MOST_VIOLATIONS_SHOWN).map((violation) => shown(red(violation))),
    ...(verdict.violations.length > MOST_VIOLATIONS_SHOWN
      ? [`... and ${showCount(verdict.violations.length - MOST_VIOLATIONS_SHOWN)} more.`]
      : []),
    verdictLine(verdict),
  ]
}

function verdictLine({ good, sentence, violations }: Verdict): string {
  if (good) return `${sentence}.`
  return shown(red(violations.length > 0 ? `${sentence}. The books do not agree.` : `${sentence}.`))
}

/** "100 sold, 0 held, 0 left" */
export function placesLine({ areas }: PlacesSeen): string {
  const { sold, held, left, capacity } = totalPlaces(areas)
  return `The event: ${showCount(sold)} sold, ${showCount(held)} held, ${showCount(left)} left of ${showCount(capacity)} places.`
}

function endsLine(ends: BurstOutcome['ends']): string[] {
  const others = Object.entries(ends).filter(([end]) => end !== 'bought')
  if (others.length === 0) return []
  return [`The others: ${others.map(([end, number]) => `${showCount(number)} ${harmless(end)}`).join(', ')}.`]
}

function waitLines(recording: Recording, width: number | undefined): string[] {
  const rows = WAITS.flatMap(([name, meaning]) => {
    const found = percentilesOf(recording, name)
    return found ? [[meaning, ...cellsOf(found)]] : []
  })
  if (rows.length === 0) return []
  const numbers = ['times', 'p50', 'p90', 'p99', 'p99.9', 'max'].map((name) => ({ name, align: 'right' as const }))
  return ['', ...table([{ name: 'wait in ms', least: 12 }, ...numbers], rows, width), '']
}

function cellsOf({ count: times, p50, p90, p99, p999, max }: Percentiles): string[] {
  return [showCount(times), ...[p50, p90, p99, p999, max].map(showMs)]
}

function refusalLines(recording: Recording): string[] {
  const refusals = refusalsOf(recording)
  if (refusals.length === 0) return []
  return [`Refused: ${refusals.map(([code, number]) => `${harmless(code)} ${showCount(number)}`).join(', ')}.`]
}

/** The run as a program reads it. */
export function documentOf(outcome: BurstOutcome, report: string) {
  const { plan, server, event, startedAt, elapsedMs, interrupted, recording, ends, books } = outcome
  const reservations = countOf(recording, 'reservations')
  const { unknown, ...verdict } = 'verdict' in books ? books.verdict : { unknown: undefined }
  return {
    event,
    server,
    plan,
    startedAt: startedAt.toISOString(),
    seconds: elapsedMs / 1000,
    interrupted,
    buyers: { arrived: countOf(recording, 'arrivals'), bought: countOf(recording, 'orders'), ends },
    reservations,
    reservationsPerSecond: elapsedMs > 0 ? (reservations * 1000) / elapsedMs : 0,
    latencyMs: Object.fromEntries(WAITS.map(([name]) => [name, percentilesOf(recording, name) ?? null])),
    answers: recording.answers,
    ...('verdict' in books
      ? {
          places: { ...totalPlaces(books.after.areas), soldBefore: totalPlaces(books.before.areas).sold },
          verdict: { ...verdict, unknown },
        }
      : { verdict: null, problem: books.problem }),
    report,
  }
}
