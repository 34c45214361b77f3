import { followLog, type LogLine, readMe, signIn, changePassword } from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openLog } from '../../log.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { openActivity } from './index.ts'
import { openPosition } from './log-reader.ts'

let service: TestService
let second: TestService
let admin: Visitor
beforeAll(async () => {
  service = await startTestService({ env: { LOG_LEVEL: 'info' } })
  second = await service.second()
  admin = await service.admin()
})
afterAll(() => service.stop())

const output = openLog({ level: 'silent', format: 'json' })

async function openStream(node: TestService, token: string, signal: AbortSignal): Promise<Response> {
  return fetch(node.url + followLog.path, { headers: { authorization: `Bearer ${token}` }, signal })
}

/** The lines of a stream, without its heartbeats. */
async function* linesOf(response: Response): AsyncGenerator<LogLine> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) if (frame.startsWith('data: ')) yield parseLine(frame.slice(6))
  }
}

function parseLine(text: string): LogLine {
  return JSON.parse(text)
}

/** The messages of the lines up to the one that is asked for, and that one. */
async function readUntil(lines: AsyncIterator<string>, isLast: (line: LogLine) => boolean) {
  const messages: string[] = []
  for (;;) {
    const line = parseLine((await lines.next()).value)
    messages.push(line.message)
    if (isLast(line)) return { messages, line }
  }
}

describe('the log of all nodes', () => {
  test('begins with who listens, and shows what each node does from then on', async () => {
    const leaving = new AbortController()
    const response = await openStream(service, admin.token, leaving.signal)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const visitors = [await service.signUp(), await second.signUp()]
    const waitedFor = new Set(visitors.map((visitor) => visitor.account.id))
    const clients = [service, second].map((node, index) => node.client(visitors[index]?.token))
    const lines: LogLine[] = []
    for await (const line of linesOf(response)) {
      lines.push(line)
      if (line.operation === 'read-me') waitedFor.delete(String(line.fields['who']))
      if (waitedFor.size === 0) break
      // The other node notices within a second that somebody listens: it is asked until its line is there.
      await Promise.all(clients.map((client) => client(readMe, {})))
    }
    leaving.abort()
    expect(waitedFor.size).toBe(0)
    expect(lines[0]?.message).toContain('follows the log of all nodes')
    expect(lines.at(-1)).toMatchObject({ level: 'info', operation: 'read-me', fields: { outcome: 'ok', status: 200 } })
  })

  test('is for admins', async () => {
    const visitor = await service.signUp()
    const refused = await openStream(service, visitor.token, new AbortController().signal)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ code: 'not-allowed' })
  })

  test('ends for a session that has ended', async () => {
    const { email, password, client } = await service.admin()
    const elsewhere = await service.client()(signIn, { body: { email, password } })
    if (!elsewhere.ok) throw new Error(elsewhere.problem.detail)
    const response = await openStream(second, elsewhere.data.token, new AbortController().signal)
    const lines = linesOf(response)
    await lines.next()
    await client(changePassword, { body: { currentPassword: password, newPassword: 'another password' } })
    const changedAt = performance.now()
    // Every request is a line, and before a line goes out the session is looked at.
    while (!(await Promise.all([lines.next(), service.client(admin.token)(readMe, {})]))[0].done);
    expect(performance.now() - changedAt).toBeLessThan(6_000)
  })

  test('ends when the service stops', async () => {
    const third = await startTestService({ connectionString: service.connectionString })
    const response = await openStream(third, admin.token, new AbortController().signal)
    const lines = linesOf(response)
    await lines.next()
    await third.stop()
    let count = 0
    while (!(await lines.next()).done) count += 1
    expect(count).toBeLessThan(100)
  })
})

describe('following', () => {
  test('a slow reader loses lines and is told how many, while a quick one gets them all', async () => {
    const { queries } = service.database
    const activity = openActivity({ queries, output, node: 'here' })
    activity.start()
    const leaving = new AbortController()
    const slow = activity.followLog(leaving.signal)[Symbol.asyncIterator]()
    const quick = activity.followLog(leaving.signal)[Symbol.asyncIterator]()
    await Promise.all([slow.next(), quick.next()])
    await sql`
      INSERT INTO log_lines (node, line)
      SELECT 'there', json_build_object('message', 'line ' || n, 'fields', json_build_object())
      FROM generate_series(1, 10000) AS n`.execute(queries)
    const all = await readUntil(quick, (line) => line.message === 'line 10000')
    // Requests of the tests before may still be ending; their lines are none of ours.
    const numbered = all.messages.filter((message) => message.startsWith('line '))
    expect(numbered).toEqual(Array.from({ length: 10_000 }, (_, index) => `line ${index + 1}`))
    const some = await readUntil(slow, (line) => line.fields['skipped'] !== undefined)
    expect(some.messages.length).toBeLessThanOrEqual(4_001)
    const told = some.messages.length - 1 + Number(some.line.fields['skipped'])
    expect(told).toBeGreaterThanOrEqual(10_000)
    expect(told).toBeLessThanOrEqual(10_010)
    leaving.abort()
    await activity.stop()
  })

  test('shows a line that was committed after its successors', async () => {
    const { queries } = service.database
    const activity = openActivity({ queries, output, node: 'here' })
    activity.start()
    const leaving = new AbortController()
    const lines = activity.followLog(leaving.signal)[Symbol.asyncIterator]()
    await lines.next()
    const insert = (on: typeof queries, message: string) =>
      on
        .insertInto('log_lines')
        .values({ node: 'there', line: JSON.stringify({ message, fields: {} }) })
        .execute()
    await insert(queries, 'before')
    await readUntil(lines, (line) => line.message === 'before')
    await queries.transaction().execute(async (tx) => {
      await insert(tx, 'late')
      await insert(queries, 'early')
      await readUntil(lines, (line) => line.message === 'early')
    })
    const { messages } = await readUntil(lines, (line) => line.message === 'late')
    expect(messages).toEqual(['late'])
    leaving.abort()
    await activity.stop()
  })

  test('is limited to twenty people at a node, and leaving makes room', async () => {
    const activity = openActivity({ queries: service.database.queries, output, node: 'here' })
    const leaving = new AbortController()
    const followers = Array.from({ length: 20 }, () => activity.followLog(leaving.signal)[Symbol.asyncIterator]())
    await Promise.all(followers.map((lines) => lines.next()))
    expect(() => activity.followLog(leaving.signal)).toThrow('20 people')
    leaving.abort()
    await Promise.all(followers.map((lines) => lines.next()))
    expect(() => activity.followLog(leaving.signal)).not.toThrow()
  })
})

describe('the place in the log', () => {
  test('asks again for ids that were passed over, until they are too old to come', () => {
    const position = openPosition()
    position.moveTo(10)
    position.pass([{ id: 11 }, { id: 14 }], 0)
    expect(position.after).toBe(14)
    expect(position.gaps(1_000)).toEqual([12, 13])
    position.pass([{ id: 12 }, { id: 15 }], 1_000)
    expect(position.gaps(5_000)).toEqual([13])
    expect(position.gaps(5_001)).toEqual([])
  })

  test('begins again where the database has lost the table, as it does in a crash', () => {
    const position = openPosition()
    position.moveTo(1_000)
    position.checkRestart(1_000)
    expect(position.after).toBe(1_000)
    position.checkRestart(3)
    expect(position.after).toBe(0)
    position.pass([{ id: 7 }], 0)
    expect(position.gaps(0)).toEqual([])
  })

  test('remembers only so many ids, however far they jump', () => {
    const position = openPosition()
    position.moveTo(1)
    position.pass([{ id: 1_000_000 }, { id: 2_000_000 }], 0)
    expect(position.gaps(0)).toHaveLength(10_000)
  })
})
