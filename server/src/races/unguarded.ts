import type { Outcome } from '@fairground/contract/client'
import type pg from 'pg'

import { newId } from '../ids.ts'
import type { OnSale } from './crowd.ts'
import type { Attempt, Wish } from './rush.ts'

export interface UnguardedOrder {
  readonly id: string
}

/**
 * What everybody writes first, and what the allocator is there to prevent: read what is left, think, write what one
 * has thought, with no lock. Its orders and tickets are real rows, so that the invariants can speak about them.
 */
export function sellUnguarded(pool: pg.Pool, { eventId, areaId, ticketTypeId }: OnSale): Attempt<Wish, UnguardedOrder> {
  return async ({ buyer, quantity }): Promise<Outcome<UnguardedOrder>> => {
    const { rows } = await pool.query<{ capacity: number; sold: number }>(
      'SELECT capacity, sold FROM counters WHERE event_id = $1 AND id = $2',
      [eventId, areaId],
    )
    const { capacity = 0, sold = 0 } = rows[0] ?? {}
    if (sold + quantity > capacity) {
      const detail = `${capacity - sold} left`
      return { ok: false, problem: { code: 'not-enough-left', status: 409, title: 'Not enough left', detail } }
    }
    const id = newId()
    await pool.query('UPDATE counters SET sold = $2 WHERE event_id = $1', [eventId, sold + quantity])
    const line = JSON.stringify([{ ticketTypeId, quantity, unitPriceMinor: 0 }])
    await pool.query(
      `WITH made AS (
          INSERT INTO orders (event_id, id, account_id, state, lines, total_minor, payment_state, due_minor, created_at)
          VALUES ($1, $2, $3, 'confirmed', $4, 0, 'none', 0, now())
        )
        INSERT INTO tickets (event_id, id, order_id, ticket_type_id, price_minor, key_id)
        SELECT $1, gen_random_uuid(), $2, $5, 0, 1 FROM generate_series(1, $6)`,
      [eventId, id, buyer.accountId, line, ticketTypeId, quantity],
    )
    return { ok: true, status: 201, data: { id } }
  }
}
