import { listPlans, readPlan, removePlan, replacePlan } from '@fairground/contract'
import { planErrors } from '@fairground/seating'
import { halls } from '@fairground/seating/halls'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { packPlan } from './content.ts'
import { HALL_HASHES, seedHall, seedHalls } from './halls.ts'

const [LECTURE_HALL = ''] = HALL_HASHES.keys()

let service: TestService
let visitor: Visitor

beforeAll(async () => {
  service = await startTestService()
  visitor = await service.signUp('Visitor')
})

afterAll(() => service.stop())

async function listed() {
  const outcome = await visitor.client(listPlans, { query: {} })
  return outcome.ok ? outcome.data.items : []
}

/** How often a content was written, or touched. */
async function uses(): Promise<string[]> {
  const { rows } = await sql<{
    used: string
  }>`SELECT used_at::text || ctid AS used FROM plan_contents ORDER BY hash`.execute(service.database.queries)
  return rows.map(({ used }) => used)
}

describe('the plans that come along', () => {
  test('are known by what they say: who draws one anew writes its hash into halls.ts', async () => {
    const drawn = await Promise.all(halls.map(async ({ id, plan }) => [id, (await packPlan(plan())).hash] as const))
    expect([...HALL_HASHES]).toEqual(drawn)
  })

  test('have nothing wrong with them', () => {
    expect(halls.map(({ plan }) => planErrors(plan()))).toEqual([[], [], []])
  })

  test('are there for everybody after several nodes began with them at once', async () => {
    expect(await listed()).toEqual([])
    const { queries } = service.database
    await Promise.all([seedHalls(queries), seedHalls(queries), seedHall(queries, LECTURE_HALL)])
    expect((await listed()).map(({ id }) => id).toSorted()).toEqual([...HALL_HASHES.keys()])
    expect(await listed()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Arena', organizerId: null, seats: 60_000, version: 1 }),
      ]),
    )
  })

  test('are not made again', async () => {
    const before = await uses()
    await seedHalls(service.database.queries)
    expect(await uses()).toEqual(before)
  })

  test('are brought to who has them in an earlier form, with another version', async () => {
    const { queries } = service.database
    await sql`UPDATE plans SET hash = ${HALL_HASHES.get(halls[1]?.id ?? '')} WHERE id = ${LECTURE_HALL}`.execute(
      queries,
    )
    expect((await listed()).find(({ id }) => id === LECTURE_HALL)).toMatchObject({ name: 'Theatre' })
    await seedHalls(queries)
    expect((await listed()).find(({ id }) => id === LECTURE_HALL)).toMatchObject({ name: 'Lecture hall', version: 2 })
  })

  test('are for everybody to read, and for nobody to change: they say to make a copy', async () => {
    const params = { planId: LECTURE_HALL }
    const read = await visitor.client(readPlan, { params, query: {} })
    expect(read).toMatchObject({ ok: true, data: { name: 'Lecture hall' } })
    const body = { plan: halls[0]?.plan() ?? { name: '', zones: [], categories: [], size: { width: 1, height: 1 } } }
    for (const who of [visitor, await service.admin()]) {
      const refused = { ok: false, problem: { code: 'not-allowed', detail: expect.stringContaining('Make a copy') } }
      expect(await who.client(replacePlan, { params, body })).toMatchObject(refused)
      expect(await who.client(removePlan, { params })).toMatchObject(refused)
    }
  })
})
