import type { Event, EventSummary } from '@fairground/contract'
import { Box, Text } from 'ink'
import { randomUUID } from 'node:crypto'
import { useEffect, useState } from 'react'

import { showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { showCount } from '../numbers.ts'
import { type Hall, seatedAreaOf, type TicketType, wordsOfSeats } from '../seats/hall.ts'
import { seatingWords } from '../seats/names.ts'
import { harmless } from '../text.ts'
import { clockTime, type Request, refusalLines } from './attempt.ts'
import { useAvailability } from './availability.ts'
import {
  type Booking as BookingState,
  chosenType,
  expireIfDue,
  keep,
  linesOf,
  loseTaken,
  newBooking,
  offerOf,
  placeOfBooking,
  press,
  quantityOf,
  refuse,
  refuseSeats,
  ticketTypesOf,
} from './booking.ts'
import { confirming, extending, type Kept, placing, releasing } from './booking-requests.ts'
import { showRemaining } from './countdown.ts'
import { useEvent } from './event.ts'
import { Frame, Marker, Refusal, ReturnHint, Waiting } from './frame.tsx'
import { useHall } from './hall.ts'
import { useNow } from './now.ts'
import type { Requests } from './request.ts'
import type { Offer } from './seat-choice.ts'
import { seatKeys, SeatScreen } from './seat-screens.tsx'
import { useIsTop, useStage, useStrokes } from './stage.tsx'
import { TicketPages } from './ticket-pages.tsx'
import { TypedText } from './typed-text.tsx'

/** From the choice to the tickets of one event. A booking that was left half-way goes on where it was. */
export function Booking({ event: summary }: { event: EventSummary }) {
  const { visit, back } = useStage()
  const isTop = useIsTop()
  const { answer, requests } = useEvent(summary.id)
  const event = answer?.state === 'done' ? answer.data : undefined
  const [booking, setBooking] = useState(() => visit.bookings.get(summary.id) ?? newBooking(randomUUID))
  const { run, waitsFor, retryNow, stop } = requests
  const now = useNow(visit.now, isTop)
  const types = useLiveTypes(event)
  const seats = useHall(event)
  const offer = offerOf(booking, seats.hall, types)
  const { stage } = booking
  // Without its seats nobody can choose; a hold can be confirmed all the same.
  const isBlind = event !== undefined && seatedAreaOf(event) !== undefined && !offer && stage.step === 'choosing'

  useEffect(() => void visit.bookings.set(summary.id, booking), [visit, summary.id, booking])
  useEffect(() => setBooking((current) => expireIfDue(current, now)), [now])

  useEffect(() => {
    if (offer) setBooking((current) => loseTaken(current, offer, randomUUID))
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [seats.hall, stage.step])

  // Each step that asks the service does it once on being entered; the keys make a second time harmless.
  useEffect(() => {
    if (event) void takeStep(event)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [stage.step, event])

  async function takeStep(known: Event): Promise<void> {
    if (stage.step === 'placing') {
      await settle(placing(known, booking, linesOf(booking, types, offer)), (hold) => keep(booking, hold, randomUUID))
    } else if (stage.step === 'confirming') {
      await settle(confirming(known, stage), (order) => ({ ...booking, stage: { step: 'booked', order } }))
    } else if (stage.step === 'extending') {
      await settle(extending(known, stage), (hold) => keep(booking, hold, randomUUID))
    } else if (stage.step === 'releasing') {
      await settle(releasing(known, stage), () => ({ ...booking, stage: { step: 'released' } }))
    }
  }

  async function settle<Data>(request: Request<Data>, done: (data: Data) => BookingState): Promise<void> {
    const result = await run(request)
    if (result.state === 'done') setBooking(done(result.data))
    if (result.state === 'refused') {
      const { problem } = result
      const isAboutSeats = problem.code === 'seat-taken' || problem.code === 'lonely-seat'
      setBooking((current) =>
        offer && isAboutSeats
          ? refuseSeats(current, problem, offer, randomUUID)
          : refuse(current, problem.code, refusalLines(problem), randomUUID),
      )
    }
    // Nobody wanted to sign in: the choice stays.
    if (result.state === 'stopped') setBooking((current) => stepBack(current))
  }

  function leave(): void {
    // Whether it was let go is not known yet: until its time is over one may come back to it.
    if ('hold' in stage) visit.bookings.set(summary.id, { ...booking, stage: { ...stage, step: 'held' } })
    else if (stage.step !== 'choosing') visit.bookings.delete(summary.id)
    back()
  }

  useStrokes((stroke) => {
    if (stage.step === 'booked') return false
    const isRetry = 'text' in stroke && stroke.text === 'r'
    if (waitsFor && isRetry) retryNow()
    else if (isBlind && seats.requests.waitsFor && isRetry) seats.requests.retryNow()
    else if (!event || isBlind) {
      if (!('key' in stroke && stroke.key === 'escape')) return false
      back()
    } else {
      const next = press(booking, stroke, types, randomUUID, offer)
      if (next === undefined) return false
      if (waitsFor || isAsking(booking)) stop()
      if (next === 'leave') leave()
      else setBooking(next)
    }
    return true
  })

  if (stage.step === 'booked' && event) {
    return <TicketPages order={stage.order} event={event} types={types} isNew onReturn={leave} />
  }
  const isChoosing = stage.step === 'choosing' || stage.step === 'placing'
  const place = isChoosing && !isBlind ? placeOfBooking(booking, offer) : undefined
  const isInGrid = place?.at === 'seats'
  return (
    <Frame
      title={isInGrid ? harmless((event ?? summary).title) : 'Book tickets'}
      keys={
        place && place.at !== 'number' && offer && stage.step === 'choosing'
          ? seatKeys(booking, offer, place)
          : keysOf(booking, types, offer)
      }
    >
      {isInGrid ? null : <EventHead event={event ?? summary} />}
      {event && isBlind ? (
        <Blind reading={seats} />
      ) : event && offer && place && place.at !== 'number' ? (
        <>
          <SeatScreen booking={booking} event={event} offer={offer} place={place} />
          {stage.step === 'placing' ? <Waiting what="Holding the seats" waitsFor={waitsFor} /> : null}
        </>
      ) : event ? (
        <Step booking={booking} event={event} types={types} hall={seats.hall} now={now} waitsFor={waitsFor} />
      ) : answer?.state === 'refused' ? (
        <Refusal lines={refusalLines(answer.problem)} />
      ) : (
        <Waiting what="Reading the event" waitsFor={waitsFor} />
      )}
    </Frame>
  )
}

function Blind({ reading: { answer, requests } }: { reading: ReturnType<typeof useHall> }) {
  if (answer?.state === 'refused') return <Refusal lines={refusalLines(answer.problem)} />
  return <Waiting what="Reading the seats" waitsFor={requests.waitsFor} />
}

function stepBack(booking: BookingState): BookingState {
  const { stage } = booking
  if (stage.step === 'placing') return { ...booking, stage: { ...stage, step: 'choosing' } }
  return 'hold' in stage && stage.step !== 'releasing' ? { ...booking, stage: { ...stage, step: 'held' } } : booking
}

function isAsking({ stage }: BookingState): boolean {
  return ['placing', 'confirming', 'extending', 'releasing'].includes(stage.step)
}

/** The event's ticket types with what is left of each just now. */
function useLiveTypes(event: Event | undefined): TicketType[] {
  const availability = useAvailability(event?.id)
  if (!event) return []
  const left = new Map(availability?.ticketTypes.map((type) => [type.id, type.left]))
  return ticketTypesOf(event).map((type) => ({ ...type, left: left.get(type.id) ?? type.left }))
}

function keysOf({ stage }: BookingState, types: readonly TicketType[], offer: Offer | undefined): string[] {
  switch (stage.step) {
    case 'choosing':
      return [...(types.length > 1 ? ['↑↓ ticket'] : []), '0-9 how many', 'Enter hold', 'Esc back', '? help']
    case 'held':
      return ['Enter confirm', 'e more time', ...(offer ? ['c change seats'] : []), 'Esc let go', '? help']
    case 'leaving':
      return ['Enter let go', 'Esc keep']
    case 'expired':
      return ['Enter choose again', 'Esc back']
    case 'placing':
    case 'confirming':
    case 'extending':
    case 'releasing':
      return ['Esc back']
    case 'released':
    case 'booked':
      return ['Enter return']
    default:
      return stage satisfies never
  }
}

function EventHead({ event }: { event: EventSummary | Event }) {
  const where = event.venue ? `, ${event.venue.name}` : ''
  return (
    <Box flexDirection="column" flexShrink={0} marginBottom={1}>
      <Text bold wrap="truncate-end">
        {harmless(event.title)}
      </Text>
      <Text dimColor wrap="truncate-end">
        {harmless(`${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})${where}`)}
      </Text>
    </Box>
  )
}

interface StepProps {
  booking: BookingState
  event: Event
  types: readonly TicketType[]
  hall: Hall | undefined
  now: number
  waitsFor: Requests['waitsFor']
}

function Step({ booking, event, types, hall, now, waitsFor }: StepProps) {
  const { stage } = booking
  switch (stage.step) {
    case 'choosing':
    case 'placing':
      return (
        <>
          <Choice booking={booking} event={event} types={types} />
          {stage.step === 'placing' ? <Waiting what="Holding the tickets" waitsFor={waitsFor} /> : null}
        </>
      )
    case 'held':
    case 'leaving':
    case 'confirming':
    case 'extending':
    case 'releasing':
      return <Held {...{ booking, stage, event, types, hall, now, waitsFor }} />
    case 'expired':
      return <Text>The time of the hold is over, and its places are back on sale. You have not been charged.</Text>
    case 'released':
      return (
        <>
          <Text>The tickets are back on sale. Nothing was booked.</Text>
          <ReturnHint />
        </>
      )
    case 'booked':
      return null
    default:
      return stage satisfies never
  }
}

function Choice({ booking, event, types }: Pick<StepProps, 'booking' | 'event' | 'types'>) {
  const chosen = chosenType(booking, types)
  const total = (chosen?.priceMinor ?? 0) * quantityOf(booking)
  return (
    <>
      {types.map((type) => (
        <Box key={type.id} flexShrink={0}>
          <Box width={2} flexShrink={0}>
            <Marker isChosen={type === chosen} />
          </Box>
          <Box width={24} flexShrink={0} marginRight={2}>
            <Text bold={type === chosen} wrap="truncate-end">
              {harmless(type.name)}
            </Text>
          </Box>
          <Box width={16} flexShrink={0} justifyContent="flex-end">
            <Text>{showPrice(type.priceMinor, event.currency)}</Text>
          </Box>
          <Box width={16} flexShrink={0} justifyContent="flex-end">
            <Text dimColor={type.left === 0}>{`${showCount(type.left)} left`}</Text>
          </Box>
        </Box>
      ))}
      <Box marginTop={1} flexShrink={0}>
        <Text>{'  How many  '}</Text>
        <TypedText field={booking.quantity} hasCursor={booking.stage.step === 'choosing'} />
        {total > 0 ? <Text dimColor>{`   ${showPrice(total, event.currency)} in all`}</Text> : null}
        {chosen && typeof chosen.category === 'string' ? <Text dimColor>{'   the best seats together'}</Text> : null}
      </Box>
      <Refusal lines={booking.refusal} />
    </>
  )
}

/** The countdown warns from here on. */
const LAST_MINUTE_MS = 60_000

function Held({ booking, stage, event, types, hall, now, waitsFor }: StepProps & { stage: Kept }) {
  const { hold } = stage
  const names = new Map(types.map(({ id, name }) => [id, name]))
  const what = hold.lines.map((line) => `${line.quantity} × ${names.get(line.ticketTypeId) ?? 'ticket'}`).join(', ')
  const remainingMs = Date.parse(hold.expiresAt) - now
  const isLast = remainingMs <= LAST_MINUTE_MS
  const price = hold.totalMinor > 0 ? `${showPrice(hold.totalMinor, hold.currency)}, ${payment(event)}` : 'free'
  return (
    <>
      <Text>
        <Text bold>{harmless(what)}</Text>
        {`   ${price}`}
      </Text>
      {hall ? <HeldSeats lines={hold.lines} hall={hall} /> : null}
      <Box marginTop={1} flexShrink={0}>
        <Text>{'Held for you  '}</Text>
        <Text bold color={isLast ? 'yellow' : 'green'}>
          {showRemaining(remainingMs)}
        </Text>
        {isLast ? null : <Text dimColor>{`   until ${clockTime(hold.expiresAt)}`}</Text>}
        {isLast ? <Text color="yellow">{'   less than a minute: Enter confirms, e asks for more time'}</Text> : null}
      </Box>
      <HeldNow stage={stage} waitsFor={waitsFor} />
      <Refusal lines={booking.refusal} />
    </>
  )
}

/** Which seats, and how close together where the service chose them. */
function HeldSeats({ lines, hall }: { lines: Kept['hold']['lines']; hall: Hall }) {
  const ids = lines.flatMap(({ seatIds = [] }) => seatIds)
  const seating = lines.find((line) => line.quantity > 1 && line.seating)?.seating
  if (ids.length === 0) return null
  return (
    <Text>
      {harmless(wordsOfSeats(hall.map, ids))}
      {seating ? <Text dimColor>{`   ${seatingWords(seating)}`}</Text> : null}
    </Text>
  )
}

const DOING = { confirming: 'Booking', extending: 'Asking for more time', releasing: 'Letting go' } as const

function HeldNow({ stage, waitsFor }: { stage: Kept; waitsFor: StepProps['waitsFor'] }) {
  if (stage.step === 'held') {
    return (
      <Box marginTop={1} flexShrink={0}>
        <Text>Press Enter to book them.</Text>
      </Box>
    )
  }
  if (stage.step === 'leaving') {
    return (
      <Box marginTop={1} flexShrink={0}>
        <Text color="yellow">Let these tickets go? Enter gives them back to others, Esc keeps them.</Text>
      </Box>
    )
  }
  return <Waiting what={DOING[stage.step]} waitsFor={waitsFor} keptUntil={stage.hold.expiresAt} />
}

function payment(event: Event): string {
  return event.paymentMethods.includes('door') ? 'to pay at the door' : 'to pay'
}
