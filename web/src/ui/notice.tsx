import type { ReactNode } from 'react'

import { problemOf } from '../api/client.ts'
import { useProblemText } from '../i18n/problems.ts'
import { useText } from '../i18n/text.ts'
import { Button } from './button.tsx'

interface NoticeProps {
  readonly kind?: 'info' | 'warning' | 'danger' | 'success'
  /** What can be done about it. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A sentence that must not be missed: read out as soon as it appears. */
export function Notice({ kind = 'info', actions, children }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'danger' || kind === 'warning' ? 'alert' : 'status'}>
      <div className="grow">{children}</div>
      {actions}
    </div>
  )
}

/** What went wrong, in the reader's language, with a way on. Nothing without an error. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => unknown }) {
  const t = useText()
  const textOf = useProblemText()
  if (!error) return null
  const problem = problemOf(error)
  return (
    <Notice
      kind={problem && problem.status >= 400 && problem.status < 500 ? 'warning' : 'danger'}
      actions={onRetry ? <Button onClick={() => void onRetry()}>{t('common.tryAgain')}</Button> : undefined}
    >
      {problem ? textOf(problem) : t('common.broken')}
    </Notice>
  )
}
