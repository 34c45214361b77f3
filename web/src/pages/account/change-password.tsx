import { changePassword, listSessions } from '@fairground/contract'

import { call } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PasswordField } from './password-field.tsx'
import { Refusal } from './refusal.tsx'
import { useSending } from './sending.ts'

const FIELDS = ['currentPassword', 'newPassword'] as const

export function ChangePassword({ email }: { email: string }) {
  const t = useText()
  const refresh = useRefresh()
  const sending = useSending({
    fields: FIELDS,
    required: FIELDS,
    places: { 'wrong-credentials': 'currentPassword' },
    send: (body) => call(changePassword, { body }),
    onDone: async (_nothing, form) => {
      form.reset()
      await refresh(listSessions)
    },
  })
  const isWrong = sending.problem?.code === 'wrong-credentials'
  return (
    <section className="sheet stack" aria-labelledby="change-password">
      <h2 id="change-password">{t('account.changePassword')}</h2>
      <form className="stack" {...sending.form}>
        <Refusal error={sending.error} />
        {/* For password managers, which ask whose password this is. */}
        <input hidden readOnly type="text" name="username" autoComplete="username" value={email} />
        <PasswordField
          label={t('account.currentPassword')}
          name="currentPassword"
          autoComplete="current-password"
          error={isWrong ? t('account.wrongPassword') : sending.errorOf('currentPassword')}
        />
        <PasswordField
          label={t('account.newPassword')}
          hint={t('account.passwordRule')}
          name="newPassword"
          autoComplete="new-password"
          error={sending.errorOf('newPassword')}
        />
        <p className="soft small">{t('account.othersWillEnd')}</p>
        {sending.isDone ? <Notice kind="success">{t('account.passwordChanged')}</Notice> : null}
        <div className="row">
          <Button type="submit" kind="main" busy={sending.busy}>
            {t('account.changePassword')}
          </Button>
        </div>
      </form>
    </section>
  )
}
