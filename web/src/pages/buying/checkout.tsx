import { type Event, type Hold, type PaymentMethod, releaseHold } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { call, problemOf } from '../../api/client.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/notice.tsx'
import { CheckoutLines } from './checkout-lines.tsx'
import { buyHold, useHoldChanged } from './held.ts'
import { HoldClock } from './hold-clock.tsx'
import { eventPath, orderPath } from '../links.ts'
import { Payment } from './payment.tsx'

interface CheckoutProps {
  readonly event: Event
  readonly hold: Hold
  /** The service says that it holds no more: it is to be read how that came. */
  readonly onEnded: () => void
}

/** What is held, how it is paid, and the button. Each step can arrive twice and happens once. */
export function Checkout({ event, hold, onEnded }: CheckoutProps) {
  const t = useText()
  const formats = useFormats()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const holdChanged = useHoldChanged(event.id)
  const [isLettingGo, setLettingGo] = useState(false)
  const [isChanging, setChanging] = useState(false)
  const [method, setMethod] = useState<PaymentMethod | undefined>(event.paymentMethods[0])
  const isFree = hold.totalMinor === 0

  function onError(error: unknown) {
    const code = problemOf(error)?.code
    if (code === 'hold-expired' || code === 'hold-ended') onEnded()
  }

  const buy = useMutation({
    mutationFn: () => buyHold(hold, isFree ? undefined : method),
    onSuccess: (order) => {
      navigate(`${orderPath(order)}?new=1`, { replace: true })
      holdChanged(undefined)
    },
    onError,
  })
  const letGo = useMutation({
    // It takes no key, and needs none: to let go of what was let go is no error. The key says that it may be repeated.
    mutationFn: () => call(releaseHold, { params: { eventId: event.id, holdId: hold.id }, key: `release-${hold.id}` }),
    onSuccess: () => {
      announce(t('buying.letGoDone'))
      navigate(eventPath(event), { replace: true })
      holdChanged(undefined)
    },
    onError,
  })

  return (
    <>
      <HoldClock event={event} hold={hold} onExtended={holdChanged} onEnded={onEnded} />
      <CheckoutLines event={event} hold={hold} onChanging={setChanging} onChanged={holdChanged} onEnded={onEnded} />
      <Payment event={event} hold={hold} method={method} onChoose={setMethod} />
      <div className="stack">
        <Failure error={buy.error} onRetry={() => buy.mutate()} />
        {isFree || method ? (
          <Button
            kind="main"
            size="large"
            wide
            busy={buy.isPending || buy.isSuccess}
            disabled={isChanging}
            onClick={() => buy.mutate()}
          >
            {buyLabel()}
          </Button>
        ) : null}
        <div className="row-between">
          <ButtonLink kind="quiet" to={eventPath(event)}>
            {t('buying.chooseOthers')}
          </ButtonLink>
          <Button kind="quiet" onClick={() => setLettingGo(true)}>
            {t('buying.letGo')}
          </Button>
        </div>
      </div>
      <Dialog
        title={t('buying.letGoTitle')}
        open={isLettingGo}
        onClose={() => setLettingGo(false)}
        actions={
          <>
            <Button onClick={() => setLettingGo(false)}>{t('buying.keep')}</Button>
            <Button kind="danger" busy={letGo.isPending} onClick={() => letGo.mutate()}>
              {t('buying.letGo')}
            </Button>
          </>
        }
      >
        <p>{t('buying.letGoText')}</p>
        <Failure error={letGo.error} />
      </Dialog>
    </>
  )

  function buyLabel(): string {
    if (buy.isPending || buy.isSuccess) return t('buying.getting')
    if (isFree) return t('buying.getTickets')
    return t('buying.getTicketsFor', { price: formats.money(hold.totalMinor, hold.currency) })
  }
}
