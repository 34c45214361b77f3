import type { Event } from '@fairground/contract'
import { useEffect, useRef } from 'react'

import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { isolated } from '../../i18n/isolated.ts'
import { turnsOf } from './live.ts'

/** In a rush the last places come and go many times a second: who listens is told at most this often. */
const QUIET_MS = 5_000

/** Says what sold out and what can be had again: what lasted, not each turn in between. */
export function useTurns(event: Event): void {
  const t = useText()
  const announce = useAnnounce()
  const told = useRef(event)
  const newest = useRef(event)
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  newest.current = event

  useEffect(() => {
    if (told.current.id !== event.id) told.current = event
    if (waiting.current !== undefined) return
    const tell = () => {
      const { soldOut, back } = turnsOf(told.current, newest.current)
      told.current = newest.current
      const names = new Intl.ListFormat(document.documentElement.lang)
      if (soldOut.length > 0) announce(t('events.nowSoldOut', { names: names.format(soldOut.map(isolated)) }))
      if (back.length > 0) announce(t('events.backAgain', { names: names.format(back.map(isolated)) }))
      waiting.current = undefined
    }
    const { soldOut, back } = turnsOf(told.current, event)
    if (soldOut.length > 0 || back.length > 0) waiting.current = setTimeout(tell, QUIET_MS)
  }, [event, announce, t])

  useEffect(() => () => clearTimeout(waiting.current), [])
}
