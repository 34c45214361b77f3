import { isValidElement, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'

import Markdown from './markdown.tsx'

/** Elements, attributes and text, as a service would write them. */
function written(node: ReactNode): string {
  if (Array.isArray(node)) return node.map((one: ReactNode) => written(one)).join('')
  if (!isValidElement<{ children?: ReactNode }>(node))
    return typeof node === 'string' ? node.replaceAll('<', '&lt;') : ''
  const { children, ...attributes } = node.props
  const inside = written(children)
  if (typeof node.type !== 'string') return inside
  const said = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : ` ${name}=${JSON.stringify(value)}`,
  )
  return `<${node.type}${said.join('')}>${inside}</${node.type}>`
}

const shown = (text: string) => written(Markdown({ text }))

describe("an organizer's Markdown", () => {
  it('keeps what people write', () => {
    expect(shown('A *band* and **more**.\n\n- one\n- two\n\n3. three')).toBe(
      '<p>A <em>band</em> and <strong>more</strong>.</p><ul><li>one</li><li>two</li></ul><ol start=3><li>three</li></ol>',
    )
  })

  it("puts its headings under those of the page, and gives them no id that could be another's", () => {
    expect(shown('# Content\n\n## Tickets\n\n###### App')).toBe('<h3>Content</h3><h4>Tickets</h4><h5>App</h5>')
  })

  it.each([
    ['## a\n\n## b\n\n#### c\n\n## d', '<h3>a</h3><h3>b</h3><h4>c</h4><h3>d</h3>'],
    ['#### a\n\n# b', '<h3>a</h3><h3>b</h3>'],
    ['# a\n\n### b\n\n## c', '<h3>a</h3><h4>b</h4><h4>c</h4>'],
    ['> ###### a\n\n- # b', '<blockquote><h3>a</h3></blockquote><ul><li><h3>b</h3></li></ul>'],
  ])('skips no level in %j', (text, html) => {
    expect(shown(text)).toBe(html)
  })

  it.each(['https://band.example/', 'http://band.example/', 'mailto:band@band.example'])('leads to %s', (to) => {
    expect(shown(`[us](${to})`)).toBe(`<p><a href="${to}" rel="nofollow noopener noreferrer">us</a></p>`)
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/admin',
    '//evil.example',
    '#app',
  ])('leads nowhere by %j', (to) => {
    expect(shown(`[us](<${to}>)`)).not.toMatch(/<a|href/)
  })

  it('shows no picture, but says what was on it', () => {
    expect(shown('![A stage](https://tracker.example/x.png)')).toBe('<p>A stage</p>')
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:x">y</a>',
    '<div style="position:fixed">x</div>',
    '<iframe src="https://evil.example"></iframe>',
    '<Foo onClick={() => x}/>',
    '<!-- x -->',
  ])('writes %s as the text that it is, or not at all', (html) => {
    expect(shown(html)).not.toMatch(/<(?!\/?p>|\/?a[ >])/)
  })

  it('gives tables no style of their own, and tasks no boxes', () => {
    expect(shown('| a | b |\n|:-:|--:|\n| c | d |')).not.toMatch(/style|align/)
    expect(shown('- [x] done')).not.toMatch(/<input/)
  })

  it('ends at a thousand levels of whatever', () => {
    expect(() => shown('> '.repeat(5_000))).not.toThrow()
    expect(() => shown('['.repeat(10_000))).not.toThrow()
    expect(() => shown('*a '.repeat(3_000))).not.toThrow()
  })
})
