import { lazy, Suspense } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import type { Series } from '../../ui/plot.tsx'
import { Skeleton } from '../../ui/states.tsx'
import type { HealthSeries, Measure } from './health-series.ts'

const Plot = lazy(() => import('../../ui/plot.tsx'))

const COLOURS = ['--accent', '--teal', '--success', '--warning-text'] as const
const PLOT_HEIGHT_PX = 168

/** The last minutes in six pictures. */
export function HealthPlots({ series }: { series: HealthSeries }) {
  const t = useText()
  const formats = useFormats()
  const of = (...lines: readonly (readonly [label: string, values: Series['values']])[]): Series[] =>
    lines.map(([label, values], index) => ({ label, values, colour: COLOURS[index % COLOURS.length] ?? COLOURS[0] }))
  const each = (measure: Measure) =>
    of(...series.each(measure).map(({ node, values }) => [node ?? t('admin.worstNode'), values] as const))
  const ms = (value: number) => t('admin.ms', { value: formats.number(value) })
  const percent = (value: number) => formats.percent(value / 100)
  const mb = (value: number) => t('admin.mb', { value: formats.number(Math.round(value)) })

  const plots = [
    {
      title: t('admin.plotRequests'),
      series: of(
        [t('admin.requests'), series.sum('requestsPerSecond')],
        [t('admin.refusals'), series.sum('refusalsPerSecond')],
      ),
    },
    {
      title: t('admin.plotTimes'),
      series: of([t('admin.answers'), series.worst('latencyMsP99')], [t('admin.batches'), series.worst('batchMsP99')]),
      format: ms,
    },
    { title: t('admin.plotQueue'), series: of([t('admin.queued'), series.sum('queued')]) },
    { title: t('admin.plotCpu'), series: each('cpuPercent'), format: percent },
    { title: t('admin.plotMemory'), series: each('memoryMb'), format: mb },
    { title: t('admin.plotLoop'), series: of([t('admin.worstNode'), series.worst('loopDelayMsP99')]), format: ms },
  ]
  return (
    <div className="plots">
      {plots.map(({ title, ...plot }) => (
        <section key={title} className="sheet stack-s">
          <h3 className="plot-title">{title}</h3>
          <Suspense fallback={<Skeleton shape="stub" />}>
            <Plot label={title} times={series.times} height={PLOT_HEIGHT_PX} {...plot} />
          </Suspense>
        </section>
      ))}
    </div>
  )
}
