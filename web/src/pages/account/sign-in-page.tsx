import { signIn } from '@fairground/contract'
import { Link } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'

import { call } from '../../api/client.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { PasswordField } from './password-field.tsx'
import { Refusal } from './refusal.tsx'
import { useSending } from './sending.ts'
import { typedEmail } from './typed.ts'
import { goOn, otherWay, useNext, WayIn } from './way-in.tsx'

const FIELDS = ['email', 'password'] as const

export function SignInPage() {
  const t = useText()
  const { language } = useTexts()
  const next = useNext()
  const email = typedEmail(useHistoryState())
  const sending = useSending({
    fields: FIELDS,
    required: FIELDS,
    send: (body) => call(signIn, { body }),
    onDone: ({ account }) => goOn(account, language, next),
  })
  return (
    <WayIn
      title={t('common.signIn')}
      next={next}
      other={
        <>
          {t('account.noAccountYet')} <Link href={otherWay('/sign-up', next)}>{t('common.signUp')}</Link>
        </>
      }
    >
      <form className="stack" {...sending.form}>
        <Refusal error={sending.error} />
        <TextField
          label={t('account.email')}
          name="email"
          type="email"
          className="input ltr"
          defaultValue={email}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          enterKeyHint="next"
          error={sending.errorOf('email')}
        />
        <PasswordField
          label={t('account.password')}
          name="password"
          autoComplete="current-password"
          enterKeyHint="go"
          error={sending.errorOf('password')}
        />
        <Button type="submit" kind="main" size="large" wide busy={sending.busy || sending.isDone}>
          {t('common.signIn')}
        </Button>
      </form>
    </WayIn>
  )
}
