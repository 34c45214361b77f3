import { placeHold, placeOrder, readHold, releaseHold } from '@fairground/contract'
import { type Client, createClient } from '@fairground/contract/client'

import { type BurstAccount, saysLater } from './buyer.ts'
import { type Ledger, type OtherHold, seatsIn, type UnsettledWrite } from './ledger.ts'
import type { FoundHold } from './verdict.ts'

interface Way {
  readonly server: string
  readonly send: typeof fetch
  readonly eventId: string
  readonly accounts: readonly BurstAccount[]
  /** Until when it may take, of `performance.now()`. */
  readonly until: number
}

const AT_ONCE = 32

/** Sends what nobody knows the outcome of once more, under its key: the answer is that of the first time. */
export async function settleWrites(way: Way, ledger: Ledger): Promise<Ledger> {
  const settled: Ledger = { ...ledger, orders: [...ledger.orders], holds: [...ledger.holds], unsettled: [] }
  await eachOf(ledger.unsettled, async (write) => {
    const isSettled = performance.now() < way.until && (await settleWrite(way, write, settled))
    if (!isSettled) settled.unsettled.push(write)
  })
  return settled
}

/** Whether it is known now what became of it. */
async function settleWrite(way: Way, write: UnsettledWrite, settled: Ledger): Promise<boolean> {
  const { account, key, places } = write
  const client = clientOf(way, account)
  const params = { eventId: way.eventId }
  if (write.kind === 'hold') {
    const outcome = await client(placeHold, { params, key, body: write.body })
    if (!outcome.ok) return !saysLater(outcome.problem)
    const { id } = outcome.data
    const released = await client(releaseHold, { params: { ...params, holdId: id }, key })
    settled.holds.push({ id, account, places, told: released.ok ? 'released' : 'open' })
    return true
  }
  const outcome = await client(placeOrder, { params, key, body: write.body })
  if (!outcome.ok) return !saysLater(outcome.problem)
  const { id, tickets } = outcome.data
  const holdId = write.body.holdId ?? ''
  const index = settled.holds.findIndex((hold) => hold.id === holdId)
  if (index !== -1) settled.holds.splice(index, 1)
  const seatIds = seatsIn(tickets)
  settled.orders.push({ id, account, holdId, places, ticketIds: tickets.map((ticket) => ticket.id), seatIds })
  return true
}

/** More than this many cost more than they tell. */
const MOST_HOLDS_READ = 5_000

/** What the service says of the holds that became no order. */
export async function readHolds(way: Way, holds: readonly OtherHold[]): Promise<FoundHold[]> {
  const found: FoundHold[] = []
  // Those whose end nobody was told of say the most.
  const asked = holds.toSorted((one, other) => Number(other.told === 'open') - Number(one.told === 'open'))
  await eachOf(asked.slice(0, MOST_HOLDS_READ), async (hold) => {
    if (performance.now() > way.until) return
    const outcome = await clientOf(way, hold.account)(readHold, { params: { eventId: way.eventId, holdId: hold.id } })
    if (outcome.ok) found.push({ ...hold, state: outcome.data.state })
    else if (outcome.problem.code === 'not-found') found.push({ ...hold, state: 'missing' })
  })
  return found
}

function clientOf({ server, send, accounts, until }: Way, account: number): Client {
  const patienceMs = Math.max(0, until - performance.now())
  return createClient({ server, token: accounts[account]?.token, fetch: send, patienceMs })
}

async function eachOf<One>(all: readonly One[], act: (one: One) => Promise<void>): Promise<void> {
  const rest = all.values()
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, all.length) }, async () => {
      for (const one of rest) await act(one)
    }),
  )
}
