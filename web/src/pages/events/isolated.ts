/**
 * Somebody's words inside a sentence of ours: signs that keep their direction to themselves, so that an English name
 * does not turn a Persian sentence around. Where words stand alone, `<bdi>` does the same.
 */
export function isolated(words: string): string {
  return `\u2068${words}\u2069`
}
