import {
  type Allocator,
  type AllocatorOptions,
  runBatch,
  type Submission,
} from '../../server/src/features/inventory/index.ts'

/** Ways to allocate that the product does not use, each a swap of the allocator alone. */
export type StrategyName = 'no-op' | 'batched' | 'pessimistic'

export type OpenAllocator = (options: AllocatorOptions) => Allocator

/** `undefined` is the product's own. */
export const strategies: Record<StrategyName, OpenAllocator | undefined> = {
  batched: undefined,
  'no-op': () => allocatorOf(() => Promise.resolve({ ok: true, reply: CANNED_REPLY, replayed: false })),
  pessimistic: (options) =>
    allocatorOf(async ({ eventId, member }) => {
      const result = await runBatch(options.pool, options.activity, eventId, [member], undefined)
      const answer = result.answers?.[0]
      if (!answer) throw new Error('the event of the measurement is gone')
      return answer
    }),
}

/** As long as the real answer, so that the no-op writes as many bytes. */
const CANNED_REPLY = JSON.stringify({
  id: '01a1fb9c-b385-78ac-98bf-3041ac82df5a',
  eventId: '01a1fb9c-b385-78ac-98bf-3041ac82df5a',
  state: 'active',
  expiresAt: '2030-01-01T00:00:00.000Z',
  lines: [{ ticketTypeId: '01a1fb9c-b385-78ac-98bf-3041ac82df5a', quantity: 1, unitPriceMinor: 0 }],
  totalMinor: 0,
  currency: 'EUR',
})

/** An allocator without queues: each request on its own. */
function allocatorOf(submit: (submission: Submission) => ReturnType<Allocator['submit']>): Allocator {
  return { submit, sweep() {}, depth: () => 0, pause() {}, resume() {}, drained: () => Promise.resolve() }
}
