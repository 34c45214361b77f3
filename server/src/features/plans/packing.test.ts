import { drawHall } from '@fairground/seating'
import { expect, test } from 'vitest'

import { checkAndPackAside, packAside, type PlanAsker } from './packing.ts'

const large = drawHall({ rows: 100, seats: 60 })
const small = drawHall({ rows: 2, seats: 4 })

function asker(of: Partial<PlanAsker> = {}): PlanAsker {
  return { deadline: performance.now() + 60_000, isGone: () => false, ...of }
}

const busy = { refusal: { code: 'busy', retryAfterSeconds: 2 } }

test('five large plans stand in line; who comes then is told to come again, unless the plan is small or our own', async () => {
  const asked = Array.from({ length: 7 }, () => checkAndPackAside(large, asker()))
  const outcomes = Promise.allSettled(asked)
  expect(await checkAndPackAside(small, asker())).toMatchObject({ ok: true })
  const own = packAside({ text: JSON.stringify(large) })
  await expect(asked[5]).rejects.toMatchObject(busy)
  expect((await outcomes).map(({ status }) => status)).toEqual([
    ...Array.from({ length: 5 }, () => 'fulfilled'),
    ...Array.from({ length: 2 }, () => 'rejected'),
  ])
  expect(await own).toMatchObject({ ok: true })
})

test('a large plan is not begun for who has gone, or has no time left; the line goes on', async () => {
  const first = checkAndPackAside(large, asker())
  const gone = checkAndPackAside(large, asker({ isGone: () => true }))
  const late = checkAndPackAside(large, asker({ deadline: performance.now() }))
  const next = checkAndPackAside(large, asker())
  await expect(gone).rejects.toMatchObject(busy)
  await expect(late).rejects.toMatchObject(busy)
  expect(await first).toMatchObject({ ok: true })
  expect(await next).toMatchObject({ ok: true })
})
