import { useCallback, useEffect, useState } from 'react'

import { parseSelection, type Selection } from './selection.ts'

const placeOf = (eventId: string) => `selection:${eventId}`

/** What this tab wants of an event. It survives a reload, the way to sign in, and the way back from the checkout. */
export function useSelection(eventId: string): [Selection, (selection: Selection) => void] {
  const [wanted, setWanted] = useState<Selection>({})
  // Not in the first render, which has to be the one that the service made.
  useEffect(() => setWanted(recall(eventId)), [eventId])
  const remember = useCallback(
    (selection: Selection) => {
      setWanted(selection)
      try {
        sessionStorage.setItem(placeOf(eventId), JSON.stringify(selection))
      } catch {
        // A browser that keeps nothing: the selection lives as long as the page.
      }
    },
    [eventId],
  )
  return [wanted, remember]
}

/** For when it was bought. */
export function forgetSelection(eventId: string): void {
  try {
    sessionStorage.removeItem(placeOf(eventId))
  } catch {
    // Nothing was kept.
  }
}

function recall(eventId: string): Selection {
  try {
    return parseSelection(sessionStorage.getItem(placeOf(eventId)))
  } catch {
    return {}
  }
}
