import { listSales } from '@fairground/contract'

import { call } from '../../api/client.ts'
import { useText } from '../../i18n/text.ts'
import { AdminPage } from './admin-page.tsx'
import { Listed, Search, useAsked } from './listed.tsx'
import { usePages } from './paged.ts'
import { SaleStub } from './sale-stub.tsx'

/** A rush sells some hundreds a second; a person reads a new number every few seconds. */
export const SALES_EVERY_MS = 5_000

export function EventsPage() {
  const t = useText()
  return <AdminPage title={t('admin.events')}>{() => <Sales />}</AdminPage>
}

function Sales() {
  const t = useText()
  const asked = useAsked()
  const query = {
    query: asked.words || undefined,
    over: asked.isOn('over') ? ('yes' as const) : undefined,
  }
  const pages = usePages(
    listSales,
    query,
    (cursor, signal) => call(listSales, { query: { ...query, cursor }, signal }),
    SALES_EVERY_MS,
  )
  return (
    <>
      <Search asked={asked} label={t('admin.findEvent')} switches={[['over', t('admin.showOver')]]} />
      <Listed
        pages={pages}
        empty={
          asked.words === ''
            ? { title: t('admin.noEvents'), hint: t('admin.noEventsHint') }
            : { title: t('admin.nothingFound'), hint: t('admin.nothingFoundHint') }
        }
      >
        {(sales) => (
          <ul className="plain stack">
            {sales.map((sale) => (
              <SaleStub key={sale.id} sale={sale} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  )
}
