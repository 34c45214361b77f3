import { signUp } from '@fairground/contract'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'

import { call } from '../../api/client.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { PasswordField } from './password-field.tsx'
import { Refusal } from './refusal.tsx'
import { useSending } from './sending.ts'
import { goOn, otherWay, useNext, WayIn } from './way-in.tsx'

const FIELDS = ['name', 'email', 'password'] as const

export function SignUpPage() {
  const t = useText()
  const { language } = useTexts()
  const next = useNext()
  const [, navigate] = useLocation()
  // Behind the hash, which a browser sends to nobody.
  const [invitation, setInvitation] = useState(
    () => new URLSearchParams(location.hash.slice(1)).get('invitation') ?? undefined,
  )
  const sending = useSending({
    fields: FIELDS,
    required: FIELDS,
    places: { 'email-taken': 'email' },
    send: (body) => call(signUp, { body: { ...body, invitation } }),
    onDone: ({ account }) => goOn(account, language, invitation && next === '/' ? '/admin' : next),
  })
  const toSignIn = otherWay('/sign-in', next)
  const isTaken = sending.problem?.code === 'email-taken'
  const isInvitationOver = sending.problem?.code === 'invitation-expired'

  /** With the address that was typed: it has not to be typed again. */
  function signInInstead() {
    const data = sending.form.ref.current && new FormData(sending.form.ref.current)
    navigate(toSignIn, { state: { email: data?.get('email') } })
  }

  function signUpAsAnybody() {
    setInvitation(undefined)
    sending.reset()
    sending.form.ref.current?.querySelector('input')?.focus()
  }

  return (
    <WayIn
      title={t('common.signUp')}
      next={next}
      reason={invitation === undefined ? undefined : t('account.invited')}
      other={
        <>
          {t('account.accountAlready')} <Link href={toSignIn}>{t('common.signIn')}</Link>
        </>
      }
    >
      <form className="stack" {...sending.form}>
        <Refusal
          error={sending.error}
          actions={
            isInvitationOver ? <Button onClick={signUpAsAnybody}>{t('account.withoutInvitation')}</Button> : undefined
          }
        />
        <TextField
          label={t('account.name')}
          hint={t('account.nameHint')}
          name="name"
          autoComplete="name"
          maxLength={200}
          enterKeyHint="next"
          error={sending.errorOf('name')}
        />
        <TextField
          label={t('account.email')}
          name="email"
          type="email"
          className="input ltr"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          enterKeyHint="next"
          error={sending.errorOf('email')}
        />
        {isTaken ? <Button onClick={signInInstead}>{t('account.signInInstead')}</Button> : null}
        <PasswordField
          label={t('account.password')}
          hint={t('account.passwordRule')}
          name="password"
          autoComplete="new-password"
          enterKeyHint="go"
          error={sending.errorOf('password')}
        />
        <Button type="submit" kind="main" size="large" wide busy={sending.busy || sending.isDone}>
          {t('account.makeAccount')}
        </Button>
      </form>
    </WayIn>
  )
}
