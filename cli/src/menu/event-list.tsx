import type { EventSummary } from '@fairground/contract'
import { Box, Text } from 'ink'
import { useEffect, useState } from 'react'

import { localZone, showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { showCount } from '../numbers.ts'
import { totalPlaces } from '../places.ts'
import { harmless } from '../text.ts'
import { useAvailability } from './availability.ts'
import { type Field, fieldOf, textOf, type } from './field.ts'
import type { EventPages } from './event-pages.ts'
import { EventRow } from './event-row.tsx'
import { Facts, Frame, Refusal, useContentRows, Waiting } from './frame.tsx'
import { filterEvents, move, windowOf } from './list.ts'
import { useStage, useStrokes } from './stage.tsx'
import { TypedText } from './typed-text.tsx'

interface EventListProps {
  title: string
  /** What Enter does: "book". */
  verb: string
  /** Where there is nothing at all. */
  emptySentence: string
  pages: EventPages
  onChoose: (event: EventSummary) => void
}

/** The line to write in, a gap below it, and what the chosen event unfolds into. */
const ROWS_BESIDE_LIST = 8

/** Events under each other; what is typed filters them, and the chosen one unfolds. */
export function EventList({ title, verb, emptySentence, pages, onChoose }: EventListProps) {
  const { back } = useStage()
  const [search, setSearch] = useState(fieldOf())
  const [index, setIndex] = useState(0)
  const [left, setLeft] = useState<ReadonlyMap<string, number>>(new Map())
  const size = Math.max(1, useContentRows() - ROWS_BESIDE_LIST)
  const found = filterEvents(pages.events, textOf(search))
  const chosenIndex = Math.min(index, Math.max(0, found.length - 1))
  const chosen = found[chosenIndex]
  const availability = useAvailability(chosen?.id)
  const chosenId = chosen?.id

  // What was seen live stays right in the list when another event is chosen.
  useEffect(() => {
    if (chosenId && availability) setLeft((known) => new Map(known).set(chosenId, totalPlaces(availability.areas).left))
  }, [chosenId, availability])

  useStrokes((stroke) => {
    if ('key' in stroke) {
      const moved = move(chosenIndex, stroke.key, found.length, size)
      if (moved !== undefined && stroke.key !== 'home' && stroke.key !== 'end') setIndex(moved)
      else if (stroke.key === 'enter' && chosen) onChoose(chosen)
      else if (stroke.key === 'escape' && search.characters.length === 0) back()
      else changeSearch(stroke.key === 'escape' ? fieldOf() : (type(search, stroke) ?? search))
      return true
    }
    const isEmpty = search.characters.length === 0
    if (isEmpty && stroke.text === '?') return false
    if (pages.waitsFor && isEmpty && stroke.text === 'r') pages.retryNow()
    else changeSearch(type(search, stroke) ?? search)
    return true
  })

  function changeSearch(changed: Field): void {
    setSearch(changed)
    setIndex(0)
    pages.search(textOf(changed))
  }

  const { from, to } = windowOf(found.length, chosenIndex, size)
  const leftOf = (event: EventSummary) => left.get(event.id) ?? event.left
  return (
    <Frame title={title} keys={['↑↓ choose', 'type to find', `Enter ${verb}`, 'Esc back', '? help']}>
      <Box flexShrink={0} justifyContent="space-between" marginBottom={1}>
        <Text wrap="truncate-end">
          <Text dimColor>Find </Text>
          <TypedText field={search} />
        </Text>
        <Box flexShrink={0}>
          <Text dimColor>{countSentence(found.length, pages)}</Text>
        </Box>
      </Box>
      {found.slice(from, to).map((event) => (
        <Box key={event.id} flexDirection="column" flexShrink={0}>
          <EventRow event={event} isChosen={event === chosen}>
            <Text dimColor={leftOf(event) === 0}>{standOf(event, leftOf(event))}</Text>
          </EventRow>
          {event === chosen ? (
            <EventFacts event={event} left={leftOf(event)} isLive={availability !== undefined} />
          ) : null}
        </Box>
      ))}
      {found.length === 0 && pages.isDone && pages.refusal.length === 0 ? (
        <Text>
          {pages.events.length === 0 && search.characters.length === 0
            ? emptySentence
            : 'No event fits. Esc shows all again.'}
        </Text>
      ) : null}
      {pages.isDone ? null : <Waiting what="Reading the events" waitsFor={pages.waitsFor} />}
      <Refusal lines={pages.refusal} />
    </Frame>
  )
}

function countSentence(found: number, { events, isDone, hasMore }: EventPages): string {
  const all = `${showCount(events.length)}${hasMore || !isDone ? '+' : ''}`
  if (found === events.length) return `${all} ${events.length === 1 && isDone ? 'event' : 'events'}`
  return `${showCount(found)} of ${all}`
}

function standOf({ status }: EventSummary, left: number): string {
  if (status !== 'published') return status
  return left === 0 ? 'none left' : `${showCount(left)} left`
}

function EventFacts({ event, left, isLive }: { event: EventSummary; left: number; isLive: boolean }) {
  const venue = [event.venue?.name, event.venue?.address].filter(Boolean).join(', ')
  const zone = event.timeZone === localZone() ? '' : ` (${event.timeZone})`
  const facts: [string, string][] = [
    ['date', `${showMoment(event.startsAt, event.timeZone)}${zone}`],
    ['venue', venue || 'not said'],
    ['price', priceSentence(event)],
    ['left', `${showCount(left)}${isLive ? ', live' : ''}`],
    ['total', showCount(event.total)],
    ['id', event.id],
  ]
  return <Facts facts={facts.map(([name, fact]) => [name, harmless(fact)])} indent={20} />
}

/** The list knows the cheapest ticket only. */
function priceSentence(event: EventSummary): string {
  const price = showPrice(event.fromPriceMinor, event.currency)
  return event.fromPriceMinor === 0 ? price : `from ${price}`
}
