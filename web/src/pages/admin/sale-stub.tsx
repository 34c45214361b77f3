import type { listSales, ReplyOf } from '@fairground/contract'
import { Link } from 'wouter'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Badge } from '../../ui/states.tsx'
import { DateBlock, Meter, Stub } from '../../ui/stub.tsx'

type Sale = ReplyOf<typeof listSales>['items'][number]

/** How an event sells, on its stub. */
export function SaleStub({ sale, heading: Heading = 'h2' }: { sale: Sale; heading?: 'h2' | 'h3' }) {
  const t = useText()
  const formats = useFormats()
  const { currency } = sale
  return (
    <Stub as="li" block={<DateBlock at={sale.startsAt} zone={sale.timeZone} />}>
      <div className="sale">
        <div className="stack-s">
          <Heading className="sale-title">
            <Link href={`/events/${sale.slug}`}>{sale.title}</Link>
          </Heading>
          <p className="row soft small">
            <Link href={`/organizer/members/${sale.organizer.id}`}>{sale.organizer.name}</Link>
            {sale.venue ? <span>{sale.venue.name}</span> : null}
            {sale.status === 'published' ? null : (
              <Badge kind={sale.status === 'cancelled' ? 'danger' : 'quiet'}>{t(`common.${sale.status}`)}</Badge>
            )}
          </p>
        </div>
        <div className="stack-s">
          <Meter sold={sale.sold} held={sale.held} capacity={sale.total} />
          <dl className="figures">
            <Figure label={t('admin.sold')} value={formats.number(sale.sold)} mark="sold" />
            <Figure label={t('admin.held')} value={formats.number(sale.held)} mark="held" />
            <Figure label={t('admin.left')} value={formats.number(sale.left)} mark="left" />
            <Figure label={t('admin.orders')} value={formats.number(sale.orders)} />
            <Figure label={t('admin.money')} value={formats.money(sale.totalMinor, currency)} />
            {sale.dueMinor > 0 ? (
              <Figure label={t('admin.due')} value={formats.money(sale.dueMinor, currency)} />
            ) : null}
          </dl>
        </div>
        <ButtonLink to={`/organizer/events/${sale.id}/orders`}>
          {t('admin.transactions')}
          <span className="sr-only">: {sale.title}</span>
        </ButtonLink>
      </div>
    </Stub>
  )
}

/** A number and what it counts; `mark` is the part of the meter that it belongs to. */
function Figure({ label, value, mark }: { label: string; value: string; mark?: 'sold' | 'held' | 'left' }) {
  return (
    <div>
      <dt className={mark ? `mark mark-${mark}` : undefined}>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
