import { changeMe, type Language, signOut } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'

import { call, problemOf } from './api/client.ts'
import { useMe } from './api/queries.ts'
import { rememberLanguage } from './i18n/choose.ts'
import { languages } from './i18n/languages.ts'
import { useText, useTexts } from './i18n/text.ts'
import { ConnectionNotice } from './offline/connection-notice.tsx'
import { forgetTickets, keepTicketsOf } from './offline/tickets.ts'
import { Button } from './ui/button.tsx'
import { Failure } from './ui/notice.tsx'

/** Header and footer around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useText()
  return (
    <>
      <a className="skip" href="#content">
        {t('common.skipToContent')}
      </a>
      <header className="site-header">
        <div className="site-bar">
          <Link href="/" className="brand">
            <Mark />
            {t('common.brand')}
          </Link>
          <Navigation />
          <SignOut />
        </div>
      </header>
      <ConnectionNotice />
      {children}
      <footer className="site-footer">
        <div className="site-bar">
          <p className="grow">{t('common.footer')}</p>
          <a href="/docs/">{t('common.apiForPrograms')}</a>
          <LanguageChoice />
        </div>
      </footer>
    </>
  )
}

function Navigation() {
  const t = useText()
  const [path] = useLocation()
  const me = useMe()
  const reader = me.state === 'signed-in' ? me.account.id : me.state
  useReader(reader)
  const link = (to: string, label: string) => (
    <Link href={to} aria-current={path === to || path.startsWith(`${to}/`) ? 'page' : undefined}>
      {label}
    </Link>
  )
  return (
    <nav className="site-nav" aria-label={t('common.menu')}>
      <Link href="/" aria-current={path === '/' ? 'page' : undefined}>
        {t('common.events')}
      </Link>
      {me.state === 'signed-in' ? (
        <>
          {link('/orders', t('common.tickets'))}
          {link('/organizer', t('common.organize'))}
          {me.account.admin ? link('/admin', t('common.admin')) : null}
          {link('/account', t('common.account'))}
        </>
      ) : null}
      {me.state === 'nobody' ? (
        <>
          {link('/organizer', t('common.organize'))}
          <Link href={`/sign-in?next=${encodeURIComponent(path)}`}>{t('common.signIn')}</Link>
        </>
      ) : null}
    </nav>
  )
}

/**
 * Goes along with who reads. Another tab may have signed out, or in as somebody else: then a whole new document, so
 * that nothing of who was here before stays in memory.
 */
function useReader(reader: string) {
  const before = useRef('nobody')
  useEffect(() => {
    if (reader === 'unknown') return
    const kept = reader === 'nobody' ? forgetTickets() : keepTicketsOf(reader)
    // A browser whose store is broken keeps nothing.
    void kept.catch(() => undefined)
    const isAnother = before.current !== 'nobody' && before.current !== reader
    before.current = reader
    if (!isAnother) return
    // Whose session only ended goes on, after signing in, with what this tab remembers.
    if (reader !== 'nobody') forgetTab()
    location.reload()
  }, [reader])
}

/** What was chosen and wished for in this tab is not granted to the next account. */
function forgetTab() {
  try {
    sessionStorage.clear()
  } catch {
    // Nothing was kept.
  }
}

/** Only when the service has ended the session is nobody signed in here: until then it says so, and asks again. */
function SignOut() {
  const t = useText()
  const me = useMe()
  const leave = useMutation({
    mutationFn: async () => {
      await call(signOut, {}).catch((error: unknown) => {
        // Ended from elsewhere: as wanted.
        if (problemOf(error)?.code !== 'not-signed-in') throw error
      })
      forgetTab()
      // A browser whose store is broken keeps nobody in.
      await forgetTickets().catch(() => undefined)
    },
    // A whole new document: nothing of the account stays in memory.
    onSuccess: () => location.assign('/'),
  })
  if (me.state !== 'signed-in') return null
  return (
    <>
      <Button kind="quiet" busy={leave.isPending} onClick={() => leave.mutate()}>
        {t('common.signOut')}
      </Button>
      <Failure error={leave.error} />
    </>
  )
}

/** A perforated stripe that is also a tent. */
function Mark() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true">
      <path
        fill="currentColor"
        d="M4 3h20a1 1 0 0 1 1 1v5.2a3.4 3.4 0 0 0 0 6.6V24a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-8.2a3.4 3.4 0 0 0 0-6.6V4a1 1 0 0 1 1-1Zm10 4-7 7.5h3V20h2.6v-4h2.8v4H18v-5.5h3Z"
      />
    </svg>
  )
}

/** Remembered by the browser for the service, which renders pages, and by the account for its other devices. */
function LanguageChoice() {
  const { language, t } = useTexts()
  const me = useMe()
  async function choose(chosen: Language) {
    rememberLanguage(chosen)
    // The page is shown in the language even where the account could not be told. Who it is may not be known yet.
    if (me.state !== 'nobody') await call(changeMe, { body: { language: chosen } }).catch(() => undefined)
    const address = new URL(location.href)
    address.searchParams.delete('lang')
    location.replace(address)
  }
  return (
    <label className="language-choice">
      <span>{t('common.language')}</span>
      <select
        className="input"
        value={language}
        onChange={(event) => void choose(event.currentTarget.value as Language)}
      >
        {Object.entries(languages).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
