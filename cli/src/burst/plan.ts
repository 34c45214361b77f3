import { usedWrongly } from '../failure.ts'
import { parseWhole } from '../numbers.ts'

/** What a burst is to be. Times are in milliseconds. */
export interface BurstPlan {
  readonly buyers: number
  readonly crowd: Crowd
  /** Nobody arrives later than this. */
  readonly durationMs: number
  /** Places that each wants: at least, at most. */
  readonly quantity: readonly [number, number]
  /** The mean of the time between hold and confirmation. */
  readonly thinkMs: number
  /** The share of buyers who let their first hold go, 0 to 1; they change their mind and try again. */
  readonly letGo: number
  readonly accounts: number
  readonly processes: number
  readonly seed: number
  /** Which seats they want, where there are seats; the best ones unless somebody says otherwise. */
  readonly seats?: SeatWish
}

/** Some that are free, the best ones together, those that somebody else wants too, or everybody the very same. */
const SEAT_WISHES = ['random', 'best', 'same', 'one'] as const
export type SeatWish = (typeof SEAT_WISHES)[number]

/** People who come whether or not others were served, or a fixed number of them at a time. */
type Crowd = { kind: 'open'; ratePerSecond: number } | { kind: 'closed'; atOnce: number }

/** As they are written after the command. */
export interface BurstOptions {
  buyers?: string
  rate?: string
  closed?: string
  quantity?: string
  duration?: string
  think?: string
  letGo?: string
  accounts?: string
  processes?: string
  seed?: string
  seats?: string
}

/** Where the report is written, unless somebody says otherwise. */
export const REPORT_FILE = 'burst-report.html'

const DEFAULT_BUYERS = 100
const DEFAULT_ACCOUNTS = 2_000
const DEFAULT_DURATION = '60s'
const DEFAULT_THINK = '1s'
const DEFAULT_LET_GO = 0.1
/** All buyers within two seconds is a rush; who wants more a second than this says so. */
const DEFAULT_ARRIVAL_SECONDS = 2
const DEFAULT_MOST_RATE = 2_000

/** Each has a timer, a key and a line in the report. */
const MOST_BUYERS = 1_000_000
const MOST_ACCOUNTS = 100_000
const MOST_PROCESSES = 64
/** More than this at once runs out of sockets before it finds out anything. */
const MOST_AT_ONCE = 10_000
const LONGEST_MS = 60 * 60 * 1000

/** The plan of these options, with defaults for the rest. Refuses what cannot be meant. */
export function planBurst(options: BurstOptions, randomSeed: number): BurstPlan {
  if (options.rate !== undefined && options.closed !== undefined) {
    throw usedWrongly('--rate and --closed exclude each other: buyers come at a rate, or so many at a time.')
  }
  const rate = options.rate === undefined ? undefined : parseRate(options.rate)
  const durationMs = parseTime(options.duration ?? DEFAULT_DURATION, '--duration')
  if (durationMs === 0) throw usedWrongly('--duration has to be longer than nothing.')
  const buyers = buyersOf(options, rate, durationMs)
  const atOnce =
    options.closed === undefined ? undefined : atMost(MOST_AT_ONCE, parseWhole(options.closed, '--closed'), '--closed')
  const processes = atMost(MOST_PROCESSES, parseWhole(options.processes ?? '1', '--processes'), '--processes')
  return {
    buyers,
    crowd:
      atOnce === undefined ? { kind: 'open', ratePerSecond: rate ?? usualRate(buyers) } : { kind: 'closed', atOnce },
    durationMs,
    quantity: parseQuantity(options.quantity ?? '1'),
    thinkMs: parseTime(options.think ?? DEFAULT_THINK, '--think'),
    letGo: options.letGo === undefined ? DEFAULT_LET_GO : parseShare(options.letGo),
    accounts:
      options.accounts === undefined
        ? Math.min(buyers, DEFAULT_ACCOUNTS)
        : atMost(MOST_ACCOUNTS, parseWhole(options.accounts, '--accounts'), '--accounts'),
    // Each plays one buyer at least: more processes than connections would be more buyers at a time than were asked for.
    processes: Math.min(processes, atOnce ?? Infinity),
    seed: options.seed === undefined ? randomSeed : parseWhole(options.seed, '--seed'),
    seats: options.seats === undefined ? undefined : parseWish(options.seats),
  }
}

/** Short enough to be typed again. */
export function drawSeed(): number {
  return 1 + Math.floor(Math.random() * 1_000_000)
}

/** As many as were said, or as the rate brings in the time that was said. */
function buyersOf(options: BurstOptions, rate: number | undefined, durationMs: number): number {
  if (options.buyers !== undefined) return atMost(MOST_BUYERS, parseWhole(options.buyers, '--buyers'), '--buyers')
  if (rate === undefined || options.duration === undefined) return DEFAULT_BUYERS
  return atMost(MOST_BUYERS, Math.max(1, Math.round((rate * durationMs) / 1000)), '--rate times --duration')
}

function usualRate(buyers: number): number {
  return Math.min(DEFAULT_MOST_RATE, Math.max(1, buyers / DEFAULT_ARRIVAL_SECONDS))
}

/** "5000/s", "600/min" or "5000", per second. */
function parseRate(written: string): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(?:\/(s|min))?$/.exec(written.trim()) ?? []
  const rate = unit === 'min' ? Number(number) / 60 : Number(number)
  if (rate > 0 && rate <= MOST_BUYERS) return rate
  throw usedWrongly(`--rate is "${written}": write it like 5000/s or 600/min.`)
}

const MS_OF: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 }

/** "30s", "500ms" or "2min", in milliseconds. */
function parseTime(written: string, what: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(written.trim()) ?? []
  const ms = Number(number) * (MS_OF[unit] ?? Number.NaN)
  if (number !== '' && ms <= LONGEST_MS) return ms
  throw usedWrongly(`${what} is "${written}": write it like 30s, 500ms or 2min, at most 60min.`)
}

/** "1-4" or "2". */
function parseQuantity(written: string): readonly [number, number] {
  const [, least = '', most = least] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(written.trim()) ?? []
  const range = [Number(least), Number(most)] as const
  if (least !== '' && range[0] >= 1 && range[0] <= range[1] && range[1] <= 1_000) return range
  throw usedWrongly(`--quantity is "${written}": write it like 2 or 1-4, at most 1000.`)
}

function parseWish(written: string): SeatWish {
  const wish = SEAT_WISHES.find((known) => known === written)
  if (wish) return wish
  throw usedWrongly(`--seats is "${written}": write one of ${SEAT_WISHES.join(', ')}.`)
}

function parseShare(written: string): number {
  const share = Number(written)
  if (/^\d*\.?\d+$/.test(written) && share <= 1) return share
  throw usedWrongly(`--let-go is "${written}", but it has to be a share from 0 to 1, like 0.1.`)
}

function atMost(most: number, number: number, what: string): number {
  if (number <= most) return number
  throw usedWrongly(`${what} is ${number}, but it can be at most ${most}.`)
}
