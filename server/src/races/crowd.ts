import { hash, randomBytes } from 'node:crypto'

import { createEvent, type Event, type NewEvent, runCheck } from '@fairground/contract'
import { type Client, type ClientProblem, createClient, type Outcome } from '@fairground/contract/client'
import pg from 'pg'
import { expect } from 'vitest'

import { newId } from '../ids.ts'

/** An account that is signed in, made without the second that its password would cost. */
export interface Buyer {
  readonly accountId: string
  readonly token: string
}

export interface Crowd {
  readonly buyers: readonly Buyer[]
  /** A platform admin, who runs the invariants and owns the events. */
  readonly admin: Buyer
}

/** Signs in `size` new accounts and an admin, by SQL. */
export async function gatherCrowd(connectionString: string, size: number): Promise<Crowd> {
  const people = Array.from({ length: size + 1 }, () => ({
    accountId: newId(),
    sessionId: newId(),
    token: randomBytes(32).toString('base64url'),
  }))
  const ids = people.map(({ accountId }) => accountId)
  await ask(
    connectionString,
    `INSERT INTO accounts (id, email, name, admin)
      SELECT id, id || '@fairground.test', 'Buyer', id = $2 FROM unnest($1::uuid[]) AS id`,
    [ids, ids[0]],
  )
  await ask(
    connectionString,
    `INSERT INTO sessions (id, account_id, token_hash, device, expires_at)
      SELECT s.*, 'test', now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS s`,
    [people.map(({ sessionId }) => sessionId), ids, people.map(({ token }) => hash('sha256', token, 'buffer'))],
  )
  const [admin, ...buyers] = people
  if (!admin) throw new Error('a crowd has an admin')
  return { admin, buyers }
}

/** Asks the database itself, beside every service. */
export async function ask<Row extends object>(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}

export function clientOf(url: string, { token }: Buyer): Client {
  return createClient({ server: url, token })
}

export interface OnSale {
  readonly eventId: string
  readonly areaId: string
  /** Of its first ticket type. */
  readonly ticketTypeId: string
  readonly event: Event
}

/** An event of one area and one free ticket type, unless `over` says otherwise. */
export async function openSale(client: Client, capacity: number, over: Partial<NewEvent> = {}): Promise<OnSale> {
  const outcome = await client(createEvent, {
    body: {
      title: 'A rush to survive',
      startsAt: '2099-06-01T18:00:00Z',
      areas: [{ name: 'Floor', kind: 'general', capacity, ticketTypes: [{ name: 'Entry', priceMinor: 0 }] }],
      ...over,
    },
  })
  const event = dataOf(outcome)
  const area = event.areas[0]
  const type = area?.ticketTypes[0]
  if (!area || !type) throw new Error('an event has an area and a ticket type')
  return { event, eventId: event.id, areaId: area.id, ticketTypeId: type.id }
}

export function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
  return outcome.data
}

export function problemOf<Data>(outcome: Outcome<Data>): ClientProblem {
  if (outcome.ok) throw new Error(`${JSON.stringify(outcome.data)} was to be refused`)
  return outcome.problem
}

/** Every invariant, asked of a running node, finds nothing. */
export async function expectInvariants(url: string, admin: Buyer): Promise<void> {
  const { invariants } = dataOf(await clientOf(url, admin)(runCheck, {}))
  expect(invariants.length).toBeGreaterThan(10)
  expect(invariants.filter(({ violations }) => violations > 0)).toEqual([])
}

/** The same numbers for the same seed (mulberry32), from 0 to below 1. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
