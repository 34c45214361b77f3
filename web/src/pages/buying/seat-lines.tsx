import type { Event, Hold, Line, SeatName } from '@fairground/contract'
import { nameOfSeat, type SeatMap } from '@fairground/seating'
import { Link } from 'wouter'

import { type TextKey, useText } from '../../i18n/text.ts'
import { recallChoice, rememberChoice } from '../../seats/kept-choice.ts'
import { seatsOfLines } from '../../seats/seat-choice.ts'
import { useSeatWords } from '../../seats/seat-words.ts'
import { useSeatMap } from '../../seats/use-seat-map.ts'
import { seatedAreaOf } from '../events/sale.ts'
import { eventPath } from '../links.ts'

/** The seats of the event by their names; nothing is asked where no line has any. */
export function useMapOfLines(event: Event, lines: readonly Pick<Line, 'seatIds'>[]) {
  const hash = seatedAreaOf(event)?.seating?.hash
  return useSeatMap(event.id, lines.some(({ seatIds }) => seatIds) ? hash : undefined)
}

interface LineSeatsProps {
  readonly map: SeatMap | undefined
  readonly seatIds: readonly string[]
  /** What gives a seat back; none for the last one, since that is to let go of all. */
  readonly onGiveBack?: ((seatId: string) => void) | undefined
}

/** The seats of a line, each as one can give it back. */
export function LineSeats({ map, seatIds, onGiveBack }: LineSeatsProps) {
  const t = useText()
  const words = useSeatWords()
  if (!map) return null
  const inOrder = seatIds.toSorted((one, other) => map.indexOf(one) - map.indexOf(other))
  return (
    <ul className="line-seats">
      {inOrder.map((id) => {
        const name = words([seatName(map, id)])
        return (
          <li key={id} className="line-seat">
            <span>{name}</span>
            {onGiveBack ? (
              <button
                type="button"
                className="line-seat-back"
                aria-label={t('buying.giveBack', { seat: name })}
                onClick={() => onGiveBack(id)}
              >
                <span aria-hidden="true">×</span>
              </button>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

/** A seat that the map does not know has its id, which is on its ticket. */
function seatName(map: SeatMap, id: string): SeatName {
  const seat = map.indexOf(id)
  return seat === -1 ? { section: '', row: '', number: id } : nameOfSeat(map, seat)
}

/** How close together the best seats are, said plainly, and the way to others. */
export function Seating({ event, hold }: { event: Event; hold: Hold }) {
  const t = useText()
  const seats = seatsOfLines(hold.lines)
  if (seats.length === 0) return null
  const best = hold.lines.filter(({ seating }) => seating)
  const places = best.reduce((sum, { quantity }) => sum + quantity, 0)
  // One seat is neither together nor apart.
  const kinds = places > 1 ? [...new Set(best.flatMap(({ seating }) => seating ?? []))] : []
  return (
    <div className="row-between">
      <p className="grow">{kinds.map((kind) => t(`buying.seating-${kind}` satisfies TextKey)).join(' ')}</p>
      <Link
        href={`${eventPath(event)}#tickets`}
        className="button button-quiet"
        onClick={() => rememberChoice(event.id, { ...recallChoice(event.id), mode: 'own', seats })}
      >
        {t('buying.changeSeats')}
      </Link>
    </div>
  )
}
