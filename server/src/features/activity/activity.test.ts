import { createEvent, type Event, listActivity, listRefusals } from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { newId } from '../../ids.ts'
import { openLog } from '../../log.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { openActivity } from './index.ts'
import { openRefusals } from './refusals.ts'

let service: TestService
let admin: Visitor
let owner: Visitor
let eventId: string
beforeAll(async () => {
  service = await startTestService()
  admin = await service.admin()
  owner = await service.signUp('Olga Owner')
  eventId = (await newEvent(owner)).id
})
afterAll(() => service.stop())

const output = openLog({ level: 'silent', format: 'json' })

async function newEvent(by: Visitor): Promise<Event> {
  const ticketTypes = [{ name: 'Adult', priceMinor: 0 }]
  const areas = [{ name: 'Floor', kind: 'general' as const, capacity: 10, ticketTypes }]
  const made = await by.client(createEvent, { body: { title: 'A concert', startsAt: '2999-01-01T20:00:00Z', areas } })
  if (!made.ok) throw new Error(made.problem.detail)
  return made.data
}

function openHere() {
  return openActivity({ queries: service.database.queries, output, node: 'here' })
}

describe('what was done', () => {
  test('is listed newest first, page by page, with who did it', async () => {
    const activity = openHere()
    const accountId = owner.account.id
    const subjectId = newId()
    const records = ['first', 'second', 'third'].map((operation) => ({ eventId, accountId, operation, subjectId }))
    await activity.record(service.database.queries, records)
    const page = await owner.client(listActivity, { query: { eventId, limit: 2 } })
    if (!page.ok) throw new Error(page.problem.detail)
    expect(page.data.items.map((entry) => entry.operation)).toEqual(['third', 'second'])
    expect(page.data.items[0]).toMatchObject({ eventId, accountId, accountName: 'Olga Owner', subjectId, detail: {} })
    const cursor = page.data.nextCursor ?? ''
    const rest = await owner.client(listActivity, { query: { eventId, limit: 2, cursor } })
    expect(rest).toMatchObject({
      ok: true,
      data: { items: [{ operation: 'first' }, { operation: 'create-event' }], nextCursor: null },
    })
  })

  test('in a transaction that fails was not done', async () => {
    const activity = openHere()
    const failing = service.database.queries.transaction().execute(async (tx) => {
      await activity.record(tx, [{ operation: 'undone' }])
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    const found = service.database.queries.selectFrom('activity').select('id').where('operation', '=', 'undone')
    expect(await found.execute()).toEqual([])
  })

  test('in one batch is written by one statement a kind, with quotes, gaps and all', async () => {
    const id = newId()
    const detail = { note: `O'Hara said "{}, \\ and NULL", زهرا 🎪`, list: [1, null] }
    const accountId = owner.account.id
    const activity = openHere()
    const statements = activity.statements(id, [
      { accountId, operation: 'place-hold', subjectId: id, detail },
      { operation: 'expire-hold' },
      { accountId, operation: 'place-hold' },
    ])
    expect(statements.length).toBe(2)
    for (const { name, text, values } of statements) {
      await service.database.batchPool.query({ name, text, values: [...values] })
    }
    expect(await activity.list({ eventId: id, before: undefined, limit: 10 })).toMatchObject([
      { operation: 'expire-hold', accountId: null, subjectId: null, detail: null },
      { operation: 'place-hold', n: 2, accountId, subjectId: null, detail: null },
      { operation: 'place-hold', n: 1, accountId, subjectId: id, detail },
    ])
  })

  test('everywhere is for admins to see, at an event for its organizer', async () => {
    const stranger = await service.signUp()
    const notAllowed = { ok: false, problem: { code: 'not-allowed', status: 403 } }
    expect(await owner.client(listActivity, {})).toMatchObject(notAllowed)
    expect(await stranger.client(listActivity, { query: { eventId } })).toMatchObject(notAllowed)
    expect(await admin.client(listActivity, {})).toMatchObject({ ok: true })
    expect(await admin.client(listActivity, { query: { eventId } })).toMatchObject({ ok: true })
    expect(await owner.client(listActivity, { query: { eventId: newId() } })).toMatchObject({
      ok: false,
      problem: { code: 'not-found', status: 404 },
    })
  })

  test('is not listed from a place that no page gave', async () => {
    for (const cursor of ['!!!', 'x', Buffer.from('1 OR true').toString('base64url')]) {
      expect(await admin.client(listActivity, { query: { cursor } })).toMatchObject({
        ok: false,
        problem: { code: 'invalid', status: 422, errors: [{ path: 'cursor' }] },
      })
      expect(await owner.client(listRefusals, { params: { eventId }, query: { cursor } })).toMatchObject({
        ok: false,
        problem: { code: 'invalid', errors: [{ path: 'cursor' }] },
      })
    }
  })
})

describe('refusals', () => {
  test('are counted by event, code and minute over all nodes, and written when the service stops', async () => {
    const { id, slug } = await newEvent(owner)
    for (const node of [openHere(), openHere()]) {
      node.start()
      for (let count = 0; count < 1_000; count += 1) node.countRefusal(id, 'sold-out')
      node.countRefusal(id, 'busy')
      await node.stop()
    }
    const listed = await owner.client(listRefusals, { params: { eventId: slug } })
    if (!listed.ok) throw new Error(listed.problem.detail)
    const count = (code: string) =>
      listed.data.items.filter((entry) => entry.code === code).reduce((sum, entry) => sum + entry.count, 0)
    expect([count('sold-out'), count('busy')]).toEqual([2_000, 2])
  })

  test('are listed newest minute first, page by page', async () => {
    const { id } = await newEvent(owner)
    await sql`
      INSERT INTO refusals (event_id, minute, code, count)
      SELECT ${id}::uuid, date_trunc('minute', now()) - n * interval '1 minute', code, n
      FROM generate_series(1, 3) AS n, unnest('{busy,sold-out}'::text[]) AS code`.execute(service.database.queries)
    const seen: string[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const query = { limit: 1, ...(cursor ? { cursor } : {}) }
      const page = await owner.client(listRefusals, { params: { eventId: id }, query })
      if (!page.ok) throw new Error(page.problem.detail)
      seen.push(...page.data.items.map((entry) => `${entry.count} ${entry.code}`))
      cursor = page.data.nextCursor
    }
    expect(seen).toEqual(['1 busy', '1 sold-out', '2 busy', '2 sold-out', '3 busy', '3 sold-out'])
  })

  test('that cannot be written are kept, and written when the database takes them again', async () => {
    const { queries } = service.database
    const id = newId()
    const refusals = openRefusals(queries, output.log)
    await sql`ALTER TABLE refusals RENAME TO refusals_away`.execute(queries)
    try {
      refusals.count(id, 'sold-out')
      await refusals.flush()
      refusals.count(id, 'sold-out')
      refusals.count(id, 'busy')
      await refusals.flush()
    } finally {
      await sql`ALTER TABLE refusals_away RENAME TO refusals`.execute(queries)
    }
    await refusals.flush()
    await refusals.flush()
    const written = await queries.selectFrom('refusals').select(['code', 'count']).where('event_id', '=', id).execute()
    const total = (code: string) =>
      written.filter((entry) => entry.code === code).reduce((sum, entry) => sum + entry.count, 0)
    expect([total('sold-out'), total('busy')]).toEqual([2, 1])
  })

  test('of what is no event do not keep those of events from being written', async () => {
    const id = newId()
    const refusals = openRefusals(service.database.queries, output.log)
    refusals.count('a-slug', 'sold-out')
    refusals.count(id, 'sold-out')
    await refusals.flush()
    const written = service.database.queries.selectFrom('refusals').select('count').where('event_id', '=', id)
    expect(await written.execute()).toEqual([{ count: 1 }])
  })
})
