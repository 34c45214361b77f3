import { astToJSX, type MarkdownToJSX, parser, RuleType } from 'markdown-to-jsx/react'
import { type Attributes, createElement, Fragment, type ReactNode } from 'react'

/** What people may write, and nothing else; what is not among it loses its element and keeps its words. */
const ALLOWED = new Set([
  ...['h3', 'h4', 'h5', 'h6', 'p', 'ul', 'li', 'blockquote', 'pre', 'hr', 'br'],
  ...['strong', 'em', 'del', 'code'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
])
const SCHEMES = new Set(['http:', 'https:', 'mailto:'])
const OPTIONS = {
  createElement: safeElement,
  disableParsingRawHTML: true,
  disableFrontmatter: true,
  forceBlock: true,
  // An array: the library makes a wrapper in React's own form, which Preact does not take for an element.
  wrapper: null,
} satisfies MarkdownToJSX.Options

/** A text by somebody whom nobody knows: words and their shape, no HTML, no picture, no address that runs. */
export default function Markdown({ text }: { text: string }) {
  return astToJSX(underOurHeadings(parser(text, OPTIONS)), OPTIONS)
}

/** The page has its title and its chapters above: theirs begin at the third level, and skip none. */
const FIRST_LEVEL = 3
const LAST_LEVEL = 6

/** In place: what was parsed is nobody else's. */
function underOurHeadings(nodes: MarkdownToJSX.ASTNode[]): MarkdownToJSX.ASTNode[] {
  const headings = headingsIn(nodes)
  const used = [...new Set(headings.map((heading) => heading.level))].toSorted((one, other) => one - other)
  let before = FIRST_LEVEL - 1
  for (const heading of headings) {
    before = Math.min(FIRST_LEVEL + used.indexOf(heading.level), before + 1, LAST_LEVEL)
    // Between the first and the last.
    heading.level = before as 3 | 4 | 5 | 6
  }
  return nodes
}

function headingsIn(nodes: readonly MarkdownToJSX.ASTNode[]): MarkdownToJSX.HeadingNode[] {
  return nodes.flatMap((node) => {
    if (node.type === RuleType.heading) return [node]
    if (node.type === RuleType.blockQuote) return headingsIn(node.children)
    const isList = node.type === RuleType.orderedList || node.type === RuleType.unorderedList
    return isList ? node.items.flatMap((words) => headingsIn(words)) : []
  })
}

interface Written extends Attributes {
  readonly href?: string
  readonly alt?: string
  readonly start?: number
}

/** Every element passes here: its name and each of its attributes is one that we name, or is left out. */
function safeElement(tag: unknown, props: Written | null, ...children: ReactNode[]): ReactNode {
  const { key, href, alt, start } = props ?? {}
  if (tag === 'img') return alt ?? ''
  if (tag === 'a' && isSafe(href)) {
    return createElement('a', { key, href, rel: 'nofollow noopener noreferrer' }, ...children)
  }
  if (tag === 'ol') return createElement('ol', { key, start }, ...children)
  if (typeof tag === 'string' && ALLOWED.has(tag)) return createElement(tag, { key }, ...children)
  return createElement(Fragment, { key }, ...children)
}

/** Whole addresses only: one without a scheme would be a page of ours that its writer chose. */
function isSafe(href: string | undefined): href is string {
  if (href === undefined || !URL.canParse(href)) return false
  return SCHEMES.has(new URL(href).protocol)
}
