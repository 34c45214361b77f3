import { rateOf, type Target } from '../load.ts'
import { type Crew, holdsLoad, measure, withCrew } from '../measure.ts'
import { median, rounded } from '../results.ts'
import type { Scene } from '../stage.ts'
import { hasProc, readRssMb } from '../usage.ts'
import type { Findings, Profile } from './profile.ts'

const ROUNDS = 3
const WARM_UP_SECONDS = 1
const SECONDS = 3
const EVENTS = 1_000
const [FEW_SOLD, MANY_SOLD] = [1_000, 1_000_000]
/** What the memory is watched over; fewer where the machine does not get so far in the time. */
const HOLDS_TO_WATCH = 1_000_000
const MOST_WATCH_SECONDS = 40
const WATCH_EVERY_SECONDS = 5
const MOST_RSS_MB = 350

type Arm = 'at1k' | 'at1M' | 'with1000Events'

/**
 * What a reservation costs in CPU time (service and PostgreSQL together) with 1,000 sold, with 1,000,000 sold, and with
 * 1,000 events on sale; and the service's memory over many holds.
 */
export const cost: Profile = {
  title: 'Cost does not grow',
  seconds: 55 + 3 * (ROUNDS + 1) * (WARM_UP_SECONDS + SECONDS) + MOST_WATCH_SECONDS,
  async run(stage, say) {
    if (!hasProc) return nothing('There is no /proc here, from which the CPU time of processes is read.')
    const scenes = {
      at1k: await stage.openScene(),
      at1M: await stage.openScene(),
      with1000Events: await stage.openScene(),
    }
    try {
      await sellMany(scenes.at1k, FEW_SOLD)
      say(`selling ${MANY_SOLD.toLocaleString('en')} places in advance`)
      await sellMany(scenes.at1M, MANY_SOLD)
      await sellMany(scenes.with1000Events, FEW_SOLD)
      const others = await scenes.with1000Events.addEvents(EVENTS - 1, 1_000)
      return await withCrew('batched', scenes.at1k.connectionString, (at1k) =>
        withCrew('batched', scenes.at1M.connectionString, (at1M) =>
          withCrew('batched', scenes.with1000Events.connectionString, (with1000Events) =>
            compare(scenes, { at1k, at1M, with1000Events }, others, say),
          ),
        ),
      )
    } finally {
      for (const scene of Object.values(scenes)) await scene.close()
    }
  },
}

async function compare(
  scenes: Record<Arm, Scene>,
  crews: Record<Arm, Crew>,
  others: readonly Target[],
  say: (sentence: string) => void,
): Promise<Findings> {
  const arms = ['at1k', 'at1M', 'with1000Events'] as const
  const cpuUs: Record<Arm, number[]> = { at1k: [], at1M: [], with1000Events: [] }
  // The first round is the longer warm-up of each, and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const arm of arms) {
      // Events on sale are looked at: the service keeps them in memory and watches them.
      if (arm === 'with1000Events') await lookAtAll(crews[arm], others)
      const us = await cpuUsOfHold(scenes[arm], crews[arm])
      if (round > 0) cpuUs[arm].push(us)
    }
  }
  say('watching the memory')
  const memory = await watchMemory(scenes.at1k, crews.at1k)
  say('checking the invariants')
  const us = (arm: Arm) => rounded(median(cpuUs[arm]), 1)
  const broken: string[] = []
  await Promise.all(
    arms.map(async (arm) => {
      for (const sentence of await scenes[arm].brokenInvariants()) broken.push(`Cost, ${arm}: ${sentence}.`)
    }),
  )
  return {
    ratios: {
      'cpuAt1M/cpuAt1k': rounded(us('at1M') / us('at1k')),
      'cpu1000Events/cpu1Event': rounded(us('with1000Events') / us('at1k')),
    },
    figures: {
      cpuUsAt1k: us('at1k'),
      cpuUsAt1M: us('at1M'),
      cpuUsWith1000Events: us('with1000Events'),
      holdsPlaced: memory.holdsPlaced,
      rssMbAtFirst: memory.rssMb[0] ?? Number.NaN,
      rssMbAtLast: memory.rssMb.at(-1) ?? Number.NaN,
      rssMbMost: Math.max(...memory.rssMb),
      memoryStaysBelow350Mb: Math.max(...memory.rssMb) < MOST_RSS_MB,
    },
    broken,
    notes: [
      `The memory is that of one process while it placed its first ${memory.holdsPlaced.toLocaleString('en')} holds.`,
    ],
    charts: [
      {
        title: 'CPU time of a reservation, service and PostgreSQL',
        kind: 'bars',
        xLabel: 'state',
        yLabel: 'µs',
        x: ['1,000 sold', '1,000,000 sold', '1,000 events'],
        series: [{ label: 'median of the rounds', values: arms.map(us) }],
      },
      {
        title: 'Memory of the service',
        kind: 'lines',
        xLabel: 'seconds',
        yLabel: 'MB',
        x: memory.rssMb.map((_, index) => index * WATCH_EVERY_SECONDS),
        series: [{ label: 'in use', values: memory.rssMb }],
      },
    ],
  }
}

async function cpuUsOfHold(scene: Scene, crew: Crew): Promise<number> {
  const measured = await measure(scene, crew, holdsLoad(scene, crew.node.url, WARM_UP_SECONDS, SECONDS))
  const cores = (measured.cpu?.service ?? Number.NaN) + (measured.cpu?.postgres ?? Number.NaN)
  return (cores * 1_000_000) / rateOf(measured, 'holds', 201)
}

async function lookAtAll({ node }: Crew, targets: readonly Target[]): Promise<void> {
  for (const { eventId } of targets) {
    const reply = await fetch(`${node.url}/api/events/${eventId}`)
    await reply.arrayBuffer()
  }
}

/** Load after load until this one process has placed a million holds, or the time is over. */
async function watchMemory(scene: Scene, crew: Crew): Promise<{ holdsPlaced: number; rssMb: number[] }> {
  const rssMb: number[] = []
  const until = performance.now() + MOST_WATCH_SECONDS * 1000
  let holdsPlaced = 0
  while (holdsPlaced < HOLDS_TO_WATCH && performance.now() < until) {
    await crew.generator.perform(holdsLoad(scene, crew.node.url, 0, WATCH_EVERY_SECONDS))
    rssMb.push((await readRssMb(crew.node.pid)) ?? Number.NaN)
    // Those that were sold in advance are confirmed.
    const [row] = await scene.query<{ count: number }>(`SELECT count(*)::int FROM holds WHERE state = 'active'`)
    holdsPlaced = row?.count ?? 0
  }
  return { holdsPlaced, rssMb }
}

/**
 * Sells places of the hot event, two an order, as if it had happened: holds that were confirmed, their orders and
 * tickets, both answers, what each account has, the counters. Every invariant holds afterwards.
 */
async function sellMany(scene: Scene, places: number): Promise<void> {
  const { eventId, areaId, ticketTypeId } = scene.hot
  // A vacuum of a million new rows would come in the middle of what is measured; doing it first takes a minute.
  for (const table of ['holds', 'orders', 'tickets', 'answers']) {
    await scene.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`)
  }
  const lines = JSON.stringify([{ ticketTypeId, quantity: 2, unitPriceMinor: 0 }])
  await scene.query(
    `CREATE TABLE bench_bought AS
      SELECT uuidv7() AS hold_id, uuidv7() AS order_id, buyer.id AS account_id
      FROM generate_series(1, ${places / 2}) AS n
      JOIN (SELECT id, row_number() OVER () - 1 AS number, count(*) OVER () AS buyers FROM accounts) buyer
        ON buyer.number = n % buyer.buyers`,
  )
  const statements: [string, unknown[]][] = [
    [
      `INSERT INTO holds (event_id, id, account_id, state, expires_at, lines, total_minor)
        SELECT $1, hold_id, account_id, 'confirmed', now(), $2::json, 0 FROM bench_bought`,
      [eventId, lines],
    ],
    [
      `INSERT INTO orders (event_id, id, account_id, state, hold_id, lines, total_minor, payment_state, due_minor,
          created_at)
        SELECT $1, order_id, account_id, 'confirmed', hold_id, $2::json, 0, 'none', 0, now() FROM bench_bought`,
      [eventId, lines],
    ],
    [
      `INSERT INTO tickets (event_id, id, order_id, ticket_type_id, price_minor, key_id)
        SELECT $1, uuidv7(), order_id, $2, 0, 1 FROM bench_bought, generate_series(1, 2)`,
      [eventId, ticketTypeId],
    ],
    [
      `INSERT INTO answers (event_id, key, fingerprint, reply)
        SELECT $1, gen_random_uuid(), gen_random_uuid(),
          json_build_object('id', id, 'eventId', $1::uuid, 'lines', $2::json, 'totalMinor', 0, 'currency', 'EUR')::text
        FROM bench_bought, LATERAL (VALUES (hold_id), (order_id)) AS answered(id)`,
      [eventId, lines],
    ],
    [
      `INSERT INTO account_places (event_id, account_id, ticket_type_id, places)
        SELECT $1, account_id, $2, 2 * count(*) FROM bench_bought GROUP BY account_id`,
      [eventId, ticketTypeId],
    ],
    [`UPDATE counters SET sold = ${places} WHERE event_id = $1 AND id IN ($2, $3)`, [eventId, areaId, ticketTypeId]],
  ]
  for (const [statement, values] of statements) await scene.query(statement, values)
  await scene.query('DROP TABLE bench_bought')
  await scene.query('ANALYZE')
}

function nothing(note: string): Findings {
  return { ratios: {}, figures: {}, broken: [], notes: [note], charts: [] }
}
