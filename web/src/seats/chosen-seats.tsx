import type { SeatMap } from '@fairground/seating'

import { factLine } from '../i18n/isolated.ts'
import { useText } from '../i18n/text.ts'
import { Button } from '../ui/button.tsx'
import type { ChosenSeat } from './seat-choice.ts'
import { typesOfSeat, type SeatOffer } from './seat-offer.ts'
import { categoryStyle } from './seat-colours.ts'
import type { SeatText } from './seat-text.ts'

interface ChosenSeatsProps {
  readonly map: SeatMap
  readonly offer: SeatOffer
  readonly text: SeatText
  readonly chosen: readonly ChosenSeat[]
  /** So many more of a ticket type can be chosen. */
  readonly roomOf: (ticketTypeId: string) => number
  readonly onType: (chosen: ChosenSeat) => void
  readonly onRemove: (seatIds: readonly string[]) => void
}

/** What is chosen, each as the stub that it becomes. */
export function ChosenSeats({ map, offer, text, chosen, roomOf, onType, onRemove }: ChosenSeatsProps) {
  const t = useText()
  if (chosen.length === 0) return <p className="soft">{t('seats.noSeats')}</p>
  return (
    <>
      <ul className="seat-stubs">
        {chosen.map((one) => {
          const seat = map.indexOf(one.seatId)
          const name = text.name(seat)
          const types = typesOfSeat(offer, map, seat)
          const own = types.find(({ id }) => id === one.ticketTypeId)
          return (
            <li key={one.seatId} className="seat-stub" style={categoryStyle(map, map.category[seat] ?? -1)}>
              <p className="seat-stub-name strong">{name}</p>
              {types.length > 1 ? (
                <select
                  className="input"
                  aria-label={t('seats.ticketFor', { seat: name })}
                  value={one.ticketTypeId}
                  onChange={(event) => onType({ seatId: one.seatId, ticketTypeId: event.currentTarget.value })}
                >
                  {types.map(({ id, name: typeName, priceMinor }) => (
                    <option key={id} value={id} disabled={id !== one.ticketTypeId && roomOf(id) <= 0}>
                      {factLine([typeName, text.price(priceMinor)])}
                    </option>
                  ))}
                </select>
              ) : (
                <p className="soft small">{own ? factLine([own.name, text.price(own.priceMinor)]) : null}</p>
              )}
              <button
                type="button"
                className="seat-remove"
                aria-label={t('seats.remove', { seat: name })}
                onClick={() => onRemove([one.seatId])}
              >
                <span aria-hidden="true">×</span>
              </button>
            </li>
          )
        })}
      </ul>
      {chosen.length > 1 ? (
        <Button kind="quiet" onClick={() => onRemove(chosen.map(({ seatId }) => seatId))}>
          {t('seats.removeAll')}
        </Button>
      ) : null}
    </>
  )
}
