/**
 * Of each kind, in each language. What organizers write (zones, currencies) is in the keys, and a formatter takes some
 * 40 kB of the service's memory: 200 are 8 MB, and serve some thirty zones. Whoever finds it full begins anew.
 */
const MOST_FORMATS = 200

/** The formatter of `key`, made at its first use: making one takes a hundred times as long as using it. */
export function kept<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const known = formats.get(key)
  if (known !== undefined) return known
  if (formats.size >= MOST_FORMATS) formats.clear()
  const format = make()
  formats.set(key, format)
  return format
}
