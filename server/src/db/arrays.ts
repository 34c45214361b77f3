/**
 * Parameters of the batch's statements. pg would quote and escape every element of an array; for thousands of ids and
 * JSON texts a batch that took a tenth of this process's time.
 */

/** An array of values that need no quoting: ids, numbers, words of ours, null. For a `$n::uuid[]` and its like. */
export function arrayOf(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}

const SEPARATOR = '\u001e'

/** JSON texts as one text, for `unnestTexts`: JSON has no raw control character, so nothing has to be escaped. */
export function joinTexts(texts: readonly string[]): string {
  return texts.join(SEPARATOR)
}

/** SQL: the texts of a parameter that `joinTexts` made, as an array. Not for an empty list. */
export function splitTexts(parameter: `$${number}`): string {
  return `string_to_array(${parameter}, E'\\x1e')`
}
