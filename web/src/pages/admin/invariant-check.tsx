import { type ReplyOf, runCheck } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'

import { call } from '../../api/client.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Failure, Notice } from '../../ui/notice.tsx'
import { Badge } from '../../ui/states.tsx'

/** Asks the database itself whether every promise holds. */
export function InvariantCheck() {
  const t = useText()
  const check = useMutation({ mutationFn: () => call(runCheck, {}) })
  return (
    <section className="sheet stack" aria-labelledby="check">
      <div className="row-between">
        <h2 id="check">{t('admin.check')}</h2>
        <Button kind="main" busy={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? t('admin.checking') : t('admin.checkNow')}
        </Button>
      </div>
      <p className="soft">{t('admin.checkHint')}</p>
      <Failure error={check.error} />
      {check.data ? (
        <>
          {check.data.violations === 0 ? (
            <Notice kind="success">{t('admin.checkGood', { count: check.data.invariants.length })}</Notice>
          ) : (
            <Notice kind="danger">{t('admin.checkBad', { count: check.data.violations })}</Notice>
          )}
          <Results invariants={check.data.invariants} />
        </>
      ) : null}
    </section>
  )
}

function Results({ invariants }: Pick<ReplyOf<typeof runCheck>, 'invariants'>) {
  const t = useText()
  const formats = useFormats()
  return (
    <ul className="invariants">
      {invariants.map(({ name, violations, ms }) => (
        <li key={name}>
          {violations === 0 ? (
            <Badge kind="good">✓ {t('admin.holds')}</Badge>
          ) : (
            <Badge kind="danger">✗ {t('admin.broken', { count: violations })}</Badge>
          )}
          <span className="grow" lang="en" dir="ltr">
            {name}
          </span>
          <span className="soft small">{t('admin.ms', { value: formats.number(Math.round(ms * 10) / 10) })}</span>
        </li>
      ))}
    </ul>
  )
}
