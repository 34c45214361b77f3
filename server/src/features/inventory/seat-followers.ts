import { packChanges } from '@fairground/seating'

import { frameOf } from '../../http/index.ts'
import type { Subject } from './followers.ts'
import type { SeatBook, SeatBooks } from './seat-books.ts'

interface ToldSeats {
  readonly version: number
  readonly bytes: Buffer
}

/** The seats of an event, as what has changed since the audience was told last. */
export function seatChangesOf(books: SeatBooks): Subject<SeatBook, ToldSeats> {
  return {
    watch: (eventId, listener) => books.watch(eventId, listener),
    read: (eventId) => books.readKnown(eventId),
    next(book, _event, told) {
      const from = told?.version ?? book.version
      // Sales of places without seats raise the version, too.
      if (told && book.knows(from) && book.changesSince(from).length === 0) return told
      return { version: book.version, bytes: seatsFrame(book, from) }
    },
  }
}

/**
 * What is different from `version`, as a frame. The changes say how a seat is, not how it was: whoever knows a later
 * version than `from` may take them as well. Where they are not known any more, `from` is the newest version: whoever
 * has an older one reads everything again.
 */
export function seatsFrame(book: SeatBook, version: number): Buffer {
  let kept = frames.get(book)
  if (kept?.version !== book.version) frames.set(book, (kept = { version: book.version, byFrom: new Map() }))
  // Versions that are not known are all the same: a gap.
  const from = book.knows(version) ? version : book.version
  let frame = kept.byFrom.get(from)
  if (!frame) {
    if (kept.byFrom.size === MOST_FRAMES) kept.byFrom.clear()
    kept.byFrom.set(from, (frame = frameFrom(book, from)))
  }
  return frame
}

/** Who comes back together has a few versions between them; anybody may ask for any. */
const MOST_FRAMES = 64
/** As long as the whole status: who is that far behind reads it. */
const MOST_CHANGES = 5_000

/**
 * The frames of the newest version. Thousands who come back at once have a few versions between them, and a frame over
 * 2,000 versions takes 1.7 ms: made once each, the last of 5,000 was told after 2 s in the place of 5 to 11.
 */
const frames = new WeakMap<SeatBook, { readonly version: number; readonly byFrom: Map<number, Buffer> }>()

function frameFrom(book: SeatBook, version: number): Buffer {
  const changes = book.changesSince(version)
  const isTooMuch = changes.length > MOST_CHANGES
  const data = JSON.stringify({
    hash: book.map.hash,
    from: isTooMuch ? book.version : version,
    version: book.version,
    changes: packChanges(isTooMuch ? [] : changes),
  })
  return Buffer.from(frameOf({ id: String(book.version), event: 'seats', data }))
}
