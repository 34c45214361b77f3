import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { type HealthSeries, minutesOf } from './health-series.ts'

/** What the pictures show, in numbers: one row a minute. */
export function HistoryTable({ series }: { series: HealthSeries }) {
  const t = useText()
  const formats = useFormats()
  const columns = [
    [t('admin.requestsPerSecond'), series.sum('requestsPerSecond')],
    [t('admin.refusalsPerSecond'), series.sum('refusalsPerSecond')],
    [t('admin.answerMs'), series.worst('latencyMsP99')],
    [t('admin.batchMs'), series.worst('batchMsP99')],
    [t('admin.queued'), series.sum('queued')],
    [t('admin.cpuPercent'), series.worst('cpuPercent')],
    [t('admin.memoryMb'), series.worst('memoryMb')],
    [t('admin.loopMs'), series.worst('loopDelayMsP99')],
  ] as const
  return (
    <details className="numbers">
      <summary>{t('admin.inNumbers')}</summary>
      <div className="table-wrap" tabIndex={0} role="group" aria-label={t('admin.lastMinutes')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('admin.time')}</th>
              {columns.map(([label]) => (
                <th key={label} scope="col" className="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {minutesOf(series.times)
              .filter((index) => columns[0][1][index] !== null)
              .toReversed()
              .map((index) => {
                const at = series.times[index] ?? 0
                return (
                  <tr key={at}>
                    <th scope="row">{formats.time(new Date(at * 1000).toISOString(), readersZone())}</th>
                    {columns.map(([label, values]) => (
                      <td key={label} className="number">
                        {numberOrNone(values[index], (value) => formats.number(value))}
                      </td>
                    ))}
                  </tr>
                )
              })}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function numberOrNone(value: number | null | undefined, say: (value: number) => string): string {
  return value === null || value === undefined ? '–' : say(Math.round(value * 10) / 10)
}
