import {
  fetchOver,
  openConnections,
  openRecorder,
  poissonArrivals,
  runClosed,
  runOpen,
  seededRandom,
} from '@fairground/load'

import { type Market, PATIENCE_MS, visit } from './buyer.ts'
import { emptyLedger } from './ledger.ts'
import type { FromProcess, Share, ToProcess } from './messages.ts'
import type { BurstPlan } from './plan.ts'

/** As many connections as people bring; more would only wait in the kernel instead of here. */
const MOST_CONNECTIONS = 1_000
/** When everybody is to leave, those in the middle of something have this long. */
const LEAVE_WITHIN_MS = 1_500
const TELL_EVERY_MS = 250

const leaving = new AbortController()
// Ctrl-C reaches every process of a terminal: whoever started this one says when to stop.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
process.on('message', (message: ToProcess) => {
  if (message.kind === 'stop') leaving.abort()
  else void take(message.share)
})
tell({ kind: 'ready' })

/** Plays this process's buyers and tells what became of them; a bug ends the process, which tells as much. */
async function take(share: Share): Promise<void> {
  const { plan, binMs } = share
  const connections = openConnections({
    server: share.server,
    ca: share.ca,
    connections: Math.ceil(connectionsOf(plan) / plan.processes),
  })
  const recorder = openRecorder(binMs)
  const market: Market = {
    server: share.server,
    send: fetchOver(connections),
    event: share.event,
    plan,
    accounts: share.accounts,
    recorder,
    ledger: emptyLedger(),
    pending: new Set(),
    open: new Map(),
    leaving: leaving.signal,
    beginAt: share.beginAt - performance.timeOrigin,
  }
  const arrivals = arrivalsOf(share)
  const telling = setInterval(() => {
    const due = countUntil(arrivals, performance.now() - market.beginAt)
    tell({ kind: 'progress', due, recording: recorder.read({ withBins: false }) })
  }, TELL_EVERY_MS)
  const lastCall = setTimeout(() => leaving.abort(), plan.durationMs + PATIENCE_MS)

  await Promise.race([playBuyers(share, market, arrivals), afterLeaving()])

  clearInterval(telling)
  clearTimeout(lastCall)
  const { ledger } = market
  ledger.unsettled.push(...market.pending)
  ledger.holds.push(...market.open.values())
  await connections.close()
  tell({ kind: 'ended', recording: recorder.read({ withBins: true }), ledger }, () => process.disconnect?.())
}

function playBuyers({ plan, process: own }: Share, market: Market, arrivals: Float64Array): Promise<void> {
  const start = (index: number, dueAt: number) => visit(market, own + index * plan.processes, dueAt)
  const { crowd } = plan
  switch (crowd.kind) {
    case 'open':
      return runOpen({ arrivals, beginAt: market.beginAt, start, signal: leaving.signal })
    case 'closed':
      return runClosed({
        count: Math.ceil((plan.buyers - own) / plan.processes),
        atOnce: Math.max(1, Math.ceil((crowd.atOnce - own) / plan.processes)),
        start,
        signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(plan.durationMs)]),
      })
    default:
      return crowd satisfies never
  }
}

/** Those of this process who come before the doors close. All processes draw the same crowd and take their part. */
function arrivalsOf({ plan, process: own }: Share): Float64Array {
  if (plan.crowd.kind === 'closed') return new Float64Array()
  const all = poissonArrivals(plan.buyers, plan.crowd.ratePerSecond, seededRandom(plan.seed))
  return all.filter((at, index) => index % plan.processes === own && at <= plan.durationMs)
}

function connectionsOf({ crowd, buyers }: BurstPlan): number {
  return crowd.kind === 'closed' ? crowd.atOnce : Math.min(MOST_CONNECTIONS, buyers)
}

/** How many of these ascending times have come. */
function countUntil(times: Float64Array, at: number): number {
  const first = times.findIndex((time) => time > at)
  return first === -1 ? times.length : first
}

function afterLeaving(): Promise<void> {
  return new Promise((resolve) => {
    leaving.signal.addEventListener('abort', () => setTimeout(resolve, LEAVE_WITHIN_MS), { once: true })
  })
}

function tell(message: FromProcess, onSent = () => {}): void {
  // The channel is there as long as somebody listens; without it this process ends.
  process.send?.(message, undefined, undefined, onSent)
}
