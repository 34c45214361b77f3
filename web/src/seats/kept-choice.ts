import { type ChosenSeat, parseSeats } from './seat-choice.ts'

/** `best`: we find seats that are together; `own`: the reader chooses them. */
export type ChoosingMode = 'best' | 'own'

/** The same seats as a picture, and as text and grid. */
export type SeatsShown = 'map' | 'list'

/** What this tab wants of an event's seats, and how it was looking for them. */
export interface KeptChoice {
  readonly mode: ChoosingMode
  readonly shown: SeatsShown
  readonly seats: readonly ChosenSeat[]
}

export const NOTHING_CHOSEN: KeptChoice = { mode: 'best', shown: 'map', seats: [] }

const placeOf = (eventId: string) => `seats:${eventId}`

export function recallChoice(eventId: string): KeptChoice {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(placeOf(eventId)) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return NOTHING_CHOSEN
    return {
      mode: 'mode' in kept && kept.mode === 'own' ? 'own' : 'best',
      shown: 'shown' in kept && kept.shown === 'list' ? 'list' : 'map',
      seats: 'seats' in kept ? parseSeats(kept.seats) : [],
    }
  } catch {
    return NOTHING_CHOSEN
  }
}

export function rememberChoice(eventId: string, choice: KeptChoice): void {
  try {
    sessionStorage.setItem(placeOf(eventId), JSON.stringify(choice))
  } catch {
    // A browser that keeps nothing: the choice lives as long as the page.
  }
}

/** What is held is what was chosen last, wherever that was. */
export function rememberHeldSeats(eventId: string, seats: readonly ChosenSeat[]): void {
  if (seats.length > 0) rememberChoice(eventId, { ...recallChoice(eventId), seats })
}

/** For when it was bought. */
export function forgetChoice(eventId: string): void {
  try {
    sessionStorage.removeItem(placeOf(eventId))
  } catch {
    // Nothing was kept.
  }
}
