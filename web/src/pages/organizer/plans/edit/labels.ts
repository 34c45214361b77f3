/**
 * Labels for rows that are put beside others: `wanted` as long as they are free, else what comes after the last of
 * those that are there: D after A, B, C; 13 after 12; AA after Z.
 */
export function labelsAfter(known: readonly string[], wanted: readonly string[]): string[] {
  const taken = new Set(known)
  if (wanted.every((label) => !taken.has(label)) && new Set(wanted).size === wanted.length) return [...wanted]
  let last = latest(known)
  return wanted.map((label) => {
    last = last === undefined ? label : following(last)
    while (taken.has(last)) last = following(last)
    taken.add(last)
    return last
  })
}

/** The label that is furthest on: the highest number, or the last of the letters. */
function latest(labels: readonly string[]): string | undefined {
  return labels
    .filter((label) => label !== '')
    .toSorted(byOrder)
    .at(-1)
}

function byOrder(one: string, other: string): number {
  const [first, second] = [Number(one), Number(other)]
  if (!Number.isNaN(first) && !Number.isNaN(second)) return first - second
  return one.length - other.length || (one < other ? -1 : 1)
}

/** 13 after 12, C after B, AA after Z, "Row 8" after "Row 7"; what cannot be counted is counted from 2. */
export function following(label: string): string {
  const number = /^(.*?)(\d+)$/s.exec(label)
  if (number) {
    const [, before = '', digits = ''] = number
    return before + String(Number(digits) + 1).padStart(digits.length, '0')
  }
  if (/^[A-Z]+$/.test(label)) return followingLetters(label, 'A', 'Z')
  if (/^[a-z]+$/.test(label)) return followingLetters(label, 'a', 'z')
  return label === '' ? '1' : `${label} 2`
}

function followingLetters(letters: string, first: string, last: string): string {
  const head = letters.slice(0, -1)
  const final = letters.at(-1) ?? first
  if (final !== last) return head + String.fromCharCode(final.charCodeAt(0) + 1)
  return (head === '' ? first : followingLetters(head, first, last)) + first
}
