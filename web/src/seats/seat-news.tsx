import { useText } from '../i18n/text.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { News } from './use-choosing.ts'

/** What has just happened. What was lost stays until it is read; the rest makes way for what comes next. */
export function SeatNews({ news: { said, lost }, onClose }: { news: News; onClose: () => void }) {
  const t = useText()
  return (
    <>
      {lost === undefined ? null : (
        <Notice kind="warning" actions={<Button onClick={onClose}>{t('common.close')}</Button>}>
          {lost}
        </Notice>
      )}
      {said ? <p className={`seat-said seat-said-${said.kind} small`}>{said.sentence}</p> : null}
    </>
  )
}
