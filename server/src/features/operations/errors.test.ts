import { listErrors } from '@fairground/contract'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { type LogOutput, node, openLog } from '../../log.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { openErrorWriter } from './errors.ts'

let service: TestService
let admin: Visitor
let output: LogOutput
let writer: ReturnType<typeof openErrorWriter>

beforeAll(async () => {
  service = await startTestService()
  admin = await service.admin()
})
beforeEach(async () => {
  await sql`TRUNCATE last_errors`.execute(service.database.queries)
  output = openLog({ level: 'info', format: 'json', file: '/dev/null' })
  writer = openErrorWriter(service.database.queries, output)
})
afterEach(() => output.close())
afterAll(() => service.stop())

async function lastErrors() {
  const outcome = await admin.client(listErrors, {})
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data.items
}

async function rowsKept(): Promise<number> {
  const { rows } = await sql<{ kept: number }>`SELECT count(*)::int AS kept FROM last_errors`.execute(
    service.database.queries,
  )
  return rows[0]?.kept ?? 0
}

test('errors of the log are listed, newest first, with time, node and stack; other lines are not', async () => {
  output.log.info('an ordinary day')
  output.log.warn({ err: new Error('not so bad') }, 'a batch failed')
  output.log.error({ err: new TypeError('no such thing') }, 'an operation failed')
  output.log.fatal('the end')
  await writer.stop()
  const errors = await lastErrors()
  expect(errors).toMatchObject([
    { node, level: 'fatal', message: 'the end', detail: '' },
    { node, level: 'error', message: 'an operation failed' },
  ])
  expect(errors[1]?.detail).toMatch(/^TypeError: no such thing\n {4}at .*errors\.test\.ts/)
  expect(Math.abs(Date.parse(errors[1]?.at ?? '') - Date.now())).toBeLessThan(60_000)
})

test('they are written while the node goes on, within moments', async () => {
  writer.start()
  output.log.error('at once')
  await vi.waitFor(async () => expect(await lastErrors()).toMatchObject([{ message: 'at once' }]), {
    timeout: 20_000,
    interval: 50,
  })
  await writer.stop()
})

test('a storm of errors is ten lines and a number', async () => {
  for (let n = 1; n <= 47; n += 1) output.log.error(`error ${n}`)
  await writer.stop()
  const messages = (await lastErrors()).map(({ message }) => message)
  expect(messages).toHaveLength(11)
  expect(messages[0]).toBe('37 more errors in this second')
  expect(messages.at(-1)).toBe('error 1')
})

test('a detail is cut, and what cannot be stored is left out', async () => {
  const endless = new Error(`nul \0 and half \ud83c of a character ${'x'.repeat(10_000)}`)
  output.log.error({ err: endless }, 'm'.repeat(10_000))
  await writer.stop()
  const [error] = await lastErrors()
  // The NUL is gone from it.
  expect(error?.detail).toHaveLength(3_999)
  expect(error?.detail).toMatch(/^Error: nul {2}and half \ufffd of a character x/)
  expect(error?.message).toHaveLength(2_000)
})

test('nothing of an error but its type, message and stack is kept', async () => {
  const error = Object.assign(new Error('duplicate key'), { detail: 'Key (email)=(somebody@fairground.test) is there' })
  output.log.error({ err: error, who: 'somebody' }, 'an operation failed')
  await writer.stop()
  expect(JSON.stringify(await lastErrors())).not.toContain('somebody')
})

test('at most 1,000 are kept and at most 200 shown', async () => {
  await sql`INSERT INTO last_errors (node, level, message, detail)
    SELECT 'other', 'error', 'old ' || n, '' FROM generate_series(1, 1500) n`.execute(service.database.queries)
  output.log.error('new')
  await writer.stop()
  expect(await rowsKept()).toBe(1_000)
  const errors = await lastErrors()
  expect(errors).toHaveLength(200)
  expect(errors[0]?.message).toBe('new')
  expect(errors[1]?.message).toBe('old 1500')
})

test("the admins' stream and the last errors hear of the same line", async () => {
  const heard: string[] = []
  output.tap((line) => heard.push(line))
  output.log.info('first')
  output.log.error('second')
  await writer.stop()
  expect(heard.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['first', 'second'])
  expect(await lastErrors()).toMatchObject([{ message: 'second' }])
})

test('what was written is not written again where the old errors could not be deleted', async () => {
  const { queries } = service.database
  await sql`CREATE FUNCTION refuse_delete() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''not now''; END'`.execute(queries)
  await sql`CREATE TRIGGER refuse_delete BEFORE DELETE ON last_errors EXECUTE FUNCTION refuse_delete()`.execute(queries)
  output.log.error('once')
  writer.start()
  await vi.waitFor(async () => expect(await rowsKept()).toBe(1), { timeout: 20_000, interval: 50 })
  await writer.stop()
  await sql`DROP TRIGGER refuse_delete ON last_errors`.execute(queries)
  await sql`DROP FUNCTION refuse_delete`.execute(queries)
  expect(await lastErrors()).toMatchObject([{ message: 'once' }])
  expect(await rowsKept()).toBe(1)
})

test('what could not be written is kept, within its bound, and written when the database is back', async () => {
  const other = new pg.Client({ connectionString: service.connectionString })
  await other.connect()
  await other.query('BEGIN; LOCK TABLE last_errors IN ACCESS EXCLUSIVE MODE')
  output.log.error('before')
  writer.start()
  const { rows } = await vi.waitFor(
    async () => {
      const waiting = await sql<{ pid: number }>`
        SELECT pid FROM pg_stat_activity WHERE query LIKE 'insert into "last_errors"%' AND wait_event_type = 'Lock'
          AND datname = current_database()`.execute(service.database.queries)
      expect(waiting.rows).toHaveLength(1)
      return waiting
    },
    { timeout: 20_000, interval: 50 },
  )
  for (let n = 1; n <= 20; n += 1) output.log.error(`during ${n}`)
  await other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
  await other.query('COMMIT')
  await other.end()
  await writer.stop()
  const messages = (await lastErrors()).map(({ message }) => message).toReversed()
  expect(messages.slice(0, 3)).toEqual(['before', 'during 1', 'during 2'])
  expect(messages).toHaveLength(11)
  expect(messages.at(-1)).toMatch(/^11 more errors in /)
})
