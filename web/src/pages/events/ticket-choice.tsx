import type { Event } from '@fairground/contract'
import type { ReactNode } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { type Translate, useText } from '../../i18n/text.ts'
import { Stepper } from '../../ui/fields.tsx'
import { Badge } from '../../ui/states.tsx'
import { Left } from './event-card.tsx'
import { isolated } from '../../i18n/isolated.ts'
import { ReadersTime } from './readers-time.tsx'
import { type Area, saleOfType, type TicketType, windowOf } from './sale.ts'
import type { Choice, Cut, Selection } from './selection.ts'

interface TicketChoiceProps {
  readonly event: Event
  readonly now: number | undefined
  readonly choice: Choice
  readonly wanted: Selection
  readonly onWant: (wanted: Selection) => void
  /** Of the area with seats: how they are chosen, above its ticket types. */
  readonly ways?: ReactNode
  /** In the place of its ticket types, where seats are chosen one by one. Then that area comes last. */
  readonly chooser?: ReactNode
}

/** The ticket types, area by area, each with what it costs, what is left and how many one wants. */
export function TicketChoice(props: TicketChoiceProps) {
  const { event, ways, chooser } = props
  const isSeated = (area: Area) => area.kind === 'seated'
  // Beside the map and what is chosen on it stands the button, which belongs at the end.
  const areas = chooser
    ? event.areas.toSorted((one, other) => Number(isSeated(one)) - Number(isSeated(other)))
    : event.areas
  return (
    <div className="stack">
      <Limits event={event} />
      {areas.map((area) => (
        <section key={area.id} aria-labelledby={event.areas.length > 1 ? `area-${area.id}` : undefined}>
          {event.areas.length > 1 ? (
            <h3 className="area-name" id={`area-${area.id}`}>
              <bdi>{area.name}</bdi>
            </h3>
          ) : null}
          {isSeated(area) ? ways : null}
          {isSeated(area) && chooser ? (
            chooser
          ) : (
            <ul className="types">
              {area.ticketTypes.map((type) => (
                <TicketTypeRow key={type.id} area={area} type={type} {...props} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  )
}

/** What one may run into, said before. */
function Limits({ event }: { event: Event }) {
  const t = useText()
  const { opensAt, closesAt } = windowOf(event, { salesStartAt: null, salesEndAt: null })
  return (
    <>
      <Window event={event} opensAt={opensAt} closesAt={closesAt} />
      {event.maxTicketsPerAccount === null ? null : (
        <p className="soft small">{t('events.limitEvent', { count: event.maxTicketsPerAccount })}</p>
      )}
    </>
  )
}

interface WindowProps {
  readonly event: Event
  readonly opensAt: number | undefined
  readonly closesAt: number | undefined
}

function Window({ event, opensAt, closesAt }: WindowProps) {
  const t = useText()
  const formats = useFormats()
  const zone = event.timeZone
  const ends = [
    ['events.onSaleFrom', opensAt],
    ['events.onSaleUntil', closesAt],
  ] as const
  return ends.map(([key, moment]) => {
    if (moment === undefined) return null
    const at = new Date(moment).toISOString()
    return (
      <p key={key} className="soft small">
        {t(key, { when: formats.dateTime(at, zone) })}
        <ReadersTime at={at} zone={zone} />
      </p>
    )
  })
}

function TicketTypeRow(props: TicketChoiceProps & { area: Area; type: TicketType }) {
  const { event, area, type, now, choice, wanted, onWant } = props
  const t = useText()
  const formats = useFormats()
  const { state } = saleOfType(event, type, now)
  const isOnOffer = state === 'open' || state === 'early'
  const hasOwnWindow = type.salesStartAt !== null || type.salesEndAt !== null
  const limits = limitsText(t, type)
  const cut = choice.cuts[type.id]
  return (
    <li className="type">
      <div className="type-words">
        <p className="type-name">
          <bdi>{type.name}</bdi>
        </p>
        {type.category === null || type.name.includes(type.category) ? null : (
          <p className="soft small">
            <bdi>{type.category}</bdi>
          </p>
        )}
        {type.description ? (
          <p className="soft small">
            <bdi>{type.description}</bdi>
          </p>
        ) : null}
        {hasOwnWindow ? <Window event={event} {...windowOf(event, type)} /> : null}
        {limits === '' ? null : <p className="soft small">{limits}</p>}
      </div>
      <div className="type-offer">
        <p className="type-price numeral">
          {type.priceMinor === 0 ? t('common.free') : formats.money(type.priceMinor, event.currency)}
        </p>
        {state === 'ended' ? (
          <Badge>{t('events.saleEnded')}</Badge>
        ) : (
          <Left event={{ status: event.status, left: type.left, total: type.quota ?? placesOf(area, type) }} />
        )}
      </div>
      {isOnOffer || cut ? (
        <div className="type-count">
          {cut ? <CutWords cut={cut} /> : null}
          {isOnOffer ? (
            <Stepper
              label={t('events.howMany', { name: isolated(type.name) })}
              value={choice.chosen[type.id] ?? 0}
              most={choice.most[type.id] ?? 0}
              onChange={(quantity) => onWant({ ...wanted, [type.id]: quantity })}
            />
          ) : null}
        </div>
      ) : null}
    </li>
  )
}

/** How large a category is only its seats tell, which this page does not ask for: then the last five are few. */
function placesOf(area: Area, { category }: TicketType): number {
  return category === null ? area.capacity : Math.min(area.capacity, SMALL_CATEGORY)
}

const SMALL_CATEGORY = 50

function limitsText(t: Translate, { maxPerOrder, maxPerAccount }: TicketType): string {
  return [
    maxPerOrder === null ? '' : t('events.limitOrder', { count: maxPerOrder }),
    maxPerAccount === null ? '' : t('events.limitAccount', { count: maxPerAccount }),
  ]
    .filter((words) => words !== '')
    .join(' ')
}

/** Why there are fewer than one wanted, kindly. */
function CutWords({ cut: { wanted, most, reason } }: { cut: Cut }) {
  const t = useText()
  const words = () => {
    switch (reason) {
      case 'gone':
        return t('events.cutGone', { wanted })
      case 'left':
        return most === 0 ? t('events.cutGone', { wanted }) : t('events.cutLeft', { wanted, count: most })
      case 'order':
        return t('events.cutOrder', { wanted, count: most })
      case 'account':
        return t('events.cutAccount', { wanted, count: most })
      default:
        return reason satisfies never
    }
  }
  return (
    <p className="cut small" role="status">
      {words()}
    </p>
  )
}
