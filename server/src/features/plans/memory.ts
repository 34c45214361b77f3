/**
 * Keeps what was read last, up to a weight in all, so that a rush reads everything once. Only for what never changes:
 * nothing here is ever read again. Who asks for what is being read joins that reading.
 */
export function openMemory<Value>(
  read: (key: string) => Promise<Value | undefined>,
  weightOf: (value: Value) => number,
  mostWeight: number,
) {
  const known = new Map<string, Value>()
  const readings = new Map<string, Promise<Value | undefined>>()
  let weight = 0

  async function recall(key: string): Promise<Value | undefined> {
    const value = known.get(key)
    if (value !== undefined) {
      // In the order of their last use, so that the first is the one to forget.
      known.delete(key)
      known.set(key, value)
      return value
    }
    let reading = readings.get(key)
    if (!reading) {
      reading = read(key)
        .then((found) => remember(key, found))
        .finally(() => readings.delete(key))
      readings.set(key, reading)
    }
    return reading
  }

  function remember(key: string, value: Value | undefined): Value | undefined {
    if (value === undefined) return undefined
    known.set(key, value)
    weight += weightOf(value)
    for (const [oldest, forgotten] of known) {
      if (weight <= mostWeight) break
      known.delete(oldest)
      weight -= weightOf(forgotten)
    }
    return value
  }

  return { recall }
}
