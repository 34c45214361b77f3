import type { Answer } from './single.ts'

export const SOLD_OUT: Answer = { ok: false, refusal: { code: 'sold-out', detail: 'Sold out.', left: 0 } }

export const BUSY: Answer = {
  ok: false,
  refusal: { code: 'busy', detail: 'Too many conflicts. Nothing was taken.', retryAfterSeconds: 1 },
}
