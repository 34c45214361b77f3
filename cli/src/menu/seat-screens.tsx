import type { Event } from '@fairground/contract'
import { Box, Text } from 'ink'

import { wordsOfSeats } from '../seats/hall.ts'
import { harmless } from '../text.ts'
import { type Booking, exchangeOf } from './booking.ts'
import { Marker } from './frame.tsx'
import { entriesOf, type Offer, type Place, typeFor } from './seat-choice.ts'
import { Legend, SeatGrid } from './seat-grid.tsx'
import { Sections, showSeatPrice } from './sections.tsx'

interface SeatScreenProps {
  booking: Booking
  event: Event
  offer: Offer
  place: Exclude<Place, { at: 'number' }>
}

/** Where seats are chosen: the sections, or one of them, and what would be bought. */
export function SeatScreen({ booking, event, offer, place }: SeatScreenProps) {
  const { seats: choice } = booking
  const told = choice.said === undefined ? booking.refusal : [choice.said]
  const isOnBuy = choice.isOnBuy && choice.chosen.size > 0
  return (
    <>
      {place.at === 'sections' ? (
        <Sections event={event} offer={offer} row={place.row} isOnBuy={isOnBuy} />
      ) : (
        <SeatGrid {...{ event, offer, choice, isOnBuy }} section={place.section} seat={place.seat} />
      )}
      {place.at === 'sections' ? <Text> </Text> : null}
      <BuyLine booking={booking} event={event} offer={offer} isOnBuy={isOnBuy} />
      <Box flexDirection="column" flexShrink={0} marginTop={1}>
        {told.map((line) => (
          <Text key={line} color="yellow">
            {harmless(line)}
          </Text>
        ))}
        {told.length === 0 && place.at === 'seats' ? (
          <Legend offer={offer} choice={choice} section={place.section} />
        ) : null}
      </Box>
    </>
  )
}

type BuyLineProps = Pick<SeatScreenProps, 'booking' | 'event' | 'offer'> & { isOnBuy: boolean }

function BuyLine({ booking, event, offer, isOnBuy }: BuyLineProps) {
  const { chosen } = booking.seats
  const { map } = offer.hall
  if (chosen.size === 0) return <Text dimColor> Nothing is chosen yet.</Text>
  const prices = new Map(offer.types.map(({ id, priceMinor }) => [id, priceMinor]))
  const total = [...chosen.values()].reduce((sum, typeId) => sum + (prices.get(typeId) ?? 0), 0)
  const verb = exchangeOf(booking).exchanges ? 'Change to' : 'Buy'
  return (
    <Box flexShrink={0}>
      <Marker isChosen={isOnBuy} />
      <Text wrap="truncate-end">
        <Text bold={isOnBuy}>{`${verb} ${chosen.size} ${chosen.size === 1 ? 'seat' : 'seats'}`}</Text>
        {`  ${showSeatPrice(total, event.currency)}`}
        <Text dimColor>{`  ${harmless(wordsOfSeats(map, [...chosen.keys()]))}`}</Text>
      </Text>
    </Box>
  )
}

/** What can be pressed where seats are chosen. */
export function seatKeys(booking: Booking, offer: Offer, place: SeatScreenProps['place']): string[] {
  const { chosen, isOnBuy } = booking.seats
  const offered = booking.offered.size > 0 ? ['o take these'] : []
  if (isOnBuy && chosen.size > 0) return ['Enter hold them', 'Tab choose more', ...offered, 'Esc back', '? help']
  const rest = [...offered, 'b best', ...(chosen.size > 0 ? ['Tab buy'] : []), 'Esc back', '? help']
  if (place.at === 'sections') {
    const isSection = entriesOf(offer)[place.row]?.kind === 'section'
    return ['↑↓ choose', isSection ? 'Enter seats' : 'Enter how many', ...rest]
  }
  const fitting = typeFor(booking.seats, place.seat, offer)
  const isTyped = fitting && offer.types.filter(({ category }) => category === fitting.category).length > 1
  return ['arrows', 'Space choose', ...(isTyped ? ['t ticket'] : []), ...rest]
}
