import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../signed-in.tsx'
import { AboutMe } from './about-me.tsx'
import { ChangePassword } from './change-password.tsx'
import { Sessions } from './sessions.tsx'

export function AccountPage() {
  const t = useText()
  return (
    <SignedIn>
      {(account) => (
        <Page
          title={t('common.account')}
          actions={
            <>
              <ButtonLink to="/orders">{t('account.toTickets')}</ButtonLink>
              {account.admin ? <ButtonLink to="/admin">{t('account.toAdmin')}</ButtonLink> : null}
            </>
          }
        >
          {account.admin ? <p className="soft">{t('account.adminHint')}</p> : null}
          <div className="account-parts">
            <AboutMe account={account} />
            <ChangePassword email={account.email} />
            <Sessions />
          </div>
        </Page>
      )}
    </SignedIn>
  )
}
