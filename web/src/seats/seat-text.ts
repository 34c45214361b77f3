import { nameOfSeat, type SeatMap } from '@fairground/seating'

import { type Formats, useFormats } from '../i18n/formats.ts'
import { isolated } from '../i18n/isolated.ts'
import { type TextKey, type Translate, useText } from '../i18n/text.ts'
import type { TicketType } from '../pages/events/sale.ts'
import { priceRange, type SeatView, situationOf, traitsOf, typesOfSeat } from './seat-offer.ts'
import { type SeatWords, useSeatWords } from './seat-words.ts'

/** More ticket types than this are told as the span of their prices. */
const MOST_TYPES_NAMED = 3

/** What is said of a seat, to those who look and to those who listen. */
export interface SeatText {
  /** "Stalls, Row A, seat 12". */
  name(seat: number): string
  /** What follows after its name: as what it is sold and for how much, what is special, how it stands. */
  facts(seat: number, view: SeatView): string[]
  price(priceMinor: number): string
  /** "€20", or "€20 to €30". */
  prices(types: readonly TicketType[]): string
}

export function useSeatText(map: SeatMap, currency: string): SeatText {
  const t = useText()
  const formats = useFormats()
  return seatTextIn(t, formats, useSeatWords(), map, currency)
}

function seatTextIn(t: Translate, formats: Formats, words: SeatWords, map: SeatMap, currency: string): SeatText {
  const price = (priceMinor: number) => (priceMinor === 0 ? t('common.free') : formats.money(priceMinor, currency))
  const prices = (types: readonly TicketType[]) => {
    const range = priceRange(types)
    if (!range) return ''
    const { lowest, highest } = range
    if (lowest === highest) return price(lowest)
    return t('seats.priceRange', { lowest: price(lowest), highest: price(highest) })
  }
  return {
    name: (seat) => words([nameOfSeat(map, seat)]),
    facts(seat, view) {
      const types = typesOfSeat(view.offer, map, seat)
      const named =
        types.length > MOST_TYPES_NAMED
          ? [prices(types)]
          : types.map((type) => `${isolated(type.name)} ${isolated(price(type.priceMinor))}`)
      const traits = traitsOf(map, seat).map((trait) => t(`seats.trait-${trait}` satisfies TextKey))
      return [...named, ...traits, t(`seats.is-${situationOf(view, seat)}` satisfies TextKey)]
    },
    price,
    prices,
  }
}
