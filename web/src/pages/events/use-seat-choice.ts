import { useCallback, useEffect, useState } from 'react'

import { type KeptChoice, NOTHING_CHOSEN, recallChoice, rememberChoice } from '../../seats/kept-choice.ts'

/** What this tab wants of an event's seats. It survives a reload and the way over the sign-in page, as quantities do. */
export function useSeatChoice(eventId: string): [KeptChoice, (change: Partial<KeptChoice>) => void] {
  const [choice, setChoice] = useState(NOTHING_CHOSEN)
  // Not in the first render, which has to be the one that the service made.
  useEffect(() => setChoice(recallChoice(eventId)), [eventId])
  const remember = useCallback(
    (change: Partial<KeptChoice>) =>
      setChoice((before) => {
        const now = { ...before, ...change }
        rememberChoice(eventId, now)
        return now
      }),
    [eventId],
  )
  return [choice, remember]
}
