import { changeHold, type Event, type Hold, type LineRequest, listHolds, placeHold, readMe } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'
import { useEffect, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'

import { serviceNow } from '../../api/clock.ts'
import { call, problemOf } from '../../api/client.ts'
import { useMe, useRefresh } from '../../api/queries.ts'
import { secondsUntil } from './countdown.ts'
import { useHoldChanged } from './held.ts'
import { checkoutPath, eventPath } from '../links.ts'
import { forgetWish, isSameWish, makeWish, mergedLines, recallWish, rememberWish, type Wish } from './wish.ts'

/** In the address to which one comes back from signing in: go on by yourself. */
const RESUME = 'resume'

const NOTHING: readonly LineRequest[] = []

interface StartCheckout {
  /** Takes the lines off sale for the reader and shows the checkout; asks to sign in first where that is needed. */
  readonly start: (lines: readonly LineRequest[]) => void
  readonly busy: boolean
  readonly refusal: ClientProblem | undefined
  /** What was refused; empty where nothing was. */
  readonly refused: readonly LineRequest[]
  readonly clear: () => void
}

/**
 * The way from a choice to the checkout. What was wished for is kept in the tab until there is an answer: a reload or
 * a lost connection repeats the same request under the same key, and nothing is taken twice.
 */
export function useStartCheckout(event: Pick<Event, 'id' | 'slug'>): StartCheckout {
  const me = useMe()
  const [, navigate] = useLocation()
  const isBack = new URLSearchParams(useSearch()).has(RESUME)
  const holdChanged = useHoldChanged(event.id)
  const refresh = useRefresh()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<{ readonly problem: ClientProblem; readonly lines: readonly LineRequest[] }>()
  const isRunning = useRef(false)
  const page = eventPath(event)

  function signInFirst({ lines }: Pick<Wish, 'lines'>) {
    // Another account may come back: it asks anew, under a key of its own.
    rememberWish(makeWish(event.id, lines, Date.now()))
    navigate(`/sign-in?next=${encodeURIComponent(`${page}?${RESUME}=1`)}`)
  }

  async function grant(wish: Wish): Promise<void> {
    if (isRunning.current) return
    isRunning.current = true
    setBusy(true)
    setRefusal(undefined)
    try {
      const hold = await takeHold(wish)
      forgetWish(event.id)
      holdChanged(hold)
      navigate(checkoutPath(event))
    } catch (error) {
      const problem = problemOf(error)
      if (problem?.code === 'not-signed-in') {
        // Else the page for signing in still believes that somebody is, and sends them back here.
        await refresh(readMe)
        return signInFirst(wish)
      }
      if (!problem || isAnswer(problem)) forgetWish(event.id)
      else rememberWish({ ...(recallWish(event.id, Date.now()) ?? wish), isOnItsWay: false })
      if (!problem) throw error
      setRefusal({ problem, lines: wish.lines })
    } finally {
      isRunning.current = false
      setBusy(false)
    }
  }

  useEffect(() => {
    if (me.state !== 'signed-in') return
    const wish = recallWish(event.id, Date.now())
    if (isBack) navigate(page, { replace: true })
    if (wish && (isBack || wish.isOnItsWay)) void grant(wish)
    // Once, as soon as it is known who reads.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [me.state, event.id])

  return {
    start(lines) {
      if (me.state === 'nobody') return signInFirst({ lines })
      const before = recallWish(event.id, Date.now())
      const wish = before && isSameWish(before, event.id, lines) ? before : makeWish(event.id, lines, Date.now())
      void grant(wish)
    },
    busy,
    refusal: refusal?.problem,
    refused: refusal?.lines ?? NOTHING,
    clear: () => setRefusal(undefined),
  }
}

/** Whoever holds something of the event already exchanges its lines, and holds one thing and not two. */
async function takeHold(wish: Wish): Promise<Hold> {
  const asked = wish.asked ?? (await askFor(wish))
  rememberWish({ ...wish, asked, isOnItsWay: true })
  const { eventId, key } = wish
  const body = { lines: [...asked.lines] }
  if (asked.holdId === null) return call(placeHold, { params: { eventId }, body, key })
  try {
    return await call(changeHold, { params: { eventId, holdId: asked.holdId }, body, key })
  } catch (error) {
    const code = problemOf(error)?.code
    if (code !== 'hold-expired' && code !== 'hold-ended') throw error
    // It ended while it was looked at: what was wished for is taken anew.
    const anew = { ...makeWish(eventId, wish.lines, wish.madeAt), asked: { holdId: null, lines: wish.lines } }
    return takeHold(anew)
  }
}

async function askFor({ eventId, lines }: Wish): Promise<NonNullable<Wish['asked']>> {
  const { items } = await call(listHolds, { params: { eventId } })
  const held = items.find((hold) => secondsUntil(hold.expiresAt, serviceNow()) > 0)
  return held ? { holdId: held.id, lines: mergedLines(held.lines, lines) } : { holdId: null, lines }
}

/** Whether the service has said no; else it may have said yes, and nobody heard it. */
function isAnswer({ status }: ClientProblem): boolean {
  return status >= 400 && status < 500 && status !== 429
}
