import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text as textOf } from 'node:stream/consumers'

import {
  addMember,
  changeMe,
  createEvent,
  exportEventOrders,
  listEventOrders,
  type NewEvent,
  placeHold,
  placeOrder,
  readDashboard,
  type Role,
} from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
})
afterAll(() => service.stop())

/** A hall of adults at 12.50 and students at 8.00, paid at the door. */
async function newEvent(over: Partial<NewEvent> = {}) {
  const outcome = await organizer.client(createEvent, {
    body: {
      title: 'A night to count',
      startsAt: '2099-06-01T18:00:00Z',
      paymentMethods: ['door'],
      areas: [
        {
          name: 'Hall',
          kind: 'general',
          capacity: 100,
          ticketTypes: [
            { name: 'Adult', priceMinor: 1_250 },
            { name: 'Student', priceMinor: 800, quota: 10 },
          ],
        },
      ],
      ...over,
    },
  })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  const { id, slug, areas } = outcome.data
  const [adult = '', student = ''] = areas[0]?.ticketTypes.map((type) => type.id) ?? []
  return { eventId: id, slug, organizerId: outcome.data.organizer.id, areaId: areas[0]?.id ?? '', adult, student }
}

type TestEvent = Awaited<ReturnType<typeof newEvent>>

async function buy({ eventId, adult, student }: TestEvent, buyer: Visitor, adults: number, students = 0) {
  const lines = [
    { ticketTypeId: adult, quantity: adults },
    { ticketTypeId: student, quantity: students },
  ].filter(({ quantity }) => quantity > 0)
  const outcome = await buyer.client(placeOrder, { params: { eventId }, body: { lines } })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

async function member({ organizerId }: TestEvent, role: Role): Promise<Visitor> {
  const visitor = await service.signUp()
  await organizer.client(addMember, { params: { organizerId }, body: { email: visitor.email, role } })
  return visitor
}

/** Makes up orders of so many buyers, one a second: the test is of reading them. */
async function fill({ eventId, adult }: TestEvent, orders: number): Promise<void> {
  const { queries } = service.database
  await sql`
    WITH people AS (
      INSERT INTO accounts (id, email, name)
      SELECT gen_random_uuid(), ${eventId} || '-' || n || '@fairground.test', 'Buyer ' || n
      FROM generate_series(1, ${orders}::int) n RETURNING id
    ), made AS (
      INSERT INTO orders (event_id, id, account_id, state, lines, total_minor, payment_state, due_minor, created_at)
      SELECT ${eventId}::uuid, gen_random_uuid(), id, 'confirmed', json_build_array(json_build_object(
          'ticketTypeId', ${adult}::text, 'quantity', 1, 'unitPriceMinor', 0)), 0, 'none', 0,
        now() - row_number() OVER () * interval '1 second'
      FROM people RETURNING event_id, id
    )
    INSERT INTO tickets (event_id, id, order_id, ticket_type_id, price_minor, key_id)
    SELECT event_id, gen_random_uuid(), id, ${adult}::uuid, 0, 1 FROM made`.execute(queries)
}

describe('the transactions of an event', () => {
  test('are searched by a part of the name or address of the buyer and of the id, and the totals stay', async () => {
    const event = await newEvent()
    const [ada, bob] = [await service.signUp('Ada 100% Lovelace'), await service.signUp('Bob')]
    const orders = [await buy(event, ada, 1), await buy(event, ada, 2), await buy(event, bob, 3)]
    const [first, second, third] = orders.map(({ id }) => id)
    const found = async (query: string) => {
      const page = await organizer.client(listEventOrders, { params: { eventId: event.eventId }, query: { query } })
      if (!page.ok) throw new Error(page.problem.detail)
      expect(page.data.totals).toEqual({ orders: 3, tickets: 6, totalMinor: 7_500, dueMinor: 7_500, currency: 'EUR' })
      return page.data.items.map(({ id }) => id)
    }
    expect(await found('lovelace')).toEqual([second, first])
    expect(await found(' 100% ')).toEqual([second, first])
    expect(await found('1_0%')).toEqual([])
    expect(await found(bob.email.toUpperCase())).toEqual([third])
    expect(await found(third ?? '')).toEqual([third])
    expect(await found((third ?? '').slice(-12).toUpperCase())).toEqual([third])
    expect(await found((third ?? '').slice(0, 6))).toEqual([third, second, first])
    expect(await found(' ')).toEqual([third, second, first])
  })

  test('that are found come page by page', async () => {
    const event = await newEvent()
    const buyer = await service.signUp('Page Turner')
    const orders = [await buy(event, buyer, 1), await buy(event, buyer, 1), await buy(event, buyer, 1)]
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await organizer.client(listEventOrders, {
        params: { eventId: event.eventId },
        query: { query: 'turner', limit: 2, cursor },
      })
      if (!page.ok) throw new Error(page.problem.detail)
      seen.push(...page.data.items.map(({ id }) => id))
      cursor = page.data.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(orders.map(({ id }) => id).toReversed())
  })

  test('count no ticket that is void, in an order as in the totals', async () => {
    const event = await newEvent()
    const { tickets } = await buy(event, await service.signUp(), 3)
    await sql`UPDATE tickets SET state = 'void' WHERE id = ${tickets[0]?.id}`.execute(service.database.queries)
    const page = await organizer.client(listEventOrders, { params: { eventId: event.eventId } })
    expect(page).toMatchObject({ ok: true, data: { items: [{ ticketCount: 2 }], totals: { tickets: 2 } } })
  })

  test('are for owners, managers and admins: the door and buyers see neither list, file nor dashboard', async () => {
    const event = await newEvent()
    const params = { eventId: event.eventId }
    for (const visitor of [await member(event, 'manager'), organizer, await service.admin()]) {
      for (const route of [listEventOrders, exportEventOrders, readDashboard]) {
        expect((await visitor.client(route, { params })).ok).toBe(true)
      }
    }
    for (const visitor of [await member(event, 'door'), await service.signUp()]) {
      for (const route of [listEventOrders, exportEventOrders, readDashboard]) {
        expect(await visitor.client(route, { params })).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
      }
    }
  })
})

describe('the file of an event', () => {
  async function file(event: TestEvent) {
    const response = await fetch(`${service.url}/api/events/${event.eventId}/orders.csv`, {
      headers: { authorization: `Bearer ${organizer.token}` },
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { headers: response.headers, text: bytes.toString() }
  }

  test('is CSV that a spreadsheet knows to be UTF-8, with one row an order, oldest first', async () => {
    const event = await newEvent()
    const [zoe, bob] = [await service.signUp('Zoë زهرا'), await service.signUp('Bob "the" Buyer, Jr.')]
    const [first, second] = [await buy(event, zoe, 2, 1), await buy(event, bob, 1)]
    const { headers, text } = await file(event)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const today = new Date().toISOString().slice(0, 10)
    const name = `${event.slug}-orders-${today}.csv`
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"; filename*=UTF-8''${name}`)
    expect(text).toBe(
      [
        '\uFEFFOrder,Created at,State,Buyer,E-mail,Tickets,Lines,Total,Currency,Payment method,Payment state,Due',
        `${first.id},${first.createdAt},confirmed,Zoë زهرا,${zoe.email},3,2 x Adult; 1 x Student,33.00,EUR,door,due,33.00`,
        `${second.id},${second.createdAt},confirmed,"Bob ""the"" Buyer, Jr.",${bob.email},1,1 x Adult,12.50,EUR,door,due,12.50`,
        '',
      ].join('\r\n'),
    )
  })

  test('writes money with as many digits as its currency has', async () => {
    for (const [currency, total] of [
      ['JPY', '1250'],
      ['KWD', '1.250'],
      ['IRR', '12.50'],
    ] as const) {
      const event = await newEvent({ currency })
      await buy(event, await service.signUp(), 1)
      expect((await file(event)).text).toContain(`1 x Adult,${total},${currency},door,due,${total}\r\n`)
    }
  })

  test('has a name of plain letters beside that of a slug that has others', async () => {
    const event = await newEvent({ title: 'شب یلدا' })
    const disposition = (await file(event)).headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="_-_-orders-[\d-]+\.csv"; filename\*=UTF-8''%D8%B4/)
  })

  test.each([
    ['an equals sign', '=HYPERLINK("http://evil","x")', `"'=HYPERLINK(""http://evil"",""x"")"`],
    ['a plus', '+1', "'+1"],
    ['a minus', '-1+cmd|calc', "'-1+cmd|calc"],
    ['an at', '@SUM(A1)', "'@SUM(A1)"],
    ['a tab', '\t=1', `'\t'=1`],
    ['a carriage return', '\r=1', `"'\r'=1"`],
    ['a wide equals sign', '＝1', "'＝1"],
    ['a cell for whom semicolons part cells', 'Bob;=1+1', "Bob;'=1+1"],
    ['a row behind a line break', 'Bob\n=1+1', `"Bob\n'=1+1"`],
  ])('takes a buyer whose name begins with %s for a name, not a formula', async (_, name, cell) => {
    const event = await newEvent()
    const buyer = await service.signUp()
    await buyer.client(changeMe, { body: { name } })
    await buy(event, buyer, 1)
    expect((await file(event)).text).toContain(`,confirmed,${cell},${buyer.email},`)
  })

  test('has all orders, also those of many pages, each once', async () => {
    const event = await newEvent()
    await fill(event, 2_500)
    const { text } = await file(event)
    const ids = text
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.slice(0, 36))
    expect(ids).toHaveLength(2_500)
    expect(new Set(ids).size).toBe(2_500)
    expect(ids).toEqual(ids.toSorted())
  })

  test('is read from the database only as fast as it is taken: what is bought while somebody waits is in it', async () => {
    const event = await newEvent()
    // More than what lies between two ends of a connection.
    await fill(event, 60_000)
    const { port } = new URL(service.url)
    const path = `/api/events/${event.eventId}/orders.csv`
    const call = request({ port, path, headers: { authorization: `Bearer ${organizer.token}` }, agent: false }).end()
    const response: IncomingMessage = (await once(call, 'response'))[0]
    const late = 'ffffffff-ffff-7fff-bfff-ffffffffffff'
    await sql`
      INSERT INTO orders SELECT event_id, ${late}, account_id, state, NULL, lines, total_minor, payment_method,
        payment_state, due_minor, created_at
      FROM orders WHERE event_id = ${event.eventId} LIMIT 1`.execute(service.database.queries)
    const rows = (await textOf(response)).split('\r\n')
    expect(rows).toHaveLength(60_003)
    expect(rows.at(-2)?.startsWith(late)).toBe(true)
  })
})

describe('the dashboard of an event', () => {
  test('tells places, money by ticket type, sales over time and refusals', async () => {
    const event = await newEvent()
    const params = { eventId: event.eventId }
    const [buyer, holder] = [await service.signUp(), await service.signUp()]
    await buy(event, buyer, 2, 1)
    await buy(event, buyer, 1)
    await holder.client(placeHold, { params, body: { lines: [{ ticketTypeId: event.student, quantity: 4 }] } })
    const tooMany = [{ ticketTypeId: event.student, quantity: 6 }]
    for (let asked = 0; asked < 2; asked += 1) await holder.client(placeHold, { params, body: { lines: tooMany } })
    // Refusals are counted in memory and written together.
    const dashboard = await vi.waitFor(
      async () => {
        const read = await organizer.client(readDashboard, { params })
        if (!read.ok) throw new Error(read.problem.detail)
        expect(read.data.refusals).toEqual([{ code: 'not-enough-left', count: 2 }])
        return read.data
      },
      { timeout: 20_000, interval: 200 },
    )
    expect(dashboard).toMatchObject({
      currency: 'EUR',
      totals: {
        ...{ capacity: 100, held: 4, sold: 4, left: 92 },
        ...{ orders: 2, tickets: 4, totalMinor: 4_550, dueMinor: 4_550 },
      },
      areas: [{ id: event.areaId, name: 'Hall', capacity: 100, held: 4, sold: 4, left: 92 }],
      ticketTypes: [
        {
          id: event.adult,
          name: 'Adult',
          areaName: 'Hall',
          quota: null,
          held: 0,
          sold: 3,
          left: 92,
          totalMinor: 3_750,
        },
        { id: event.student, name: 'Student', areaName: 'Hall', quota: 10, held: 4, sold: 1, left: 5, totalMinor: 800 },
      ],
    })
    const { stepSeconds, steps } = dashboard.sales
    expect(stepSeconds).toBeLessThanOrEqual(10)
    const sumOf = (part: 'orders' | 'tickets' | 'totalMinor') => steps.reduce((sum, step) => sum + step[part], 0)
    expect([sumOf('orders'), sumOf('tickets'), sumOf('totalMinor')]).toEqual([2, 4, 4_550])
  })

  test('of an event that has sold nothing is all zeros', async () => {
    const { eventId } = await newEvent()
    expect(await organizer.client(readDashboard, { params: { eventId } })).toMatchObject({
      ok: true,
      data: {
        totals: { capacity: 100, held: 0, sold: 0, left: 100, orders: 0, tickets: 0, totalMinor: 0, dueMinor: 0 },
        sales: { stepSeconds: 1, steps: [] },
        refusals: [],
      },
    })
  })

  test('has a step for each minute of an hour, and none is left out', async () => {
    const event = await newEvent()
    await fill(event, 3_600)
    const read = await organizer.client(readDashboard, { params: { eventId: event.eventId } })
    if (!read.ok) throw new Error(read.problem.detail)
    const { stepSeconds, steps } = read.data.sales
    expect(stepSeconds).toBe(60)
    expect([60, 61]).toContain(steps.length)
    expect(steps.reduce((sum, { orders }) => sum + orders, 0)).toBe(3_600)
    expect(steps.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(3_600)
    for (const { orders } of steps.slice(1, -1)) expect(orders).toBe(60)
    for (const [index, { at }] of steps.slice(1).entries()) {
      expect(Date.parse(at) - Date.parse(steps[index]?.at ?? '')).toBe(60_000)
    }
  })

  test('counts no ticket that is void', async () => {
    const event = await newEvent()
    const { tickets } = await buy(event, await service.signUp(), 2)
    await sql`UPDATE tickets SET state = 'void' WHERE id = ${tickets[0]?.id}`.execute(service.database.queries)
    expect(await organizer.client(readDashboard, { params: { eventId: event.eventId } })).toMatchObject({
      ok: true,
      data: {
        totals: { orders: 1, tickets: 1 },
        ticketTypes: [{ id: event.adult, totalMinor: 1_250 }, {}],
        sales: { steps: [{ orders: 1, tickets: 1, totalMinor: 2_500 }] },
      },
    })
  })

  test('is read once for all who look within a second, and is never older than that and a reading', async () => {
    const event = await newEvent()
    const params = { eventId: event.eventId }
    const manager = await member(event, 'manager')
    const looks = Array.from({ length: 10 }, (_, n) => (n % 2 ? organizer : manager).client(readDashboard, { params }))
    const answers = await Promise.all(looks)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    await buy(event, await service.signUp(), 1)
    await vi.waitFor(
      async () => {
        const read = await organizer.client(readDashboard, { params })
        expect(read).toMatchObject({ ok: true, data: { totals: { orders: 1, sold: 1 } } })
      },
      { timeout: 3_000, interval: 50 },
    )
  })
})
