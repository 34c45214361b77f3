import type { ReactNode } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Badge } from '../../ui/states.tsx'
import type { Health } from './health-series.ts'

/** What all nodes share: the database, and the work that nobody waits for. */
export function Background({ health: { database, jobs } }: { health: Health }) {
  const t = useText()
  const formats = useFormats()
  const number = (value: number) => formats.number(value)
  return (
    <div className="stack">
      <Facts
        title={t('admin.database')}
        facts={[
          [t('admin.databaseVersion'), database.version],
          [t('admin.answeredIn'), t('admin.ms', { value: number(database.answeredInMs) })],
          [t('admin.size'), t('admin.mb', { value: number(database.sizeMb) })],
          [
            t('admin.connections'),
            t('admin.ofMost', { count: database.connections, most: number(database.mostConnections) }),
          ],
          [t('admin.oldestTransaction'), t('admin.seconds', { value: number(database.oldestTransactionSeconds) })],
          [t('admin.role'), database.isReplica ? t('admin.replica') : t('admin.primary')],
        ]}
      />
      <Facts
        title={t('admin.jobs')}
        facts={[
          [t('admin.jobsWaiting'), number(jobs.waiting)],
          [t('admin.jobsRunning'), number(jobs.running)],
          [
            t('admin.jobsFailed'),
            jobs.failed > 0 ? <Badge kind="danger">{number(jobs.failed)}</Badge> : number(jobs.failed),
          ],
        ]}
      />
    </div>
  )
}

type Fact = readonly [label: string, value: ReactNode]

function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section className="sheet stack">
      <h2>{title}</h2>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
