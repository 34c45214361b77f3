import { type Event, type LineRequest, placesAsked } from '@fairground/contract'
import { type ReactNode, useEffect, useRef } from 'react'

import { useText } from '../../i18n/text.ts'
import type { ChoosingMode, KeptChoice } from '../../seats/kept-choice.ts'
import { LaterSeatChooser } from '../../seats/later.tsx'
import { seatsOfLines, withoutSeats } from '../../seats/seat-choice.ts'
import { Segments } from '../../seats/segments.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { useOpenHold } from '../buying/held.ts'
import { useStartCheckout } from '../buying/start-checkout.ts'
import { BuyBar } from './buy-bar.tsx'
import { type Sale, seatedAreaOf } from './sale.ts'
import { choose, linesOf, type Selection } from './selection.ts'
import { TicketChoice } from './ticket-choice.tsx'
import { useSeatChoice } from './use-seat-choice.ts'
import { useSelection } from './use-selection.ts'

interface TicketsProps {
  readonly event: Event
  readonly sale: Sale
  readonly now: number | undefined
}

/** What can be had, how many or which seats of it one wants, and the way to the checkout. */
export function Tickets({ event, sale, now }: TicketsProps) {
  const t = useText()
  const [wanted, setWanted] = useSelection(event.id)
  const [kept, keep] = useSeatChoice(event.id)
  const checkout = useStartCheckout(event)
  const { clear, refusal } = checkout
  const open = useOpenHold(event.id)
  const held = seatsOfLines(open.hold?.lines ?? []).length
  const area = seatedAreaOf(event)
  // Whoever holds the last seats may still exchange them.
  const canBuy = sale.state === 'open' || sale.state === 'early' || (sale.state === 'sold-out' && held > 0)
  const own = area && canBuy && kept.mode === 'own' ? { seats: kept.seats, held } : undefined
  const choice = choose(event, wanted, now, own)
  const lines = linesOf(event, choice, own)
  useOpening(sale)
  useArrival()
  useEffect(() => {
    // The notice names them. What is left of the choice can be bought, or completed.
    if (refusal?.code === 'seat-taken') keep({ seats: withoutSeats(kept.seats, refusal.seatIds ?? []) })
    // Once a refusal.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [refusal])

  function want(selection: Selection) {
    // What was refused was another one.
    clear()
    setWanted(selection)
  }
  function change(part: Partial<KeptChoice>) {
    if (part.seats) clear()
    keep(part)
  }
  function take(taken: readonly LineRequest[]) {
    const quantities = taken.filter(({ seatIds }) => !seatIds)
    const areSeats = quantities.length < taken.length
    const counts = Object.fromEntries(quantities.map((line) => [line.ticketTypeId, placesAsked(line)]))
    want(areSeats ? { ...wanted, ...counts } : counts)
    if (areSeats) keep({ seats: seatsOfLines(taken) })
    checkout.start(taken)
  }
  const buyBar = (news: ReactNode) =>
    canBuy ? (
      <BuyBar
        {...{ event, sale, now, choice, lines, checkout, news }}
        onTake={take}
        isExchange={own !== undefined && held > 0}
      />
    ) : null
  return (
    <section className="tickets sheet" id={TICKETS} aria-labelledby="tickets-title">
      <h2 id="tickets-title">{t('events.tickets')}</h2>
      <TicketChoice
        {...{ event, now, choice, wanted }}
        onWant={want}
        ways={area && canBuy ? <WaysToChoose mode={kept.mode} onMode={(mode) => change({ mode })} /> : null}
        chooser={
          area && own ? (
            <LaterSeatChooser
              fallback={
                <>
                  <Skeleton shape="block" />
                  {buyBar(null)}
                </>
              }
              {...{ event, area, now, open }}
              choice={kept}
              onChange={change}
              onLost={(seats) => keep({ seats })}
              roomOf={(id) => (choice.most[id] ?? 0) - (choice.chosen[id] ?? 0)}
              isAsking={checkout.busy}
            >
              {buyBar}
            </LaterSeatChooser>
          ) : null
        }
      />
      {own ? null : buyBar(null)}
      <noscript>{t('events.needsScripts')}</noscript>
    </section>
  )
}

/** Who comes from the checkout to change seats stands before them, not before the poster. */
function useArrival(): void {
  useEffect(() => {
    if (location.hash !== `#${TICKETS}`) return undefined
    // After the page has put itself at its beginning.
    const frame = requestAnimationFrame(() => document.getElementById(TICKETS)?.scrollIntoView())
    return () => cancelAnimationFrame(frame)
  }, [])
}

/** Of the section, in addresses. */
const TICKETS = 'tickets'

/** The first way is the simplest: how many, and the best seats there are. */
function WaysToChoose({ mode, onMode }: { mode: ChoosingMode; onMode: (mode: ChoosingMode) => void }) {
  const t = useText()
  return (
    <div className="ways">
      <Segments
        legend={t('events.howToChoose')}
        value={mode}
        choices={[
          ['best', t('events.bestSeats')],
          ['own', t('events.ownSeats')],
        ]}
        onChange={onMode}
      />
      {mode === 'best' ? <p className="soft small">{t('events.bestSeatsHint')}</p> : null}
    </div>
  )
}

/** Tells who listens that the sale has begun, when it begins under their eyes. */
function useOpening(sale: Sale): void {
  const t = useText()
  const announce = useAnnounce()
  const before = useRef(sale.state)
  useEffect(() => {
    if (before.current === 'early' && sale.state === 'open') announce(t('events.nowOnSale'))
    before.current = sale.state
  }, [sale.state, announce, t])
}
