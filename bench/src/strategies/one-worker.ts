import type { Submission } from '../../../server/src/features/inventory/index.ts'
import { allocatorOf, openSingles } from './single.ts'
import type { Strategy } from './strategy.ts'

export const oneWorker: Strategy = {
  title: 'a channel and one worker, a transaction a request (as small flash-sale servers do)',
  pool: 'one',
  open(options, pool) {
    const singles = openSingles(options, pool)
    const channel: { submission: Submission; answer: (answered: ReturnType<typeof singles.submit>) => void }[] = []
    let isWorking = false

    async function work(): Promise<void> {
      isWorking = true
      for (let next = channel.shift(); next; next = channel.shift()) {
        const answered = singles.submit(next.submission)
        next.answer(answered)
        // Whoever asked is told why it failed; the worker goes on.
        await answered.catch(() => {})
      }
      isWorking = false
    }

    return allocatorOf(
      (submission) =>
        new Promise((answer) => {
          channel.push({ submission, answer })
          if (!isWorking) void work()
        }),
    )
  },
}
