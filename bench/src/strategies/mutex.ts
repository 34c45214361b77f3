import { allocatorOf, openSingles } from './single.ts'
import type { Strategy } from './strategy.ts'

export const mutex: Strategy = {
  title: 'an in-process lock around a transaction a request',
  pool: 'one',
  open(options, pool) {
    const singles = openSingles(options, pool)
    let unlocked: Promise<unknown> = Promise.resolve()
    return allocatorOf((submission) => {
      const answered = unlocked.then(() => singles.submit(submission))
      unlocked = answered.catch(() => {})
      return answered
    })
  },
}
