import { expect, test } from 'vitest'

import { problem } from '../../http/index.ts'
import { openTurns } from './turns.ts'

test('two work at once, fifty wait in order, and the next is told to come again', async () => {
  const inTurn = openTurns()
  const order: number[] = []
  let most = 0
  let running = 0
  const gate = Promise.withResolvers<void>()
  const work = (number: number) => async () => {
    running += 1
    most = Math.max(most, running)
    await gate.promise
    order.push(number)
    running -= 1
  }
  const accepted = Array.from({ length: 52 }, (_, number) => inTurn(work(number)))
  await expect(inTurn(work(52))).rejects.toMatchObject({ refusal: { code: 'busy', retryAfterSeconds: 2 } })
  gate.resolve()
  await Promise.all(accepted)
  expect(most).toBe(2)
  expect(order).toEqual(Array.from({ length: 52 }, (_, number) => number))
})

test('work that fails gives its turn to the next', async () => {
  const inTurn = openTurns()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => inTurn(() => Promise.reject(problem('wrong-credentials', 'no')))),
  )
  expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true)
  expect(await inTurn(() => Promise.resolve('mine'))).toBe('mine')
})
