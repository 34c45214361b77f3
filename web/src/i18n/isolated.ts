const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/**
 * A name or a number for the middle of a sentence: whatever direction it is written in, it does not pull what stands
 * beside it to its other side.
 */
export function isolated(text: string): string {
  return FIRST_STRONG_ISOLATE + text + POP_ISOLATE
}

/** Short facts side by side; those that are not there are left out. */
export function factLine(facts: readonly (string | undefined)[]): string {
  return facts.flatMap((fact) => (fact === undefined || fact === '' ? [] : [isolated(fact)])).join(' · ')
}
