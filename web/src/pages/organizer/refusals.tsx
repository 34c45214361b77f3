import type { TextKey } from '../../i18n/text.ts'
import { useText } from '../../i18n/text.ts'
import type { Dashboard } from './counts.ts'

/** Refusals that an organizer can learn from, each with a sentence; others keep the name that the API gives them. */
const TOLD = new Set([
  'sold-out',
  'not-enough-left',
  'account-limit',
  'order-limit',
  'sales-closed',
  'payment-required',
  'hold-expired',
  'hold-ended',
  'extension-limit',
  'busy',
  'too-many-requests',
  'outcome-unknown',
])

/** What the organizer's own members were refused while they changed the event. */
const NOT_OF_BUYERS = new Set(['below-sold', 'event-over', 'stale-version', 'not-a-picture', 'not-allowed'])

/** How often buyers were told no, and why. */
export function Refusals({ refusals: all }: { refusals: Dashboard['refusals'] }) {
  const t = useText()
  const refusals = all.filter(({ code }) => !NOT_OF_BUYERS.has(code))
  const most = Math.max(...refusals.map(({ count }) => count))
  return (
    <section className="stack" aria-labelledby="refusals-title">
      <h2 id="refusals-title">{t('organizer.refusals')}</h2>
      {refusals.length === 0 ? (
        <p className="soft">{t('organizer.noRefusals')}</p>
      ) : (
        <ul className="plain stack refusals">
          {refusals.map(({ code, count }) => (
            <li key={code} className="meter-line">
              <span>{TOLD.has(code) ? t(`organizer.refusal-${code}` as TextKey) : <code>{code}</code>}</span>
              <span className="strong">{t('organizer.times', { count })}</span>
              <svg className="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect className="held" x="0" y="0" height="10" width={(100 * count) / most} />
              </svg>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
