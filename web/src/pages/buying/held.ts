import { type Hold, listHolds, type PaymentMethod, placeOrder, readHold } from '@fairground/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { call } from '../../api/client.ts'
import { keyOf, useMe, useRead } from '../../api/queries.ts'
import { forgetChoice, rememberHeldSeats } from '../../seats/kept-choice.ts'
import { seatsOfLines } from '../../seats/seat-choice.ts'
import { forgetSelection } from '../events/use-selection.ts'
import { useIsPast } from './countdown.ts'
import { tellOtherTabs, useOtherTabs } from './tabs.ts'
import { orderKey } from './wish.ts'

/** What the reader holds of an event, as every tab and device of the account sees it. */
export type Held =
  | { readonly state: 'reading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'nothing' }
  | { readonly state: 'active'; readonly hold: Hold }
  /** What was held, in this tab, a moment ago. */
  | { readonly state: 'over'; readonly hold: Hold }

export function useHeld(eventId: string): { held: Held; readAgain: () => void } {
  const list = useRead(listHolds, { params: { eventId } })
  const newest = list.data?.items[0]
  const isPast = useIsPast(newest?.expiresAt)
  const readAgain = () => void list.refetch()
  useOtherTabs(eventId, readAgain)

  // The list knows active holds only: how the last one ended is asked by its id.
  const [lastId, setLastId] = useState(() => sessionStorage.getItem(placeOf(eventId)))
  const activeId = newest?.id
  useEffect(() => {
    if (activeId === undefined) return
    sessionStorage.setItem(placeOf(eventId), activeId)
    setLastId(activeId)
  }, [eventId, activeId])
  const last = useRead(
    readHold,
    { params: { eventId, holdId: lastId ?? '' } },
    { enabled: list.data !== undefined && newest === undefined && lastId !== null },
  )

  // By now it was confirmed or extended elsewhere, or it is over: the service knows.
  useEffect(() => {
    if (isPast) readAgain()
    // Once an end: `readAgain` is made anew with each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isPast])

  return { held: heldOf(), readAgain }

  function heldOf(): Held {
    if (newest && isPast) return { state: 'over', hold: { ...newest, state: 'expired' } }
    if (newest) return { state: 'active', hold: newest }
    if (list.data === undefined) return list.error ? { state: 'failed', error: list.error } : { state: 'reading' }
    if (last.isLoading) return { state: 'reading' }
    if (!last.data) return { state: 'nothing' }
    return last.data.state === 'active' ? { state: 'active', hold: last.data } : { state: 'over', hold: last.data }
  }
}

/** What the reader holds of an event while choosing: nobody who is not signed in holds anything. */
export interface OpenHold {
  readonly isKnown: boolean
  readonly hold: Hold | undefined
  readonly readAgain: () => Promise<Hold | undefined>
}

export function useOpenHold(eventId: string): OpenHold {
  const me = useMe()
  const isReader = me.state === 'signed-in'
  const { data, refetch } = useRead(listHolds, { params: { eventId } }, { enabled: isReader })
  const newest = isReader ? data?.items[0] : undefined
  const isPast = useIsPast(newest?.expiresAt)
  return {
    isKnown: me.state === 'nobody' || data !== undefined,
    hold: isPast ? undefined : newest,
    readAgain: async () => (isReader ? (await refetch()).data?.items[0] : undefined),
  }
}

/** For what the reader did: puts the hold, or that there is none any more, onto the page and into the other tabs. */
export function useHoldChanged(eventId: string): (hold: Hold | undefined) => void {
  const queries = useQueryClient()
  return (hold) => {
    queries.setQueryData(keyOf(listHolds, { params: { eventId } }), { items: hold ? [hold] : [], nextCursor: null })
    if (hold) rememberHeldSeats(eventId, seatsOfLines(hold.lines))
    if (hold) queries.removeQueries({ queryKey: keyOf(readHold, { params: { eventId, holdId: hold.id } }) })
    tellOtherTabs(eventId)
  }
}

/** One order a hold: two tabs, a reload, a lost answer, a service that was started anew all get the same one. */
export async function buyHold({ id, eventId }: Hold, method: PaymentMethod | undefined) {
  const order = await call(placeOrder, {
    params: { eventId },
    body: { holdId: id, ...(method ? { payment: { method } } : {}) },
    key: orderKey({ id }),
  })
  // It came true: the event's page does not choose it again.
  forgetSelection(eventId)
  forgetChoice(eventId)
  return order
}

function placeOf(eventId: string): string {
  return `last-hold:${eventId}`
}
