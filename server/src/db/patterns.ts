/** A pattern for LIKE that finds the text anywhere; its own %, _ and \ stand for themselves. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
