import type { Event } from '@fairground/contract'
import { FREE, NOT_FOR_SALE } from '@fairground/seating'
import { Box, Text } from 'ink'

import { showPrice } from '../money.ts'
import { showCount } from '../numbers.ts'
import { type Hall, type TicketType, typesOfSeat } from '../seats/hall.ts'
import { sectionWords } from '../seats/names.ts'
import { harmless } from '../text.ts'
import { Marker, useContentRows } from './frame.tsx'
import { windowOf } from './list.ts'
import { entriesOf, type Entry, type Offer } from './seat-choice.ts'

interface SectionsProps {
  event: Event
  offer: Offer
  /** Of the entries. */
  row: number
  isOnBuy: boolean
}

/** Rows beside the list: the event, what is bought, a refusal, and the gaps between them. */
const ROWS_BESIDE_LIST = 8

/** The parts of a hall, with what is free in each and for how much. */
export function Sections({ event, offer, row, isOnBuy }: SectionsProps) {
  const entries = entriesOf(offer)
  const size = Math.max(1, useContentRows() - ROWS_BESIDE_LIST)
  const { from, to } = windowOf(entries.length, row, size)
  return (
    <>
      {entries.slice(from, to).map((entry, index) => {
        const isChosen = from + index === row && !isOnBuy
        const { name, left, price } = factsOf(entry, offer, event.currency)
        return (
          <Box key={entry.kind === 'section' ? `section ${entry.section}` : entry.type.id} flexShrink={0}>
            <Box width={2} flexShrink={0}>
              <Marker isChosen={isChosen} />
            </Box>
            <Box flexGrow={1} flexShrink={1} marginRight={2}>
              <Text bold={isChosen} wrap="truncate-end">
                {harmless(name)}
              </Text>
            </Box>
            <Box width={22} flexShrink={0} justifyContent="flex-end">
              <Text>{left}</Text>
            </Box>
            <Box width={20} flexShrink={0} justifyContent="flex-end">
              <Text dimColor>{price}</Text>
            </Box>
          </Box>
        )
      })}
    </>
  )
}

function factsOf(
  entry: Entry,
  { hall, types }: Offer,
  currency: string,
): { name: string; left: string; price: string } {
  if (entry.kind === 'type') {
    const { name, left, priceMinor } = entry.type
    return { name, left: `${showCount(left)} left`, price: showSeatPrice(priceMinor, currency) }
  }
  const { free, seats, minors } = countSection(hall, entry.section, types)
  const [least, most] = [Math.min(...minors), Math.max(...minors)]
  const price = `${least === most ? '' : 'from '}${showSeatPrice(least, currency)}`
  return {
    name: sectionName(hall, entry.section),
    left: `${showCount(free)} of ${showCount(seats)} free`,
    price: minors.length === 0 ? 'not for sale' : price,
  }
}

/** Beside seats, "free" says that nobody has one. */
export function showSeatPrice(minor: number, currency: string): string {
  return minor === 0 ? 'no charge' : showPrice(minor, currency)
}

/** As it is called in the venue; one without a name is all seats that there are. */
export function sectionName({ map }: Hall, section: number): string {
  const { name = '', floor = -1 } = map.sections[section] ?? {}
  return sectionWords(name, map.floors[floor]) || 'Seats'
}

/** What is free of the seats for sale in a section, and the prices of their ticket types. */
export function countSection({ map, states }: Hall, section: number, types: readonly TicketType[]) {
  const { firstSeat = 0, seats: count = 0 } = map.sections[section] ?? {}
  const categories = new Map<number, number>()
  let [free, seats] = [0, 0]
  for (let seat = firstSeat; seat < firstSeat + count; seat += 1) {
    const category = map.category[seat] ?? NOT_FOR_SALE
    if (category === NOT_FOR_SALE) continue
    seats += 1
    if (states[seat] === FREE) free += 1
    categories.set(category, seat)
  }
  const minors = [...categories.values()].flatMap((seat) =>
    typesOfSeat(map, seat, types).map(({ priceMinor }) => priceMinor),
  )
  return { free, seats, minors }
}
