import { useRef, useState } from 'react'

import { useText } from '../i18n/text.ts'
import { useAnnounce } from '../ui/announcer.tsx'
import type { TicketType } from '../pages/events/sale.ts'
import { type ChosenSeat, withoutSeats, withSeat } from './seat-choice.ts'
import { canChoose, namesOfIds, type SeatView, situationOf, typesOfSeat } from './seat-offer.ts'
import type { SeatText } from './seat-text.ts'
import { useSeatWords } from './seat-words.ts'

/** What is to be read about what happened last, and of seats that went to somebody else until that is closed. */
export interface News {
  readonly said: { readonly kind: 'done' | 'refused'; readonly sentence: string } | undefined
  readonly lost: string | undefined
}

interface Choosing {
  readonly view: SeatView
  readonly text: SeatText
  readonly seats: readonly ChosenSeat[]
  readonly roomOf: (ticketTypeId: string) => number
  readonly onChoose: (seats: readonly ChosenSeat[]) => void
}

/** What a press on a seat does, said to who listens and shown to who looks. */
export function useChoosing({ view, text, seats, roomOf, onChoose }: Choosing) {
  const t = useText()
  const words = useSeatWords()
  const announce = useAnnounce()
  const [said, setSaid] = useState<News['said']>()
  const [lostIds, setLostIds] = useState<readonly string[]>([])
  // Who chose a student's seat chooses the next one as a student's, too.
  const lastType = useRef<string>(undefined)
  const { map, offer } = view

  function tell(kind: 'done' | 'refused', sentence: string) {
    setSaid({ kind, sentence })
    announce(sentence)
  }
  function put(now: readonly ChosenSeat[], key: 'seats.nowChosen' | 'seats.nowRemoved', seat: string) {
    onChoose(now)
    if (now.length === 0) return tell('done', t('seats.nowNone', { seat }))
    tell('done', t(key, { seat, count: now.length, total: text.price(totalOf(now)) }))
  }
  function totalOf(chosen: readonly ChosenSeat[]): number {
    const prices = new Map(offer.flat().map(({ id, priceMinor }) => [id, priceMinor]))
    return chosen.reduce((sum, { ticketTypeId }) => sum + (prices.get(ticketTypeId) ?? 0), 0)
  }
  function add(seat: number) {
    const type = typeFor(typesOfSeat(offer, map, seat), lastType.current, roomOf)
    const seatId = map.ids[seat]
    if (!type || seatId === undefined) return tell('refused', t('seats.enough', { count: seats.length }))
    put(withSeat(seats, { seatId, ticketTypeId: type.id }), 'seats.nowChosen', text.name(seat))
  }

  const lost = namesOfIds(map, lostIds)
  return {
    news: {
      said,
      lost: lost.length > 0 ? t('seats.lost', { count: lost.length, seats: words(lost) }) : undefined,
    },
    settle: () => setLostIds([]),
    toggle: (seat: number): void => {
      const situation = situationOf(view, seat)
      const name = text.name(seat)
      if (situation === 'chosen') return put(withoutSeats(seats, [map.ids[seat] ?? '']), 'seats.nowRemoved', name)
      if (canChoose(situation)) return add(seat)
      tell('refused', t(situation === 'held' ? 'seats.somebodyHolds' : 'seats.isTaken', { seat: name }))
    },
    retype: (chosen: ChosenSeat): void => {
      lastType.current = chosen.ticketTypeId
      const seat = map.indexOf(chosen.seatId)
      const type = typesOfSeat(offer, map, seat).find(({ id }) => id === chosen.ticketTypeId)
      onChoose(withSeat(seats, chosen))
      if (!type) return
      tell('done', t('seats.nowTicket', { seat: text.name(seat), type: type.name, price: text.price(type.priceMinor) }))
    },
    remove: (seatIds: readonly string[]): void => {
      put(withoutSeats(seats, seatIds), 'seats.nowRemoved', words(namesOfIds(map, seatIds)))
    },
    lost: (seatIds: readonly string[]): void => {
      setLostIds((before) => [...before.filter((id) => !seatIds.includes(id)), ...seatIds])
    },
  }
}

/** The ticket type that was chosen last where the seat is sold as it, else the first of which there is one more to be had. */
function typeFor(
  types: readonly TicketType[],
  last: string | undefined,
  roomOf: (ticketTypeId: string) => number,
): TicketType | undefined {
  const possible = types.filter(({ id }) => roomOf(id) > 0)
  return possible.find(({ id }) => id === last) ?? possible[0]
}
