import type { Event, LineRequest } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'
import type { SeatMap } from '@fairground/seating'
import type { ReactNode } from 'react'

import { useProblemText } from '../i18n/problems.ts'
import { type Translate, useText } from '../i18n/text.ts'
import { type Area, seatedAreaOf } from '../pages/events/sale.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { type ChosenSeat, seatsOfLines, withOffered } from './seat-choice.ts'
import { areTogether, namesOfIds, seatsOfIds } from './seat-offer.ts'
import { type SeatWords, useSeatWords } from './seat-words.ts'
import { useSeatMap } from './use-seat-map.ts'

export interface SeatRefusalProps {
  readonly event: Event
  /** What was refused. */
  readonly lines: readonly LineRequest[]
  readonly refusal: ClientProblem
  readonly busy: boolean
  /** The whole choice with what is offered in it. */
  readonly onTake: (seats: readonly ChosenSeat[]) => void
  /** What can be done where nothing is offered. */
  readonly otherwise?: ReactNode
}

/** Which seats it is about, and what could be had in their place. */
export default function SeatRefusal({ event, lines, refusal, busy, onTake, otherwise }: SeatRefusalProps) {
  const t = useText()
  const words = useSeatWords()
  const textOf = useProblemText()
  const area = seatedAreaOf(event)
  const { map } = useSeatMap(event.id, area?.seating?.hash)
  const offer = area && map ? offerOf(area, map, lines, refusal) : undefined
  const offered = map && offer ? namesOfIds(map, refusal.offered ?? []) : []
  return (
    <Notice
      kind="warning"
      actions={
        offer ? (
          <Button kind="main" busy={busy} onClick={() => onTake(offer)}>
            {t('seats.takeOffer', { count: offered.length })}
          </Button>
        ) : (
          otherwise
        )
      }
    >
      {map ? whatHappened(t, words, map, refusal, textOf(refusal)) : textOf(refusal)}{' '}
      {map && offered.length > 0
        ? t(
            areTogether(map, seatsOfIds(map, refusal.offered ?? [])) && offered.length > 1
              ? 'seats.offerTogether'
              : 'seats.offer',
            {
              count: offered.length,
              seats: words(offered),
            },
          )
        : null}
    </Notice>
  )
}

function whatHappened(
  t: Translate,
  words: SeatWords,
  map: SeatMap,
  { code, seatIds = [] }: ClientProblem,
  otherwise: string,
): string {
  const named = namesOfIds(map, seatIds)
  if (named.length === 0) return otherwise
  const values = { count: named.length, seats: words(named) }
  return code === 'lonely-seat' ? t('seats.lonely', values) : t('seats.justTaken', values)
}

/** Seats that only stand alone may stay so: then the offer is for all that was asked for. */
function offerOf(
  area: Area,
  map: SeatMap,
  lines: readonly LineRequest[],
  { code, seatIds = [], offered = [] }: ClientProblem,
): ChosenSeat[] | undefined {
  if (offered.length === 0) return undefined
  const categories = new Map(area.ticketTypes.map(({ id, category }) => [id, category]))
  return withOffered(
    seatsOfLines(lines),
    code === 'seat-taken' ? seatIds : [],
    offered,
    (ticketTypeId, seatId) =>
      categories.get(ticketTypeId) === map.categories[map.category[map.indexOf(seatId)] ?? -1]?.name,
  )
}
