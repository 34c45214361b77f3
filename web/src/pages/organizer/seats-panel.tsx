import { type Event, readEvent } from '@fairground/contract'
import { HELD, nameOfSeat, type SeatMap } from '@fairground/seating'
import { useMutation } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'

import { problemOf } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import type { SeatStates } from '../../seats/seat-frames.ts'
import { useSeatWords } from '../../seats/seat-words.ts'
import { useSeatMap } from '../../seats/use-seat-map.ts'
import { useSeatStates } from '../../seats/use-seat-states.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure, Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { canBeChosen, changeBlocked, countStates, sorted, stateOf, toggledSeats } from './blocking.ts'
import { Figure } from './figure.tsx'
import { More } from './more.tsx'
import { SeatRows } from './seat-rows.tsx'

import './seats-panel.css'

const SeatMapView = lazy(() => import('../../seats/map/seat-map.tsx'))

/** The seats of an event as they stand, and the house's hand on them. */
export default function SeatsPanel({ event, hash }: { event: Event; hash: string }) {
  const t = useText()
  const { map, error, readAgain } = useSeatMap(event.id, hash)
  const live = useSeatStates(event.id, map)
  return (
    <section className="stack" aria-labelledby="seats-title">
      <h2 id="seats-title">{t('organizer.seatsTitle')}</h2>
      {error ? <Failure error={error} onRetry={readAgain} /> : <Failure error={live.error} />}
      {map && live.seats ? <Seats event={event} map={map} live={live.seats} /> : null}
      {error || live.error || live.seats ? null : <Skeleton shape="block" />}
    </section>
  )
}

interface SeatsProps {
  readonly event: Event
  readonly map: SeatMap
  readonly live: SeatStates
}

function Seats({ event, map, live }: SeatsProps) {
  const t = useText()
  const announce = useAnnounce()
  const words = useSeatWords()
  const { states, version } = live
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [focused, setFocused] = useState<number>()
  // What somebody holds is marked as what a buyer holds is on theirs. The states change in place; their version tells.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const held = useMemo(() => heldSeats(states), [states, version])
  const labels = useMemo(
    () => ({
      name: t('organizer.mapName'),
      instructions: t('organizer.mapKeys'),
      zoomIn: t('organizer.nearer'),
      zoomOut: t('organizer.farther'),
      fit: t('organizer.everything'),
      free: (count: number) => t('organizer.freeCount', { count }),
      soldOut: t('common.soldOut'),
    }),
    [t],
  )
  const nameOf = (seat: number) => words([nameOfSeat(map, seat)])
  const stateText = (seat: number) => t(`organizer.seat-${stateOf(states, seat)}`)

  function toggle(seats: readonly number[]) {
    const open = seats.filter((seat) => canBeChosen(states, seat))
    const [only] = seats
    if (open.length === 0 && only !== undefined) {
      announce(t('organizer.notYours', { seat: nameOf(only), state: stateText(only) }))
      return
    }
    const now = toggledSeats(chosen, open)
    setChosen(now)
    announce(t('organizer.chosenSeats', { count: now.size }))
  }

  return (
    <>
      <SeatFigures states={states} />
      <div className="seats-map">
        <Suspense fallback={<Skeleton shape="block" />}>
          <SeatMapView
            {...{ map, states, version, chosen, labels }}
            mine={held}
            onToggle={(seat) => toggle([seat])}
            onFocusSection={setFocused}
            tooltip={(seat) => [nameOf(seat), categoryName(map, seat), stateText(seat)]}
          />
        </Suspense>
      </div>
      <Blocking event={event} map={map} states={states} chosen={chosen} onDone={() => setChosen(new Set())} />
      <More summary={t('organizer.seatsAsList')}>
        <SeatRows map={map} states={states} chosen={chosen} section={focused} onToggle={toggle} />
      </More>
    </>
  )
}

function heldSeats(states: Uint8Array): ReadonlySet<number> {
  const seats = new Set<number>()
  for (const [seat, state] of states.entries()) if (state === HELD) seats.add(seat)
  return seats
}

function categoryName(map: SeatMap, seat: number): string {
  return map.categories[map.category[seat] ?? -1]?.name ?? ''
}

function SeatFigures({ states }: { states: Uint8Array }) {
  const t = useText()
  const formats = useFormats()
  const counts = countStates(states)
  return (
    <dl className="figures">
      {(['free', 'held', 'sold', 'blocked'] as const).map((state) => (
        <Figure key={state} label={t(`organizer.seat-${state}`)} value={formats.number(counts[state])} />
      ))}
    </dl>
  )
}

interface BlockingProps {
  readonly event: Event
  readonly map: SeatMap
  readonly states: Uint8Array
  readonly chosen: ReadonlySet<number>
  readonly onDone: () => void
}

/** Takes the chosen seats off sale for the house, or puts them on sale. */
function Blocking({ event, map, states, chosen, onDone }: BlockingProps) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const { free, blocked } = sorted(map, states, chosen)
  const change = useMutation({
    mutationFn: ({ what, ids }: { what: 'blocked' | 'unblocked'; ids: readonly string[] }) =>
      changeBlocked(event.id, what, ids),
    async onSuccess(_, { what, ids }) {
      announce(t(what === 'blocked' ? 'organizer.nowBlocked' : 'organizer.nowUnblocked', { count: ids.length }))
      onDone()
      await refresh(readEvent)
    },
  })
  const isTaken = problemOf(change.error)?.code === 'seat-taken'
  return (
    <div className="stack-s">
      {chosen.size === 0 ? <p className="soft">{t('organizer.blockHint')}</p> : null}
      <div className="row">
        {free.length > 0 ? (
          <Button kind="main" busy={change.isPending} onClick={() => change.mutate({ what: 'blocked', ids: free })}>
            {t('organizer.block', { count: free.length })}
          </Button>
        ) : null}
        {blocked.length > 0 ? (
          <Button
            kind={free.length > 0 ? undefined : 'main'}
            busy={change.isPending}
            onClick={() => change.mutate({ what: 'unblocked', ids: blocked })}
          >
            {t('organizer.unblock', { count: blocked.length })}
          </Button>
        ) : null}
        {chosen.size > 0 ? (
          <Button kind="quiet" onClick={onDone}>
            {t('organizer.chooseNone')}
          </Button>
        ) : null}
      </div>
      {isTaken ? <Notice kind="warning">{t('organizer.blockTaken')}</Notice> : <Failure error={change.error} />}
    </div>
  )
}
