import type { Event } from '@fairground/contract'
import type { SeatMap } from '@fairground/seating'
import { type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'

import { useText } from '../i18n/text.ts'
import type { OpenHold } from '../pages/buying/held.ts'
import type { Area } from '../pages/events/sale.ts'
import { Failure } from '../ui/notice.tsx'
import { Skeleton } from '../ui/states.tsx'
import { ChosenSeats } from './chosen-seats.tsx'
import type { KeptChoice } from './kept-choice.ts'
import { type ChosenSeat, seatsOfLines } from './seat-choice.ts'
import type { SeatStates } from './seat-frames.ts'
import { SeatLegend, SeatSigns } from './seat-legend.tsx'
import { SeatNews } from './seat-news.tsx'
import { offerOf, type SeatOffer, type SeatView, seatsOfIds } from './seat-offer.ts'
import { useSeatText } from './seat-text.ts'
import { SectionList } from './section-list.tsx'
import { Segments } from './segments.tsx'
import { ShownMap } from './shown-map.tsx'
import { useChoosing } from './use-choosing.ts'
import { seatsHeld, useLostSeats } from './use-lost-seats.ts'
import { useSeatMap } from './use-seat-map.ts'
import { useSeatStates } from './use-seat-states.ts'

import './seats.css'

export interface SeatChooserProps {
  readonly event: Event
  /** The one with seats. */
  readonly area: Area
  readonly now: number | undefined
  readonly choice: KeptChoice
  /** The reader changed something: what was said of before is settled. */
  readonly onChange: (change: Partial<KeptChoice>) => void
  /** Seats went without the reader's doing. */
  readonly onLost: (seats: readonly ChosenSeat[]) => void
  /** So many more of a ticket type can be chosen. */
  readonly roomOf: (ticketTypeId: string) => number
  readonly open: OpenHold
  readonly isAsking: boolean
  /** The sum and the button, beside what is chosen; with what has just happened, since they are always in sight. */
  readonly children: (news: ReactNode) => ReactNode
}

/** Seats one by one: as a picture, as a list, and beside it what is chosen. */
export default function SeatChooser(props: SeatChooserProps) {
  const { event, area, children } = props
  const { map, error, readAgain } = useSeatMap(event.id, area.seating?.hash)
  const live = useSeatStates(event.id, map)
  if (map && live.seats) {
    return <LoadedChooser {...props} map={map} live={live.seats} isOld={live.error !== undefined} />
  }
  return (
    <>
      {error ? <Failure error={error} onRetry={readAgain} /> : <Failure error={live.error} />}
      {error || live.error ? null : <Skeleton shape="block" />}
      {children(null)}
    </>
  )
}

interface LoadedProps extends SeatChooserProps {
  readonly map: SeatMap
  readonly live: SeatStates
  readonly isOld: boolean
}

function LoadedChooser(props: LoadedProps) {
  const { event, area, now, choice, onChange, onLost, roomOf, open, isAsking, children, map, live, isOld } = props
  const t = useText()
  const text = useSeatText(map, event.currency)
  const [looking, setLooking] = useState<ReadonlySet<number>>(new Set())
  const [section, setSection] = useState<number>()
  const offer = useOffer(event, area, map, now)
  const seatIds = useMemo(() => choice.seats.map(({ seatId }) => seatId), [choice.seats])
  const chosen = useMemo(() => new Set(seatsOfIds(map, seatIds)), [map, seatIds])
  const mine = useMemo(() => seatsHeld(map, open.hold), [map, open.hold])
  const view: SeatView = { map, states: live.states, chosen, mine, offer }
  const choosing = useChoosing({ view, text, seats: choice.seats, roomOf, onChoose: (seats) => onChange({ seats }) })
  const heading = useRef<HTMLHeadingElement>(null)
  useHeldAtFirst(props)
  useLostSeats({
    ...{ map, live, seatIds, open, isAsking },
    onLost(gone) {
      choosing.lost(gone)
      onLost(choice.seats.filter(({ seatId }) => !gone.includes(seatId)))
    },
  })

  return (
    <div className="seat-chooser">
      <div className="seat-tools">
        <Segments
          legend={t('seats.show')}
          value={choice.shown}
          choices={[
            ['map', t('seats.asMap')],
            ['list', t('seats.asList')],
          ]}
          onChange={(shown) => onChange({ shown })}
        />
        <SeatLegend map={map} states={live.states} offer={offer} text={text} looking={looking} onLook={setLooking} />
      </div>
      <div className="seat-place">
        {choice.shown === 'map' ? (
          <Suspense fallback={<div className="seat-map-waits skeleton" />}>
            <ShownMap
              {...{ event, view, text, looking, section }}
              version={live.version}
              onSection={setSection}
              onToggle={choosing.toggle}
            />
          </Suspense>
        ) : (
          <SectionList
            view={view}
            text={text}
            looking={looking}
            open={section}
            onOpen={setSection}
            onToggle={choosing.toggle}
          />
        )}
        {isOld ? <p className="soft small">{t('seats.statusOld')}</p> : null}
      </div>
      <div className="seat-side">
        <h3 ref={heading} tabIndex={-1}>
          {t('seats.yourSeats')}
        </h3>
        {mine.size > 0 ? <p className="soft small">{t('seats.asHeld')}</p> : null}
        <ChosenSeats
          {...{ map, offer, text, roomOf }}
          chosen={choice.seats}
          onType={choosing.retype}
          onRemove={(gone) => {
            choosing.remove(gone)
            // The button that was pressed is gone as well.
            heading.current?.focus()
          }}
        />
        {children(<SeatNews news={choosing.news} onClose={choosing.settle} />)}
      </div>
      <SeatSigns map={map} states={live.states} shown={choice.shown} hasMine={mine.size > 0} />
    </div>
  )
}

/** The same one until something of it changes: the event is another one with each count that arrives. */
function useOffer(event: Event, area: Area, map: SeatMap, now: number | undefined): SeatOffer {
  const newest = offerOf(event, area, map, now)
  const words = newest.map((types) => types.map(({ id, name, priceMinor }) => `${id} ${name} ${priceMinor}`))
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => newest, [JSON.stringify(words)])
}

/** Who holds seats already begins with them. */
function useHeldAtFirst({ choice, open, onLost }: LoadedProps): void {
  const isDone = useRef(false)
  useEffect(() => {
    if (isDone.current || !open.isKnown) return
    isDone.current = true
    const held = seatsOfLines(open.hold?.lines ?? [])
    if (choice.seats.length === 0 && held.length > 0) onLost(held)
    // Once, as soon as it is known what is held.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [open.isKnown])
}
