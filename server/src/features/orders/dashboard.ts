import type { readDashboard, ReplyOf } from '@fairground/contract'

import type { Queries, Tx } from '../../db/index.ts'
import { type EventNow, leftOf } from '../events/index.ts'
import type { OrdersOptions } from './orders.ts'
import { selectSalesBySteps, selectSalesOfEvent, selectSalesOfTypes } from './queries.ts'
import { fillSteps, stepSecondsFor } from './steps.ts'

type Dashboard = ReplyOf<typeof readDashboard>

/** What is sold is read at most once a second for an event, however many look: of 100,000 orders it takes 0.25 s. */
const OLDEST_MS = 1_000
/** Far more events than are looked at in one second. */
const MOST_REMEMBERED = 200

interface Remembered {
  readonly readAt: number
  isPending: boolean
  readonly dashboard: Promise<Dashboard>
}

/** How sales go, by event. Who asks within a second of somebody else, or while that is being read, shares the answer. */
export function openDashboards(options: Pick<OrdersOptions, 'queries' | 'sumRefusals'>) {
  const remembered = new Map<string, Remembered>()

  async function read(event: EventNow): Promise<Dashboard> {
    const { id } = event.record
    const known = remembered.get(id)
    // A slow one is joined for as long as it takes: one that began each second would make all of them slower.
    if (known && (known.isPending || performance.now() - known.readAt <= OLDEST_MS)) return known.dashboard
    const reading = { readAt: performance.now(), isPending: true, dashboard: compute(options, event) }
    remembered.delete(id)
    remembered.set(id, reading)
    // In the order of their reading, so the first is the oldest.
    const oldest = remembered.size > MOST_REMEMBERED ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
    try {
      return await reading.dashboard
    } catch (error) {
      if (remembered.get(id) === reading) remembered.delete(id)
      throw error
    } finally {
      reading.isPending = false
    }
  }

  return { read }
}

async function compute(options: Pick<OrdersOptions, 'queries' | 'sumRefusals'>, event: EventNow): Promise<Dashboard> {
  const { record, counts } = event
  const [sold, refusals] = await Promise.all([readSold(options.queries, record.id), options.sumRefusals(record.id)])
  const areas = record.areas.map(({ id, name }) => ({ id, name, ...placesOf(event, id) }))
  const total = (places: 'capacity' | 'held' | 'sold' | 'left') => areas.reduce((sum, area) => sum + area[places], 0)
  return {
    version: counts.countsVersion,
    currency: record.currency,
    totals: {
      capacity: total('capacity'),
      held: total('held'),
      sold: total('sold'),
      left: total('left'),
      ...sold.totals,
    },
    areas,
    ticketTypes: record.areas.flatMap((area) =>
      area.ticketTypes.map((type) => {
        const { held, sold: soldOfType } = placesOf(event, type.id)
        return {
          id: type.id,
          name: type.name,
          areaName: area.name,
          quota: counts.counters.get(type.id)?.capacity ?? null,
          held,
          sold: soldOfType,
          left: Math.min(...[area.id, type.categoryId ?? area.id, type.id].map((id) => leftOf(counts, id))),
          totalMinor: sold.minorByType.get(type.id) ?? 0,
        }
      }),
    ),
    sales: sold.sales,
    refusals,
  }
}

/** A counter that was just added elsewhere may not be known here yet: then nothing is taken. */
function placesOf({ counts }: EventNow, id: string) {
  const { capacity, held, sold } = counts.counters.get(id) ?? { capacity: 0, held: 0, sold: 0 }
  return { capacity: capacity ?? 0, held, sold, left: leftOf(counts, id) }
}

/** Orders, tickets and money, all as of one moment. */
function readSold(queries: Queries, eventId: string) {
  return queries
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { firstSecond, lastSecond, ...totals } = await selectSalesOfEvent(tx, eventId)
      const types = await selectSalesOfTypes(tx, eventId)
      return {
        totals: { ...totals, tickets: types.reduce((sum, type) => sum + type.tickets, 0) },
        minorByType: new Map(types.map((type) => [type.ticketTypeId, type.totalMinor])),
        sales: await readSteps(tx, eventId, firstSecond, lastSecond),
      }
    })
}

async function readSteps(tx: Tx, eventId: string, firstSecond: number | null, lastSecond: number | null) {
  // Without an order there is neither.
  if (firstSecond === null || lastSecond === null) return { stepSeconds: stepSecondsFor(0, 0), steps: [] }
  const stepSeconds = stepSecondsFor(firstSecond, lastSecond)
  return { stepSeconds, steps: fillSteps(await selectSalesBySteps(tx, eventId, stepSeconds), stepSeconds) }
}
