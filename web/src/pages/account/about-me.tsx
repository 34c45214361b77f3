import { type Account, changeMe, readMe } from '@fairground/contract'

import { call } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { rememberLanguage } from '../../i18n/choose.ts'
import { isLanguage, languages } from '../../i18n/languages.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/fields.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Refusal } from './refusal.tsx'
import { useSending } from './sending.ts'

const FIELDS = ['name', 'language'] as const

/** Name and language. A new language is spoken by the next document, so that one is loaded. */
export function AboutMe({ account }: { account: Account }) {
  const t = useText()
  const spoken = useTexts().language
  const refresh = useRefresh()
  const sending = useSending({
    fields: FIELDS,
    required: ['name'],
    send: ({ name, language }) => call(changeMe, { body: { name, language: isLanguage(language) ? language : null } }),
    onDone: async ({ language }) => {
      if (language !== account.language) rememberLanguage(language)
      if (language !== account.language && language !== spoken) location.reload()
      else await refresh(readMe)
    },
  })
  return (
    <section className="sheet stack" aria-labelledby="about-me">
      <h2 id="about-me">{t('account.aboutMe')}</h2>
      <form className="stack" {...sending.form}>
        <Refusal error={sending.error} />
        <div className="field">
          <span className="field-label">{t('account.email')}</span>
          <span className="account-email">
            <bdi>{account.email}</bdi>
          </span>
        </div>
        <TextField
          label={t('account.name')}
          hint={t('account.nameHint')}
          name="name"
          defaultValue={account.name}
          autoComplete="name"
          maxLength={200}
          error={sending.errorOf('name')}
        />
        <Select
          label={t('common.language')}
          hint={t('account.languageHint')}
          name="language"
          defaultValue={account.language ?? ''}
          error={sending.errorOf('language')}
        >
          <option value="">{t('account.browsersLanguage')}</option>
          {Object.entries(languages).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </Select>
        {sending.isDone ? <Notice kind="success">{t('common.saved')}</Notice> : null}
        <div className="row">
          <Button type="submit" kind="main" busy={sending.busy}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </section>
  )
}
