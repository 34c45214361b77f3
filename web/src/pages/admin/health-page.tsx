import { readHealth } from '@fairground/contract'
import { useMemo } from 'react'

import { useRead } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { Failure } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { AdminPage } from './admin-page.tsx'
import { Background } from './background.tsx'
import { HealthPlots } from './health-plots.tsx'
import { gather } from './health-series.ts'
import { HistoryTable } from './history-table.tsx'
import { InvariantCheck } from './invariant-check.tsx'
import { LastErrors } from './last-errors.tsx'
import { NodesTable } from './nodes-table.tsx'

/** As often as nodes say how they are. */
export const HEALTH_EVERY_MS = 2_000

export function HealthPage() {
  const t = useText()
  return <AdminPage title={t('admin.health')}>{() => <Health />}</AdminPage>
}

function Health() {
  const t = useText()
  const health = useRead(readHealth, {}, { everyMs: HEALTH_EVERY_MS })
  const { data } = health
  const series = useMemo(() => gather(data?.history ?? []), [data])
  return (
    <div className="stack-l">
      <Failure error={health.error} onRetry={() => health.refetch()} />
      {data ? (
        <>
          {health.error ? <p className="soft">{t('admin.asOfBefore')}</p> : null}
          <section className="stack" aria-labelledby="minutes">
            <h2 id="minutes">{t('admin.lastMinutes')}</h2>
            {series.times.length > 1 ? (
              <>
                <HealthPlots series={series} />
                <HistoryTable series={series} />
              </>
            ) : (
              <p className="soft">{t('admin.notMeasuredYet')}</p>
            )}
          </section>
          <div className="pair">
            <NodesTable health={data} />
            <Background health={data} />
          </div>
        </>
      ) : null}
      {health.isPending ? <Skeleton shape="block" count={2} /> : null}
      <InvariantCheck />
      <LastErrors />
    </div>
  )
}
