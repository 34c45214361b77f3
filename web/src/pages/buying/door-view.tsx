import type { OrderWithEvent } from '@fairground/contract'
import { type KeyboardEvent, type TouchEvent, useEffect, useRef } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { factLine } from '../../i18n/isolated.ts'
import { useText } from '../../i18n/text.ts'
import { useSeatWords } from '../../seats/seat-words.ts'
import { Button } from '../../ui/button.tsx'
import { TicketBadge } from './order-badge.tsx'
import { QrCode } from './qr-code.tsx'
import { shortCode, type TicketFacts } from './tickets.ts'

/** A finger that moves less than this has pressed, not swiped. */
const SWIPE_PX = 48

interface DoorViewProps {
  readonly order: OrderWithEvent
  readonly tickets: readonly TicketFacts[]
  /** Which one, from 0; closed where undefined. */
  readonly shown: number | undefined
  readonly onShow: (index: number | undefined) => void
}

/** One ticket as large as the screen, white and lit, for the one who stands at the door with a reader. */
export function DoorView({ order, tickets, shown, onShow }: DoorViewProps) {
  const t = useText()
  const formats = useFormats()
  const words = useSeatWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const startX = useRef(0)
  const isOpen = shown !== undefined
  useScreenAwake(isOpen)
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal()
  }, [isOpen])

  const facts = tickets[shown ?? 0]
  if (shown === undefined || !facts) return null

  function step(by: number) {
    const next = (shown ?? 0) + by
    if (next >= 0 && next < tickets.length) onShow(next)
  }
  /** What lies ahead is on the left where one reads from right to left. */
  function forward(): 1 | -1 {
    return document.documentElement.dir === 'rtl' ? -1 : 1
  }
  function onKeyDown({ key }: KeyboardEvent) {
    if (key === 'ArrowRight') step(forward())
    if (key === 'ArrowLeft') step(-forward())
  }
  function onTouchEnd({ changedTouches }: TouchEvent) {
    const movedX = (changedTouches[0]?.clientX ?? startX.current) - startX.current
    if (Math.abs(movedX) >= SWIPE_PX) step(movedX < 0 ? forward() : -forward())
  }

  const numbers = { number: formats.number(facts.number), of: formats.number(facts.of) }
  return (
    <dialog
      ref={dialog}
      className="door no-print"
      aria-label={t('buying.showAtDoor')}
      onClose={() => onShow(undefined)}
      onKeyDown={onKeyDown}
      onTouchStart={({ changedTouches }) => {
        startX.current = changedTouches[0]?.clientX ?? 0
      }}
      onTouchEnd={onTouchEnd}
    >
      <div className="door-head">
        <div>
          <h2>{order.event.title}</h2>
          <p>{factLine([facts.typeName, facts.areaName])}</p>
          {facts.ticket.seat ? <p className="strong">{words([facts.ticket.seat])}</p> : null}
        </div>
        <Button onClick={() => dialog.current?.close()}>{t('common.close')}</Button>
      </div>
      <QrCode code={facts.ticket.code} label={t('buying.qrLabel', numbers)} />
      <p className="code ltr door-code">{shortCode(facts.ticket.code)}</p>
      <div className="door-foot">
        <p role="status" className="strong">
          {t('buying.ticketOf', numbers)} <TicketBadge state={facts.ticket.state} />
        </p>
        {tickets.length > 1 ? (
          <div className="row">
            <Button disabled={shown === 0} onClick={() => step(-1)}>
              {t('buying.previous')}
            </Button>
            <Button disabled={shown === tickets.length - 1} onClick={() => step(1)}>
              {t('buying.next')}
            </Button>
          </div>
        ) : null}
      </div>
    </dialog>
  )
}

/** A screen that goes dark in front of the reader holds up the whole line. Not every browser can; then nothing is lost. */
function useScreenAwake(isWanted: boolean) {
  useEffect(() => {
    if (!isWanted || !('wakeLock' in navigator)) return undefined
    let lock: WakeLockSentinel | undefined
    let isOver = false
    async function hold() {
      if (document.visibilityState !== 'visible') return
      lock = await navigator.wakeLock.request('screen').catch(() => undefined)
      if (isOver) await lock?.release()
    }
    // The browser lets go of it by itself when the page is hidden.
    const again = () => void hold()
    again()
    document.addEventListener('visibilitychange', again)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', again)
      void lock?.release()
    }
  }, [isWanted])
}
