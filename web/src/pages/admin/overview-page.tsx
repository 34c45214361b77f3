import { listErrors, listSales, readHealth } from '@fairground/contract'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import { useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Failure } from '../../ui/notice.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import { AdminPage } from './admin-page.tsx'
import { SALES_EVERY_MS } from './events-page.tsx'
import { HEALTH_EVERY_MS } from './health-page.tsx'
import { type Health, isGone } from './health-series.ts'
import { ERRORS_EVERY_MS } from './last-errors.tsx'
import { queuedOf } from './nodes-table.tsx'
import { SaleStub } from './sale-stub.tsx'

/** The events that begin next; all others are one step away. */
const NEXT_EVENTS = 3

export function OverviewPage() {
  const t = useText()
  return (
    <AdminPage title={t('admin.overview')}>
      {() => (
        <div className="stack-l">
          <Numbers />
          <NextEvents />
          <Shortcuts />
        </div>
      )}
    </AdminPage>
  )
}

function Numbers() {
  const t = useText()
  const health = useRead(readHealth, {}, { everyMs: HEALTH_EVERY_MS })
  const errors = useRead(listErrors, {}, { everyMs: ERRORS_EVERY_MS })
  return (
    <section className="stack" aria-labelledby="now">
      <h2 id="now">{t('admin.now')}</h2>
      <Failure error={health.error ?? errors.error} onRetry={() => health.refetch()} />
      {health.data ? <KeyNumbers health={health.data} errors={errors.data?.items.length} /> : null}
      {health.isPending ? <Skeleton shape="stub" /> : null}
    </section>
  )
}

function KeyNumbers({ health, errors }: { health: Health; errors: number | undefined }) {
  const t = useText()
  const formats = useFormats()
  const number = (value: number) => formats.number(value)
  const there = health.nodes.filter((node) => !isGone(node, health.at))
  const gone = health.nodes.length - there.length
  const sum = (valueOf: (node: Health['nodes'][number]) => number) =>
    Math.round(there.reduce((total, node) => total + valueOf(node), 0) * 10) / 10
  return (
    <dl className="key-numbers">
      <KeyNumber
        to="/admin/health"
        label={t('admin.nodes')}
        value={number(there.length)}
        alarm={gone > 0 ? t('admin.nodesGone', { count: gone }) : undefined}
      />
      <KeyNumber
        to="/admin/health"
        label={t('admin.bookingsPerSecond')}
        value={number(sum((node) => node.batchesPerSecond * node.requestsPerBatch))}
      />
      <KeyNumber
        to="/admin/health"
        label={t('admin.requestsPerSecond')}
        value={number(sum((node) => node.requestsPerSecond))}
      />
      <KeyNumber
        to="/admin/log"
        label={t('admin.refusalsPerSecond')}
        value={number(sum((node) => node.refusalsPerSecond))}
      />
      <KeyNumber to="/admin/health" label={t('admin.queued')} value={number(sum(queuedOf))} />
      <KeyNumber to="/admin/health" label={t('admin.watching')} value={number(sum((node) => node.followers))} />
      <KeyNumber
        to="/admin/health"
        label={t('admin.lastErrors')}
        value={errors === undefined ? '–' : number(errors)}
        alarm={sum((node) => node.failuresPerSecond) > 0 ? t('admin.failingNow') : undefined}
      />
    </dl>
  )
}

function KeyNumber({
  to,
  label,
  value,
  alarm,
}: {
  to: string
  label: string
  value: string
  alarm?: string | undefined
}) {
  return (
    <div className="key-number">
      <dt>
        <Link href={to}>{label}</Link>
      </dt>
      <dd>
        <span className="numeral">{value}</span>
        {alarm === undefined ? null : <span className="key-alarm">{alarm}</span>}
      </dd>
    </div>
  )
}

function NextEvents() {
  const t = useText()
  const sales = useRead(listSales, { query: { limit: NEXT_EVENTS } }, { everyMs: SALES_EVERY_MS })
  return (
    <section className="stack" aria-labelledby="next-events">
      <div className="row-between">
        <h2 id="next-events">{t('admin.nextEvents')}</h2>
        <Link href="/admin/events" className="more">
          {t('admin.allEvents')}
        </Link>
      </div>
      <Failure error={sales.error} onRetry={() => sales.refetch()} />
      {sales.isPending ? <Skeleton shape="stub" count={NEXT_EVENTS} /> : null}
      {sales.data?.items.length === 0 ? (
        <Empty title={t('admin.noEvents')}>
          <p>{t('admin.noEventsHint')}</p>
        </Empty>
      ) : null}
      {sales.data && sales.data.items.length > 0 ? (
        <ul className="plain stack">
          {sales.data.items.map((sale) => (
            <SaleStub key={sale.id} sale={sale} heading="h3" />
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function Shortcuts() {
  const t = useText()
  return (
    <section className="stack" aria-labelledby="shortcuts">
      <h2 id="shortcuts">{t('admin.shortcuts')}</h2>
      <ul className="shortcuts">
        <Shortcut to="/admin/log?refusals=yes" title={t('admin.shortRefusals')}>
          {t('admin.shortRefusalsHint')}
        </Shortcut>
        <Shortcut to="/admin/accounts" title={t('admin.invite')}>
          {t('admin.shortInviteHint')}
        </Shortcut>
        <Shortcut to="/admin/health" title={t('admin.check')}>
          {t('admin.checkHint')}
        </Shortcut>
      </ul>
    </section>
  )
}

function Shortcut({ to, title, children }: { to: string; title: string; children: ReactNode }) {
  return (
    <li className="sheet">
      <h3>
        <Link href={to}>{title}</Link>
      </h3>
      <p className="soft">{children}</p>
    </li>
  )
}
