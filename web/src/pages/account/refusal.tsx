import type { ClientProblem } from '@fairground/contract/client'
import { type ReactNode, useEffect, useState } from 'react'

import { problemOf } from '../../api/client.ts'
import { useFormats } from '../../i18n/formats.ts'
import { problemText } from '../../i18n/problems.ts'
import { useText } from '../../i18n/text.ts'
import { Failure, Notice } from '../../ui/notice.tsx'

/** Why a form was refused as a whole. Takes the focus, so that the keyboard is where the news is. */
export function Refusal({ error, actions }: { error: unknown; actions?: ReactNode }) {
  const t = useText()
  if (!error) return null
  const problem = problemOf(error)
  if (problem?.code === 'too-many-requests') return <Wait problem={problem} />
  return (
    <div tabIndex={-1} data-refusal="">
      {problem && actions ? (
        <Notice kind="warning" actions={actions}>
          {problemText(t, problem)}
        </Notice>
      ) : (
        <Failure error={error} />
      )}
    </div>
  )
}

/** Too many attempts: the seconds run down for those who look; those who listen hear them once, and the end. */
function Wait({ problem }: { problem: ClientProblem }) {
  const t = useText()
  const formats = useFormats()
  const [left, setLeft] = useState(problem.retryAfterSeconds ?? 1)
  useEffect(() => {
    const until = performance.now() + (problem.retryAfterSeconds ?? 1) * 1000
    const tick = () => setLeft(Math.ceil((until - performance.now()) / 1000))
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [problem])
  return (
    <div tabIndex={-1} data-refusal="">
      {left > 0 ? (
        <Notice
          kind="warning"
          actions={
            <span className="numeral" aria-hidden="true">
              {formats.clock(left)}
            </span>
          }
        >
          {problemText(t, problem)}
        </Notice>
      ) : (
        <Notice>{t('account.waitOver')}</Notice>
      )}
    </div>
  )
}
