import { describe, expect, test } from 'vitest'

import { type Chart, REPORT_MARK, reportPage } from './page.ts'

const lines: Chart = {
  title: 'Wait over time',
  kind: 'lines',
  xLabel: 'seconds',
  yLabel: 'ms',
  x: [0, 1, 2],
  series: [{ label: 'p50', values: [1, null, 3] }],
  note: 'From arrival to answer.',
}
const bars: Chart = {
  title: 'Answers',
  kind: 'bars',
  xLabel: '',
  yLabel: 'answers',
  x: ['201', 'sold-out'],
  series: [{ label: 'answers', values: [1_234, null] }],
}
const page = reportPage({
  title: 'Tom & <b>Jerry</b>',
  verdict: { good: true, text: '100 sold, 0 "lost"' },
  facts: [['seed', '<7>']],
  sections: [
    {
      heading: "It's a <wait>",
      text: ['</script><script>alert(1)</script>'],
      charts: [lines, bars, { ...lines, title: '</script>', series: [{ label: '<b onclick=x>', values: [1, 2, 3] }] }],
      table: { head: ['name', 'ms'], rows: [['<i>', 1_234.5]] },
    },
  ],
})

describe('a report', () => {
  test('shows what it was given as text, whatever is in it', () => {
    expect(page).toContain('<h1>Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;</h1>')
    expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)')
    expect(page).toContain('It&#39;s a &lt;wait&gt;')
    expect(page).not.toContain('<b onclick=x>')
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page.match(/<\/script>/g)).toHaveLength(2)
  })

  test('has its pictures in it: those to be drawn as numbers, bars as they are', () => {
    const told = [...page.matchAll(/data-chart="([^"]*)"/g)].map(
      ([, json = '']) =>
        JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')) as Chart,
    )
    expect(told).toMatchObject([lines, { title: '</script>' }])
    expect(page).toMatch(/width:100\.00%[^]*1,234[^]*–/)
    expect(page).toContain('class="number">1,235<')
    expect(page).toContain('new uPlot(')
  })

  test('asks nothing of any network, and may not', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/\b(?:src|href)\s*=/)
    expect(page).not.toMatch(/@import|url\(/)
  })

  test('is dark where people like it dark, and known as ours', () => {
    expect(page).toContain('prefers-color-scheme: dark')
    expect(page).toContain(REPORT_MARK)
  })
})
