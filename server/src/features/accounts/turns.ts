import { problem } from '../../http/index.ts'

/**
 * Two of the four threads that Node has for such work, so that files and names are still looked up during a login
 * flood, and 94 MiB. One costs about 50 ms: about 40 sign-ins a second a process.
 */
const AT_ONCE = 2
/** The last in line waits a bit over a second; who comes then is better told than kept. */
const MOST_WAITING = 50
const RETRY_AFTER_SECONDS = 2

/** Runs `work` when it is its turn. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>

/** A bounded queue for password hashing, so that a login flood takes nothing from those who buy. */
export function openTurns(): InTurn {
  const waiting: (() => void)[] = []
  let running = 0

  /** Throws `busy` at once when too many wait. */
  return async (work) => {
    if (running < AT_ONCE) {
      running += 1
    } else {
      if (waiting.length >= MOST_WAITING) {
        throw problem('busy', 'Too many people are signing in right now. Try again in a moment.', {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        })
      }
      // Whoever leaves hands its turn over, so that nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
