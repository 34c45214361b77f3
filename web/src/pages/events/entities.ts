/**
 * The named characters that Markdown knows, for markdown-to-jsx: vite.config.ts puts this in the place of its own table,
 * which weighs as much as the event's page, and of its way to ask the browser, which writes HTML and so is forbidden
 * here. What is not among them stays as it was typed; numbered ones (`&#233;`) need no table.
 */
export const NAMED_CODES_TO_UNICODE: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  copy: '©',
  euro: '€',
  gt: '>',
  hellip: '…',
  lt: '<',
  mdash: '—',
  middot: '·',
  nbsp: '\u00A0',
  ndash: '–',
  quot: '"',
  shy: '\u00AD',
  times: '×',
  zwj: '\u200D',
  zwnj: '\u200C',
}

export function decodeEntity(name: string): string | undefined {
  return Object.hasOwn(NAMED_CODES_TO_UNICODE, name) ? NAMED_CODES_TO_UNICODE[name] : undefined
}
