import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

type Announce = (sentence: string) => void

const AnnouncerContext = createContext<Announce>(() => {})

/** Says to those who listen what those who look can see change: held, expired, sold out. */
export function useAnnounce(): Announce {
  return useContext(AnnouncerContext)
}

export function Announcer({ children }: { children: ReactNode }) {
  // Two regions in turns: the same sentence twice would not be a change, and not be read.
  const [[first, second], setSentences] = useState<readonly [string, string]>(['', ''])
  const announce = useCallback<Announce>((sentence) => {
    setSentences(([before]) => (before === '' ? [sentence, ''] : ['', sentence]))
  }, [])
  return (
    <AnnouncerContext.Provider value={announce}>
      {children}
      <div className="sr-only" aria-live="polite">
        {first}
      </div>
      <div className="sr-only" aria-live="polite">
        {second}
      </div>
    </AnnouncerContext.Provider>
  )
}
