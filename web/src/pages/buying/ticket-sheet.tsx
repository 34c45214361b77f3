import type { OrderWithEvent, SeatName } from '@fairground/contract'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { DateBlock } from '../../ui/stub.tsx'
import { TicketBadge } from './order-badge.tsx'
import { QrCode } from './qr-code.tsx'
import { shortCode, type TicketFacts } from './tickets.ts'

interface TicketSheetProps {
  readonly order: OrderWithEvent
  readonly facts: TicketFacts
  readonly onShow: () => void
}

/** One admission, as it would come out of the printer. */
export function TicketSheet({ order, facts, onShow }: TicketSheetProps) {
  const t = useText()
  const formats = useFormats()
  const { event, buyer } = order
  const { ticket, typeName, areaName } = facts
  const numbers = { number: formats.number(facts.number), of: formats.number(facts.of) }
  const other = formats.otherDate(event.startsAt, event.timeZone)
  return (
    <li className="ticket">
      <div className="ticket-day">
        <DateBlock at={event.startsAt} zone={event.timeZone} />
      </div>
      <div className="ticket-facts">
        <p className="ticket-number">{t('buying.ticketOf', numbers)}</p>
        <h2>{event.title}</h2>
        <p>
          {formats.date(event.startsAt, event.timeZone)}, <b>{formats.time(event.startsAt, event.timeZone)}</b>
          {other ? <span className="soft"> ({other})</span> : null}
        </p>
        {event.venue ? (
          <p>
            <b>{event.venue.name}</b>
            {event.venue.address ? <span className="soft">, {event.venue.address}</span> : null}
          </p>
        ) : null}
        <dl className="ticket-list">
          <Fact name={t('buying.type')}>{typeName}</Fact>
          <Fact name={t('buying.area')}>{areaName}</Fact>
          <Fact name={t('buying.price')}>
            {ticket.priceMinor === 0 ? t('common.free') : formats.money(ticket.priceMinor, order.currency)}
          </Fact>
          {buyer ? <Fact name={t('buying.holder')}>{buyer.name}</Fact> : null}
        </dl>
        {ticket.seat ? <SeatFacts seat={ticket.seat} /> : null}
        <TicketBadge state={ticket.state} />
      </div>
      <div className="ticket-code">
        <QrCode code={ticket.code} label={t('buying.qrLabel', numbers)} />
        <p className="code ltr" aria-label={t('buying.code')}>
          {shortCode(ticket.code)}
        </p>
        <div className="no-print">
          <Button
            kind="quiet"
            onClick={onShow}
            aria-label={`${t('buying.showLarge')}: ${t('buying.ticketOf', numbers)}`}
          >
            {t('buying.showLarge')}
          </Button>
        </div>
      </div>
    </li>
  )
}

/** What a plan does not say is left out. */
function SeatFacts({ seat: { floor = '', section, row, number } }: { seat: SeatName }) {
  const t = useText()
  const facts = [
    [t('buying.floor'), floor],
    [t('buying.section'), section],
    [t('buying.row'), row],
    [t('buying.seat'), number],
  ] as const
  return (
    <dl className="ticket-list ticket-place">
      {facts.map(([name, fact]) =>
        fact === '' ? null : (
          <Fact key={name} name={name}>
            {fact}
          </Fact>
        ),
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  )
}
