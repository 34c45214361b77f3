/** As many as a chart has room for. */
export const MOST_STEPS = 200

/** Seconds that a person counts in: 1 s to 7 days. */
const STEP_SECONDS = [1, 10, 60, 300, 900, 3_600, 21_600, 86_400, 604_800] as const

/** What was sold in the step with this number; steps are counted from the epoch. */
export interface SalesOfStep {
  readonly step: number
  readonly orders: number
  readonly tickets: number
  readonly totalMinor: number
}

/** The shortest step with which no more than `MOST_STEPS` lie between two seconds since the epoch; weeks are doubled. */
export function stepSecondsFor(firstSecond: number, lastSecond: number): number {
  const fits = (seconds: number) => Math.floor(lastSecond / seconds) - Math.floor(firstSecond / seconds) < MOST_STEPS
  const known = STEP_SECONDS.find(fits)
  if (known !== undefined) return known
  let seconds = 2 * 604_800
  while (!fits(seconds)) seconds *= 2
  return seconds
}

/** Every step from the first to the last of `sold`, which is in order: those in which nothing was sold, too. */
export function fillSteps(sold: readonly SalesOfStep[], stepSeconds: number) {
  const [first, last] = [sold[0]?.step ?? 0, sold.at(-1)?.step ?? -1]
  const known = new Map(sold.map((one) => [one.step, one]))
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const { orders = 0, tickets = 0, totalMinor = 0 } = known.get(first + index) ?? {}
    return { at: new Date((first + index) * stepSeconds * 1000).toISOString(), orders, tickets, totalMinor }
  })
}
