import { usedWrongly } from './failure.ts'

/** A whole number of at least one, in plain digits. `what` names it in the refusal. */
export function parseWhole(written: string, what: string): number {
  const number = Number(written)
  if (/^\d+$/.test(written) && number >= 1 && Number.isSafeInteger(number)) return number
  throw usedWrongly(`${what} is "${written}", but it has to be a whole number of at least 1.`)
}

/** 10,000 */
export function showCount(count: number): string {
  return count.toLocaleString('en-GB')
}

/** 0.43, 12.5, 1,204 */
export function showMs(ms: number): string {
  if (ms >= 100) return showCount(Math.round(ms))
  return ms.toFixed(ms >= 10 ? 1 : 2)
}
