import type { Event } from '@fairground/contract'
import { lazy, Suspense, useMemo } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Failure } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { Meter } from '../../ui/stub.tsx'
import { type Dashboard as Sales, seatsFor } from './counts.ts'
import { Figure } from './figure.tsx'
import { Refusals } from './refusals.tsx'
import { SalesTable } from './sales-table.tsx'
import { isolated } from '../../i18n/isolated.ts'
import { NextSteps } from './next-steps.tsx'
import { StatusActions } from './status-actions.tsx'
import { useDashboard } from './use-dashboard.ts'

const Plot = lazy(() => import('../../ui/plot.tsx'))
const SeatsPanel = lazy(() => import('./seats-panel.tsx'))

/** How the sale goes: numbers to be read from across the room, then pictures, then a table with all of it. */
export function Dashboard({ event }: { event: Event }) {
  const { dashboard, error, refetch } = useDashboard(event)
  return (
    <>
      {/* What is to be done with a draft comes first; what one can do to a sale, last. */}
      {event.status === 'published' ? null : <StatusActions event={event} />}
      {dashboard ? null : <Failure error={error} onRetry={refetch} />}
      {dashboard || error ? null : <Skeleton shape="block" />}
      {dashboard ? <Shown event={event} sales={dashboard} /> : null}
      {event.status === 'published' ? <StatusActions event={event} /> : null}
    </>
  )
}

function Shown({ event, sales }: { event: Event; sales: Sales }) {
  const hash = event.areas.find(({ seating }) => seating)?.seating?.hash
  return (
    <>
      <Numbers sales={sales} />
      {sales.totals.orders === 0 ? <NextSteps event={event} /> : null}
      <Meters event={event} sales={sales} />
      {hash === undefined ? null : (
        <Suspense fallback={<Skeleton shape="block" />}>
          <SeatsPanel event={event} hash={hash} />
        </Suspense>
      )}
      {sales.sales.steps.length > 0 ? <OverTime sales={sales} /> : null}
      <SalesTable sales={sales} />
      <Refusals refusals={sales.refusals} />
    </>
  )
}

function Numbers({ sales: { totals, currency } }: { sales: Sales }) {
  const t = useText()
  const formats = useFormats()
  const { sold, held, left, capacity, orders, totalMinor, dueMinor } = totals
  return (
    <section className="stack" aria-labelledby="numbers-title">
      <h2 id="numbers-title" className="sr-only">
        {t('organizer.numbers')}
      </h2>
      <dl className="figures figures-large">
        <Figure
          label={t('organizer.sold')}
          value={formats.number(sold)}
          mark="sold"
          note={t('organizer.inOrders', { count: orders })}
        />
        <Figure label={t('organizer.held')} value={formats.number(held)} mark="held" note={t('organizer.heldHint')} />
        <Figure
          label={t('organizer.left')}
          value={formats.number(left)}
          mark="left"
          note={t('organizer.ofPlaces', { count: capacity })}
        />
        <Figure
          label={t('organizer.money')}
          value={formats.money(totalMinor, currency)}
          note={
            dueMinor > 0 ? t('organizer.dueAtDoor', { amount: isolated(formats.money(dueMinor, currency)) }) : undefined
          }
        />
      </dl>
      <Meter sold={sold} held={held} capacity={capacity} />
    </section>
  )
}

/** A bar each, where there is more than one to compare. */
function Meters({ event, sales: { areas, ticketTypes } }: { event: Event; sales: Sales }) {
  const t = useText()
  const formats = useFormats()
  if (areas.length + ticketTypes.length <= 2) return null
  return (
    <section className="stack" aria-labelledby="meters-title">
      <h2 id="meters-title">{t('organizer.byType')}</h2>
      <div className="meters">
        {areas.map((area) => (
          <div key={area.id} className="stack-s">
            {areas.length > 1 ? (
              <MeterLine name={area.name} isArea places={area} capacity={area.capacity} formats={formats} />
            ) : null}
            {ticketTypes
              .filter((type) => type.areaName === area.name)
              .map((type) => (
                <MeterLine
                  key={type.id}
                  name={type.name}
                  places={type}
                  capacity={type.quota ?? seatsFor(event, type.id, ticketTypes) ?? area.capacity}
                  formats={formats}
                />
              ))}
          </div>
        ))}
      </div>
    </section>
  )
}

interface MeterLineProps {
  readonly name: string
  readonly isArea?: boolean
  readonly places: { readonly sold: number; readonly held: number }
  readonly capacity: number
  readonly formats: ReturnType<typeof useFormats>
}

function MeterLine({ name, isArea = false, places: { sold, held }, capacity, formats }: MeterLineProps) {
  const t = useText()
  return (
    <div className={isArea ? 'meter-line meter-area' : 'meter-line'}>
      <span className={isArea ? 'strong' : undefined}>{name}</span>
      <span className="soft small">
        {t('organizer.soldOf', { sold: formats.number(sold), capacity: formats.number(capacity) })}
      </span>
      <Meter sold={sold} held={held} capacity={capacity} />
    </div>
  )
}

function OverTime({ sales: { sales } }: { sales: Sales }) {
  const t = useText()
  const { steps } = sales
  const times = useMemo(() => steps.map(({ at }) => Date.parse(at) / 1000), [steps])
  const series = useMemo(
    () => [
      {
        ...{ label: t('organizer.ticketsSold'), colour: '--accent', form: 'bars' as const },
        values: steps.map(({ tickets }) => tickets),
      },
    ],
    [steps, t],
  )
  return (
    <section className="stack" aria-labelledby="over-time-title">
      <h2 id="over-time-title">{t('organizer.overTime')}</h2>
      <Suspense fallback={<Skeleton shape="block" />}>
        <Plot label={t('organizer.overTimeLabel')} times={times} series={series} />
      </Suspense>
    </section>
  )
}
