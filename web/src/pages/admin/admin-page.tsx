import type { Account } from '@fairground/contract'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'

import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../signed-in.tsx'

interface AdminPageProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly children: (account: Account) => ReactNode
}

/** A page of those who run the service. The service itself refuses what others ask; this only says so kindly. */
export function AdminPage({ title, actions, children }: AdminPageProps) {
  return (
    <SignedIn>
      {(account) =>
        account.admin ? (
          <Page title={title} actions={actions}>
            <Tabs />
            {children(account)}
          </Page>
        ) : (
          <NotForYou email={account.email} />
        )
      }
    </SignedIn>
  )
}

const TABS = [
  ['/admin', 'admin.overview'],
  ['/admin/events', 'admin.events'],
  ['/admin/accounts', 'admin.accounts'],
  ['/admin/organizers', 'admin.organizers'],
  ['/admin/log', 'admin.log'],
  ['/admin/health', 'admin.health'],
] as const

function Tabs() {
  const t = useText()
  const [path] = useLocation()
  const tabs = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone the last ones are out of sight at first.
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path])
  return (
    <nav ref={tabs} className="tabs" aria-label={t('admin.pages')}>
      {TABS.map(([to, label]) => (
        <Link key={to} href={to} aria-current={path === to ? 'page' : undefined}>
          {t(label)}
        </Link>
      ))}
    </nav>
  )
}

function NotForYou({ email }: { email: string }) {
  const t = useText()
  return (
    <Page title={t('admin.notForYouTitle')} narrow>
      <p>{t('admin.notForYou', { email })}</p>
      <div className="row">
        <ButtonLink kind="main" to="/">
          {t('common.toEvents')}
        </ButtonLink>
      </div>
    </Page>
  )
}
