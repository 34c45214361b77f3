import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'react'
import UPlot from 'uplot'

import { readersZone, useFormats } from '../i18n/formats.ts'
import { useTexts } from '../i18n/text.ts'
import { languages } from '../i18n/languages.ts'

import './plot.css'

export interface Series {
  readonly label: string
  /** A name of ui/tokens.css: `--accent`. */
  readonly colour: string
  readonly values: readonly (number | null)[]
  readonly form?: 'line' | 'bars'
}

interface PlotProps {
  /** What the picture shows, for those who do not see it; the numbers stand in a table nearby. */
  readonly label: string
  /** Seconds since the epoch, ascending. */
  readonly times: readonly number[]
  readonly series: readonly Series[]
  readonly height?: number
  readonly format?: (value: number) => string
}

/** Lines differ by their strokes as well as by their colours, in canvas pixels: drawn, left out. */
const DASHES: readonly (readonly number[])[] = [[], [8, 5], [2, 4], [12, 4, 2, 4]]
const FONT_PX = 12
const DAY_SECONDS = 86_400
/** Between two times on the axis: whole minutes, hours and days, since that is how they are written. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720]
  .map((minutes) => minutes * 60)
  .concat([1, 2, 3, 5, 7, 14, 30, 60, 90, 365].map((count) => count * DAY_SECONDS))

/**
 * Values over time, with what stands under the pointer (or the newest) written beside each series' name. Load it when
 * it is needed: it brings its own library. Time runs from left to right, as in charts of all our languages.
 */
export default function Plot({ label, times, series, height = 220, format }: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(null)
  const [at, setAt] = useState<number | null>(null)
  const formats = useFormats()
  const { locale } = languages[useTexts().language]
  const theme = useTheme()
  const shape = JSON.stringify(series.map(({ label: name, colour, form }) => [name, colour, form]))
  const say = format ?? ((value: number) => formats.number(value))
  // What uPlot calls back for is always the newest.
  const sayNow = useRef(say)
  sayNow.current = say

  useEffect(() => {
    const holder = box.current
    if (!holder) return undefined
    const made = new UPlot(
      {
        width: holder.clientWidth,
        height,
        padding: [FONT_PX, 2 * FONT_PX, 0, 0],
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 8, width: 2 } },
        legend: { show: false },
        hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? null)] },
        scales: {
          x: { range: (_plot, least, most) => withRoomForBars(times, series, least, most) },
          y: { range: (_plot, _least, most) => [0, Math.max(1, (most ?? 0) * 1.1)] },
        },
        axes: axesOf(holder, locale, (value) => sayNow.current(value)),
        series: [{}, ...series.map((one, index) => drawn(holder, one, index))],
      },
      dataOf(times, series),
      holder,
    )
    plot.current = made
    const watch = new ResizeObserver(() => {
      if (holder.clientWidth > 0 && holder.clientWidth !== made.width)
        made.setSize({ width: holder.clientWidth, height })
    })
    watch.observe(holder)
    // The widths of numbers are measured in the page's font, which may arrive after the first drawing.
    void document.fonts.ready.then(() => plot.current === made && made.redraw(false, true))
    return () => {
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
    // Made anew only when its shape changes; new values are set below.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [shape, height, locale, theme])

  useEffect(() => {
    plot.current?.setData(dataOf(times, series))
  }, [times, series])

  const shown = at !== null && at < times.length ? at : times.length - 1
  return (
    <figure className="plot">
      <figcaption className="plot-key" aria-hidden="true">
        {series.map(({ label: name, colour, values, form }, index) => (
          <span key={name} className="plot-series">
            <Swatch colour={colour} dash={form === 'bars' ? undefined : DASHES[index % DASHES.length]} />
            {name}
            <strong>{valueText(values[shown], say)}</strong>
          </span>
        ))}
        <span className="plot-time">{at === null || shown < 0 ? null : timeText(times, shown, formats)}</span>
      </figcaption>
      <div ref={box} className="plot-box ltr" role="img" aria-label={spoken(label, series, say)} />
    </figure>
  )
}

function Swatch({ colour, dash }: { colour: string; dash: readonly number[] | undefined }) {
  return (
    <svg className="plot-swatch" viewBox="0 0 24 12">
      {dash ? (
        <path d="M0 6h24" stroke={`var(${colour})`} strokeWidth="3" strokeDasharray={dash.join(' ')} />
      ) : (
        <rect x="6" width="12" height="12" fill={`var(${colour})`} />
      )}
    </svg>
  )
}

function valueText(value: number | null | undefined, say: (value: number) => string): string {
  return value === null || value === undefined ? '–' : say(value)
}

/** The label, and where each series stands now. */
function spoken(label: string, series: readonly Series[], say: (value: number) => string): string {
  const now = series.map(({ label: name, values }) => `${name} ${valueText(values.at(-1), say)}`)
  return `${label}: ${now.join(', ')}`
}

function timeText(times: readonly number[], index: number, formats: ReturnType<typeof useFormats>): string {
  const at = new Date((times[index] ?? 0) * 1000).toISOString()
  return spanOf(times) > DAY_SECONDS ? formats.dateTime(at, readersZone()) : formats.time(at, readersZone())
}

function spanOf(times: readonly number[]): number {
  return (times.at(-1) ?? 0) - (times[0] ?? 0)
}

/** Half a bar stands out on each side of its moment. */
function withRoomForBars(
  times: readonly number[],
  series: readonly Series[],
  least: number,
  most: number,
): [number, number] {
  if (!series.some(({ form }) => form === 'bars')) return [least, most]
  const half = times.length > 1 ? spanOf(times) / (times.length - 1) / 2 : 1_800
  // Of a single step the library would make years.
  return [(times[0] ?? least) - half, (times.at(-1) ?? most) + half]
}

function axesOf(holder: HTMLElement, locale: string, say: (value: number) => string): UPlot.Axis[] {
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
  const { fontFamily } = getComputedStyle(holder)
  const axis = {
    stroke: resolved(holder, '--soft'),
    font: `${FONT_PX}px ${fontFamily}`,
    grid: { stroke: resolved(holder, '--line'), width: 1 },
    ticks: { show: false },
  }
  return [
    {
      ...axis,
      grid: { show: false },
      size: 2 * FONT_PX + 4,
      gap: 6,
      space: 72,
      incrs: [...TIME_STEPS],
      values: (_plot, splits) => splits.map((at) => (spanOf(splits) > DAY_SECONDS ? days : clock).format(at * 1000)),
    },
    {
      ...axis,
      space: 36,
      gap: 6,
      // As wide as its widest number.
      size: (made, values) => {
        const { ctx } = made
        ctx.font = `${FONT_PX * devicePixelRatio}px ${fontFamily}`
        const widths = (values ?? []).map((text) => ctx.measureText(text).width / devicePixelRatio)
        return Math.ceil(Math.max(24, ...widths)) + FONT_PX
      },
      values: (_plot, splits) => splits.map((value) => say(value)),
    },
  ]
}

function drawn(holder: HTMLElement, { label, colour, form }: Series, index: number): UPlot.Series {
  const stroke = resolved(holder, colour)
  if (form === 'bars') {
    return {
      label,
      stroke,
      fill: stroke,
      width: 0,
      points: { show: false },
      paths: UPlot.paths.bars?.({ size: [0.8, 40] }),
    }
  }
  const dash = [...(DASHES[index % DASHES.length] ?? [])]
  return { label, stroke, width: 2, dash, points: { show: false } }
}

function dataOf(times: readonly number[], series: readonly Series[]): UPlot.AlignedData {
  return [[...times], ...series.map(({ values }) => [...values])]
}

/** A canvas knows no custom properties and no light-dark(): the browser works the colour of a token out. */
function resolved(holder: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  holder.append(probe)
  const text = getComputedStyle(probe).color
  probe.remove()
  return text
}

/** Changes when the reader turns the light on or off: what is painted has to be painted anew. */
function useTheme(): boolean {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches)
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const onChange = () => setDark(scheme.matches)
    scheme.addEventListener('change', onChange)
    return () => scheme.removeEventListener('change', onChange)
  }, [])
  return isDark
}
