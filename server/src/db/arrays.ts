import { invariant } from '../invariant.ts'

/**
 * Parameters of the batch's statements. pg would quote and escape every element of an array; for thousands of ids and
 * JSON texts a batch that took a tenth of this process's time.
 */

/** An array of values that need no quoting: numbers, words of ours, null. For a `$n::int[]` and its like. */
export function arrayOf(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}

const UUID_OID = 2950
const HEADER_BYTES = 20
const UUID_BYTES = 16
const NULL_LENGTH = -1

/** The value of each hexadecimal digit by its character code; anything else has a bit above the digits' four. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())
  return digit === -1 ? 0x10 : digit
})

/**
 * UUIDs, in the form in which PostgreSQL keeps arrays of them, for a `$n::uuid[]`. As text they
 * cost it a fifth of its time on a batch (27 against 22 µs a hold). Throws on what is not a UUID.
 * Layout: array_recv and uuid_recv in PostgreSQL's source.
 */
export function uuidsOf(ids: readonly (string | null)[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + ids.length * (4 + UUID_BYTES))
  bytes.writeInt32BE(ids.length === 0 ? 0 : 1, 0) // dimensions
  bytes.writeInt32BE(1, 4) // may have nulls
  bytes.writeInt32BE(UUID_OID, 8)
  if (ids.length === 0) return bytes.subarray(0, 12)
  bytes.writeInt32BE(ids.length, 12)
  bytes.writeInt32BE(1, 16) // index of the first
  let end = HEADER_BYTES
  for (const id of ids) {
    end = bytes.writeInt32BE(id === null ? NULL_LENGTH : UUID_BYTES, end)
    if (id !== null) end = writeUuid(bytes, end, id)
  }
  return bytes.subarray(0, end)
}

/** Digits in pairs, over the four hyphens; Buffer.write would want five strings made of each id first. */
function writeUuid(bytes: Buffer, start: number, id: string): number {
  let end = start
  let seen = 0
  for (let index = 0; index < 36; index += 2) {
    if (index === 8 || index === 13 || index === 18 || index === 23) index += 1
    const high = DIGITS[id.charCodeAt(index)] ?? 0x10
    const low = DIGITS[id.charCodeAt(index + 1)] ?? 0x10
    seen |= high | low
    bytes[end] = (high << 4) | low
    end += 1
  }
  invariant(seen < 0x10 && id.length === 36, 'an id of ours is a UUID')
  return end
}

const SEPARATOR = '\u001e'

/** JSON texts as one text, for `splitTexts`: JSON has no raw control character, so nothing has to be escaped. */
export function joinTexts(texts: readonly string[]): string {
  return texts.join(SEPARATOR)
}

/** SQL: the texts of a parameter that `joinTexts` made, as an array. Not for an empty list. */
export function splitTexts(parameter: `$${number}`): string {
  return `string_to_array(${parameter}, E'\\x1e')`
}
