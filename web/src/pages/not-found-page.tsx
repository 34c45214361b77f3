import { useText } from '../i18n/text.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'

export function NotFoundPage() {
  const t = useText()
  return (
    <Page title={t('common.notFoundTitle')} narrow>
      <p>{t('common.notFound')}</p>
      <div>
        <ButtonLink kind="main" to="/">
          {t('common.toEvents')}
        </ButtonLink>
      </div>
    </Page>
  )
}
