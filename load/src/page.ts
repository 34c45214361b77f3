import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** One picture. `x` is numbers for lines and steps, and names for bars. */
export interface Chart {
  title: string
  kind: 'lines' | 'bars' | 'steps'
  xLabel: string
  yLabel: string
  x: number[] | string[]
  series: { label: string; values: (number | null)[] }[]
  note?: string
}

export interface Section {
  heading: string
  text?: string[]
  table?: { head: string[]; rows: (string | number)[][] }
  charts?: Chart[]
}

export interface ReportPage {
  title: string
  verdict?: { good: boolean; text: string }
  facts: [string, string][]
  sections: Section[]
}

/** By it a program knows a page of ours, which it may replace. */
export const REPORT_MARK = '<meta name="generator" content="Fairground">'

/** A page that needs nothing but itself, and may not ask for anything: pictures, style and script are in it. */
export function reportPage({ title, verdict, facts, sections }: ReportPage): string {
  const { plot, plotStyle, pictures, style } = readParts()
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${REPORT_MARK}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>${plotStyle}${style}</style>
</head>
<body>
<header class="ticket"><div class="stripe"></div><div class="stub">
<p class="kind">Fairground</p>
<h1>${escape(title)}</h1>
${verdict ? `<p class="verdict ${verdict.good ? 'good' : 'bad'}">${verdict.good ? '✓' : '✗'} ${escape(verdict.text)}</p>` : ''}
<dl class="facts">${facts.map(([name, fact]) => `<div><dt>${escape(name)}</dt><dd>${escape(fact)}</dd></div>`).join('')}</dl>
</div></header>
<main>${sections.map(sectionOf).join('\n')}</main>
<script>${plot}</script>
<script type="module">${pictures}</script>
</body>
</html>
`
}

function sectionOf({ heading, text = [], table, charts = [] }: Section): string {
  return `<section><h2>${escape(heading)}</h2>
${text.map((line) => `<p>${escape(line)}</p>`).join('\n')}
${charts.length > 0 ? `<div class="charts">${charts.map(figureOf).join('\n')}</div>` : ''}
${table ? tableOf(table) : ''}
</section>`
}

function figureOf(chart: Chart): string {
  const about = chart.kind === 'bars' ? chart.yLabel : `${chart.yLabel} over ${chart.xLabel}`
  return `<figure><h3>${escape(chart.title)}</h3><p class="unit">${escape(about)}</p>
${chart.kind === 'bars' ? barsOf(chart) : `<div class="picture" data-chart="${escape(JSON.stringify(chart))}"></div>`}
${chart.note === undefined ? '' : `<p class="note">${escape(chart.note)}</p>`}
</figure>`
}

/** Lying bars, as HTML: their names stay readable on a telephone, and without a script. */
function barsOf({ x, series }: Chart): string {
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), Number.MIN_VALUE)
  const bar = (value: number | null, index: number) => {
    const percent = (100 * Math.max(0, value ?? 0)) / most
    return `<div class="bar"><i style="width:${percent.toFixed(2)}%;background:${colourOf(index)}"></i><span>${shownNumber(value)}</span></div>`
  }
  const rows = x.map(
    (name, row) =>
      `<div>${escape(String(name))}</div><div>${series.map(({ values }, index) => bar(values[row] ?? null, index)).join('')}</div>`,
  )
  const key = series.map(
    ({ label }, index) => `<span><i style="background:${colourOf(index)}"></i>${escape(label)}</span>`,
  )
  return `<div class="bars">${rows.join('')}</div>${series.length > 1 ? `<div class="key">${key.join('')}</div>` : ''}`
}

function tableOf({ head, rows }: NonNullable<Section['table']>): string {
  // A column is one of numbers where its first cell is one.
  const classOf = (column: number) => (typeof rows[0]?.[column] === 'number' ? ' class="number"' : '')
  const heads = head.map((name, column) => `<th${classOf(column)}>${escape(name)}</th>`).join('')
  const cell = (value: string | number, column: number) =>
    `<td${classOf(column)}>${typeof value === 'number' ? shownNumber(value) : escape(value)}</td>`
  return `<div class="table"><table><thead><tr>${heads}</tr></thead><tbody>
${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}
</tbody></table></div>`
}

/** As many decimals as matter: 1,234 and 12.3 and 0.12. */
function shownNumber(value: number | null): string {
  if (value === null) return '–'
  const maximumFractionDigits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-GB', { maximumFractionDigits })
}

function colourOf(series: number): string {
  return `var(--series-${(series % 5) + 1})`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Read when a page is made: who only measures has no use for them. */
function readParts() {
  const require = createRequire(import.meta.url)
  return {
    plot: readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8'),
    plotStyle: readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8'),
    pictures: readFileSync(new URL('pictures.js', import.meta.url), 'utf8'),
    style: readFileSync(new URL('page.css', import.meta.url), 'utf8'),
  }
}
