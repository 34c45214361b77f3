import { type Account, signOut } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import type { Language } from '@fairground/contract'
import type { ReactNode } from 'react'
import { useSearch } from 'wouter'

import { call } from '../../api/client.ts'
import { useMe } from '../../api/queries.ts'
import { rememberLanguage } from '../../i18n/choose.ts'
import { useText } from '../../i18n/text.ts'
import { forgetTickets } from '../../offline/tickets.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ownPath, purposeOf } from './next.ts'

/** Where to go afterwards: a path of our own. */
export function useNext(): string {
  return ownPath(new URLSearchParams(useSearch()).get('next'))
}

/** Address of the other way in, which leads to the same place. */
export function otherWay(path: '/sign-in' | '/sign-up', next: string): string {
  return next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`
}

/** Goes on as this account: in a new document, so that nothing of who was here before stays in memory. */
export async function goOn(account: Account, language: Language, next: string): Promise<void> {
  if (account.language && account.language !== language) rememberLanguage(account.language)
  // A browser whose store is broken keeps nobody out.
  await forgetTickets().catch(() => undefined)
  location.assign(next)
}

interface WayInProps {
  readonly title: string
  readonly next: string
  /** Why one is here, where `next` does not say it. */
  readonly reason?: string | undefined
  readonly other: ReactNode
  readonly children: ReactNode
}

/** A ticket of its own: the form, a perforation, and the other way in on the stub. */
export function WayIn({ title, next, reason, other, children }: WayInProps) {
  const t = useText()
  const me = useMe()
  if (me.state === 'signed-in') return <InAlready title={title} account={me.account} next={next} />
  const purpose = purposeOf(next)
  const why = reason ?? (purpose && t(`account.why-${purpose}`))
  return (
    <Page title={title} narrow>
      {why ? <p className="way-in-why">{why}</p> : null}
      <div className="way-in">
        <div className="way-in-form">{children}</div>
        <p className="way-in-other">{other}</p>
      </div>
    </Page>
  )
}

/** Also after somebody signed in in another tab. */
function InAlready({ title, account, next }: { title: string; account: Account; next: string }) {
  const t = useText()
  const leave = useMutation({
    mutationFn: () => call(signOut, {}),
    onSettled: async () => {
      await forgetTickets().catch(() => undefined)
      location.reload()
    },
  })
  return (
    <Page title={title} narrow>
      <div className="way-in">
        <div className="way-in-form stack">
          <p>{t('account.inAlready', { name: account.name, email: account.email })}</p>
          <div className="row">
            <a className="button button-main" href={next}>
              {t('account.goOn')}
            </a>
            <Button busy={leave.isPending} onClick={() => leave.mutate()}>
              {t('account.asSomebodyElse')}
            </Button>
          </div>
        </div>
      </div>
    </Page>
  )
}
