import type { Event, Hold, PaymentMethod } from '@fairground/contract'
import { useId } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { type TextKey, useText } from '../../i18n/text.ts'
import { Notice } from '../../ui/notice.tsx'

const METHOD_WORDS: Readonly<Record<PaymentMethod, TextKey>> = { door: 'buying.methodDoor' }

interface PaymentProps {
  readonly event: Event
  readonly hold: Hold
  readonly method: PaymentMethod | undefined
  readonly onChoose: (method: PaymentMethod) => void
}

/** How it is paid: not at all, in the one way that there is, in one of several; or that it cannot be, yet. */
export function Payment({ event, hold, method, onChoose }: PaymentProps) {
  const t = useText()
  const formats = useFormats()
  const group = useId()
  if (hold.totalMinor === 0) return <p className="well">{t('buying.nothingToPay')}</p>
  if (!method) return <Notice kind="warning">{t('buying.noPayment', { organizer: event.organizer.name })}</Notice>
  const sentence = t('buying.payAtDoor', { price: formats.money(hold.totalMinor, hold.currency) })
  if (event.paymentMethods.length === 1) return <p className="well">{sentence}</p>
  return (
    <fieldset>
      <legend>{t('buying.howToPay')}</legend>
      {event.paymentMethods.map((one) => (
        <label key={one} className="check">
          <input type="radio" name={group} checked={one === method} onChange={() => onChoose(one)} />
          <span>{t(METHOD_WORDS[one])}</span>
        </label>
      ))}
      <p className="soft">{sentence}</p>
    </fieldset>
  )
}
