import {
  addMember,
  createOrganizer,
  createPlan,
  listActivity,
  listPlans,
  type Plan,
  type PlanSeat,
  type PlanSummary,
  readPlan,
  removePlan,
  replacePlan,
} from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { drawHall } from '@fairground/seating'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { purgePlanContents } from './queries.ts'

const NO_ID = '00000000-0000-7000-8000-000000000000'

let service: TestService
let organizer: Visitor
let stranger: Visitor
let admin: Visitor

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  stranger = await service.signUp('Stranger')
  admin = await service.admin()
})

afterAll(() => service.stop())

function seat(id: string, x: number, fields: Partial<PlanSeat> = {}): PlanSeat {
  return { seat_guid: id, seat_number: id.slice(1), position: { x, y: 0 }, category: 'Stalls', ...fields }
}

/** A row of three, the last of them for the house, and room to stand. */
function plan(fields: Partial<Plan> = {}): Plan {
  const seats = [seat('A1', 0), seat('A2', 30, { category: 'Box' }), seat('A3', 60, { blocked: true })]
  const standing = { name: 'Pit', capacity: 80 }
  return {
    name: 'Small hall',
    size: { width: 200, height: 200 },
    categories: [{ name: 'Stalls', color: '#c2571a' }, { name: 'Box' }],
    zones: [
      {
        name: 'Stalls',
        position: { x: 50, y: 100 },
        rows: [{ row_number: 'A', seats }],
        areas: [{ shape: 'rectangle', rectangle: { width: 90, height: 20 }, position: { x: 0, y: 40 }, standing }],
      },
    ],
    ...fields,
  }
}

async function create(asked = plan(), as = organizer, organizerId?: string): Promise<PlanSummary> {
  return dataOf(await as.client(createPlan, { body: { plan: asked, ...(organizerId ? { organizerId } : {}) } }))
}

async function read(planId: string, as = organizer, format?: 'pretix'): Promise<Plan> {
  return dataOf(await as.client(readPlan, { params: { planId }, query: format ? { format } : {} }))
}

function replace(planId: string, asked: Plan, ifMatch?: string, as = organizer) {
  return as.client(replacePlan, { params: { planId }, body: { plan: asked }, ifMatch })
}

async function idsOf(as: Visitor, organizerId?: string): Promise<string[]> {
  return dataOf(await as.client(listPlans, { query: organizerId ? { organizerId } : {} })).items.map(({ id }) => id)
}

async function contents(): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) FROM plan_contents`.execute(service.database.queries)
  return rows[0]?.count ?? 0
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function problemOf(outcome: Outcome<unknown>): ClientProblem {
  if (!outcome.ok) return outcome.problem
  throw new Error(`accepted: ${JSON.stringify(outcome.data)}`)
}

describe('a plan', () => {
  test('is kept for the own organizer of who brings it, and told by its seats, categories and standing areas', async () => {
    const kept = await create()
    expect(kept).toMatchObject({
      name: 'Small hall',
      seats: 3,
      categories: [
        { name: 'Stalls', color: '#c2571a', seats: 2 },
        { name: 'Box', color: null, seats: 1 },
      ],
      standing: [{ name: 'Pit', capacity: 80 }],
      version: 1,
    })
    expect(await idsOf(organizer, kept.organizerId ?? '')).toContain(kept.id)
  })

  test('is given back as it was brought', async () => {
    const brought = plan({ focal_point: { x: 100, y: 0 }, floors: [{ name: 'Ground' }] })
    expect(await read((await create(brought)).id)).toEqual(brought)
  })

  test('is given to pretix without what only we can say', async () => {
    const theirs = await read((await create(plan({ focal_point: { x: 1, y: 2 } }))).id, organizer, 'pretix')
    expect(theirs).not.toHaveProperty('focal_point')
    expect(theirs.zones[0]?.rows[0]?.seats[2]).toEqual(seat('A3', 60))
    expect(theirs.zones[0]?.areas?.[0]).not.toHaveProperty('standing')
  })

  test('that would sell a seat twice is refused with what is wrong and where', async () => {
    const [first] = plan().zones
    const seats = [seat('A1', 0), seat('A1', 30), seat('A9', 60, { category: 'Royal' })]
    const broken = plan({ zones: first ? [{ ...first, rows: [{ row_number: 'A', seats }] }] : [] })
    const refused = problemOf(await organizer.client(createPlan, { body: { plan: broken } }))
    expect(refused.code).toBe('invalid')
    expect(refused.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'plan.zones.0.rows.0.seats.1.seat_guid', rule: 'same-id' }),
        expect.objectContaining({ path: 'plan.zones.0.rows.0.seats.2.category', rule: 'unknown-category' }),
      ]),
    )
  })

  test('that is too large, though it has few seats, is refused as one error', async () => {
    const row = { row_number: '', seats: [] }
    const zones = Array.from({ length: 21 }, () => ({
      position: { x: 0, y: 0 },
      rows: Array.from({ length: 1_000 }, () => row),
    }))
    expect(problemOf(await organizer.client(createPlan, { body: { plan: plan({ zones }) } })).errors).toEqual([
      expect.objectContaining({ path: 'plan.zones', rule: 'too-many-parts', limit: 20_000 }),
    ])
  })

  test('with more seats than all plans of an organizer may have is refused, until one of them is smaller', async () => {
    const keeper = await service.signUp('Keeper')
    const kept = await create(plan({ name: 'All that fits' }), keeper)
    await sql`UPDATE plan_contents SET seats = 999998 WHERE name = 'All that fits'`.execute(service.database.queries)
    const one = () => keeper.client(createPlan, { body: { plan: plan({ name: 'One more' }) } })
    const tooMany = { code: 'invalid', errors: [{ path: 'plan', rule: 'too-many-seats', limit: 1_000_000 }] }
    expect(problemOf(await one())).toMatchObject(tooMany)
    const another = await create(plan({ name: 'Elsewhere' }))
    await sql`UPDATE plans SET organizer_id = ${kept.organizerId} WHERE id = ${another.id}`.execute(
      service.database.queries,
    )
    expect(problemOf(await replace(another.id, plan({ name: 'Saved anew' }), undefined, keeper))).toMatchObject(tooMany)
    dataOf(await replace(kept.id, plan({ name: 'Smaller' }), undefined, keeper))
    dataOf(await one())
  })

  test('with a member that nobody knows is refused by its name', async () => {
    const body = { plan: { ...plan(), price: 3 } }
    expect(problemOf(await organizer.client(createPlan, { body }))).toMatchObject({
      code: 'invalid',
      errors: [{ path: 'plan.price', rule: 'unknown-field' }],
    })
  })

  test('of a stadium is checked and kept as any other, aside from what buyers wait for', async () => {
    const stadium = drawHall({ rows: 100, seats: 60 })
    const kept = await create(stadium)
    expect(kept.seats).toBe(6_000)
    expect(await read(kept.id)).toEqual(stadium)
    const twice = structuredClone(stadium)
    const seats = twice.zones[0]?.rows[99]?.seats ?? []
    if (seats[59]) seats[59].seat_guid = seats[0]?.seat_guid ?? ''
    const refused = problemOf(await organizer.client(createPlan, { body: { plan: twice } }))
    expect(refused).toMatchObject({ code: 'invalid', errors: [{ rule: 'same-id' }] })
  })

  test('that says the same as another one is stored once', async () => {
    await create(plan({ name: 'Twice' }))
    const before = await contents()
    const { zones, size, name, categories } = plan({ name: 'Twice' })
    // In another order: the same all the same.
    await create({ zones, categories, size, name }, stranger)
    expect(await contents()).toBe(before)
  })

  test('that the reader knows already is not sent again', async () => {
    const { id } = await create()
    const headers = { authorization: `Bearer ${organizer.token}` }
    const first = await fetch(`${service.url}/api/plans/${id}`, { headers })
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const known = { ...headers, 'if-none-match': first.headers.get('etag') ?? '' }
    expect((await fetch(`${service.url}/api/plans/${id}`, { headers: known })).status).toBe(304)
  })
})

describe('saving a plan anew', () => {
  test('gives it another version; without a change it stays the one that it was', async () => {
    const { id } = await create(plan({ name: 'Before' }))
    const saved = dataOf(await replace(id, plan({ name: 'After' }), '1'))
    expect(saved).toMatchObject({ id, name: 'After', version: 2 })
    expect((await read(id)).name).toBe('After')
    expect(dataOf(await replace(id, plan({ name: 'After' })))).toMatchObject({ version: 2 })
  })

  test('on an old version is refused, and changes nothing', async () => {
    const { id } = await create(plan({ name: 'First' }))
    dataOf(await replace(id, plan({ name: 'Second' }), '1'))
    expect(problemOf(await replace(id, plan({ name: 'Third' }), '1')).code).toBe('stale-version')
    expect(problemOf(await replace(id, plan({ name: 'Third' }), 'no version')).code).toBe('stale-version')
    expect((await read(id)).name).toBe('Second')
  })

  test('by two at once who know the same version is done by one of them', async () => {
    const { id } = await create(plan({ name: 'Before two' }))
    const both = await Promise.all(['One', 'Other'].map((name) => replace(id, plan({ name }), '1')))
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(dataOf(await replace(id, plan({ name: 'Last' }), '2'))).toMatchObject({ version: 3 })
  })

  test('by two at once who exchange what their plans say is done by both: neither waits for the other for ever', async () => {
    const says = [plan({ name: 'The one' }), plan({ name: 'The other' })]
    const plans = [await create(says[0]), await create(says[1])]
    for (let round = 1; round <= 20; round += 1) {
      const saved = plans.map(({ id }, index) => replace(id, says[(index + round) % 2] ?? plan()))
      expect((await Promise.all(saved)).map(({ ok }) => ok)).toEqual([true, true])
    }
  })

  test('with what is broken is refused', async () => {
    const { id } = await create()
    expect(problemOf(await replace(id, plan({ size: { width: 0, height: 0 } })))).toMatchObject({ code: 'invalid' })
  })

  test('leaves no trace of what nobody has any more, a day later', async () => {
    const { id } = await create(plan({ name: 'Draft of a plan' }))
    dataOf(await replace(id, plan({ name: 'Plan' })))
    const before = await contents()
    await purgePlanContents(service.database.queries)
    expect(await contents()).toBe(before)
    await sql`UPDATE plan_contents SET used_at = now() - interval '25 hours'`.execute(service.database.queries)
    await purgePlanContents(service.database.queries)
    expect(await contents()).toBeLessThan(before)
    expect((await read(id)).name).toBe('Plan')
  })
})

describe('a plan belongs to its organizer', () => {
  test('whose owners and managers change it, and whose people at the door only read it', async () => {
    const { id: organizerId } = dataOf(await organizer.client(createOrganizer, { body: { name: 'House' } }))
    const kept = await create(plan({ name: 'House plan' }), organizer, organizerId)
    const doorkeeper = await service.signUp('Doorkeeper')
    const body = { email: doorkeeper.email, role: 'door' as const }
    dataOf(await organizer.client(addMember, { params: { organizerId }, body }))
    expect((await read(kept.id, doorkeeper)).name).toBe('House plan')
    expect(await idsOf(doorkeeper)).toContain(kept.id)
    expect(problemOf(await replace(kept.id, plan(), undefined, doorkeeper)).code).toBe('not-allowed')
    const more = await doorkeeper.client(createPlan, { body: { plan: plan(), organizerId } })
    expect(problemOf(more).code).toBe('not-allowed')
  })

  test('and is nobody else’s to see, to change or to find', async () => {
    const kept = await create(plan({ name: 'Secret' }))
    const params = { planId: kept.id }
    expect(problemOf(await stranger.client(readPlan, { params })).code).toBe('not-allowed')
    expect(problemOf(await replace(kept.id, plan(), undefined, stranger)).code).toBe('not-allowed')
    expect(problemOf(await stranger.client(removePlan, { params })).code).toBe('not-allowed')
    expect(await idsOf(stranger)).not.toContain(kept.id)
    expect(await idsOf(stranger, kept.organizerId ?? '')).not.toContain(kept.id)
    expect(problemOf(await service.client()(readPlan, { params })).code).toBe('not-signed-in')
  })

  test('but an admin may do all of it', async () => {
    const kept = await create(plan({ name: 'Of somebody' }))
    expect(await idsOf(admin, kept.organizerId ?? '')).toContain(kept.id)
    expect(await idsOf(admin)).not.toContain(kept.id)
    expect((await read(kept.id, admin)).name).toBe('Of somebody')
    dataOf(await replace(kept.id, plan({ name: 'Put right' }), undefined, admin))
    const unknown = await admin.client(createPlan, { body: { plan: plan(), organizerId: NO_ID } })
    expect(problemOf(unknown).code).toBe('not-found')
  })

  test('and is gone when it is removed', async () => {
    const { id: planId } = await create()
    expect((await organizer.client(removePlan, { params: { planId } })).ok).toBe(true)
    expect(problemOf(await organizer.client(readPlan, { params: { planId } })).code).toBe('not-found')
    expect(problemOf(await organizer.client(removePlan, { params: { planId } })).code).toBe('not-found')
    expect(problemOf(await replace(planId, plan())).code).toBe('not-found')
    const done = dataOf(await admin.client(listActivity, { query: { limit: 20 } })).items
    expect(done.find(({ operation }) => operation === 'remove-plan')).toMatchObject({ subjectId: planId })
  })
})
