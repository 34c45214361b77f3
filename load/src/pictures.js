/**
 * Runs in the browser that shows a report: `page.ts` puts this file into the page after uPlot's own script. So it is
 * JavaScript, and imports nothing.
 */
const HEIGHT = 260
/** Told apart by more than their colour. */
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3], [1, 5]]
const numbers = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 })
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 3 })

/** Draws a `Chart` of `page.ts`, other than bars, and follows the width of its place. */
function draw(place, chart) {
  const style = getComputedStyle(document.documentElement)
  const colour = (name) => style.getPropertyValue(name).trim()
  const axis = {
    stroke: colour('--quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: '12px Inter, system-ui, sans-serif',
    labelFont: '12px Inter, system-ui, sans-serif',
    labelSize: 18,
    values: (_, ticks) => ticks.map((tick) => short.format(tick)),
  }
  const value = (_, at) => (typeof at === 'number' ? numbers.format(at) : '')
  const series = chart.series.map(({ label }, index) => ({
    label,
    value,
    stroke: colour(`--series-${(index % 5) + 1}`),
    width: 2,
    dash: DASHES[index % DASHES.length],
    spanGaps: true,
    points: { show: chart.x.length < 3 },
    paths: chart.kind === 'steps' ? uPlot.paths.stepped({ align: 1 }) : undefined,
  }))
  const options = {
    width: place.clientWidth,
    height: HEIGHT,
    scales: { x: { time: false }, y: { range: (_, least, most) => [Math.min(0, least), most > 0 ? most * 1.05 : 1] } },
    axes: [
      { ...axis, label: chart.xLabel, size: 28 },
      { ...axis, size: 48 },
    ],
    series: [{ label: chart.xLabel, value }, ...series],
  }
  place.replaceChildren()
  return new uPlot(options, [chart.x, ...chart.series.map(({ values }) => values)], place)
}

const pictures = new Map()
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const picture = pictures.get(target)
    if (target.clientWidth !== picture.width) picture.setSize({ width: target.clientWidth, height: HEIGHT })
  }
})

function drawAll() {
  for (const place of document.querySelectorAll('.picture')) {
    pictures.set(place, draw(place, JSON.parse(place.dataset.chart)))
    widths.observe(place)
  }
}

drawAll()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
