import { listErrors, type ReplyOf } from '@fairground/contract'

import { useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Failure } from '../../ui/notice.tsx'
import { Badge, Skeleton } from '../../ui/states.tsx'

type LastError = ReplyOf<typeof listErrors>['items'][number]

export const ERRORS_EVERY_MS = 10_000

/** What went wrong last, at any node; each opens to its whole stack. */
export function LastErrors() {
  const t = useText()
  const errors = useRead(listErrors, {}, { everyMs: ERRORS_EVERY_MS })
  return (
    <section className="stack" aria-labelledby="errors">
      <h2 id="errors">{t('admin.lastErrors')}</h2>
      <Failure error={errors.error} onRetry={() => errors.refetch()} />
      {errors.isPending ? <Skeleton shape="line" count={3} /> : null}
      {errors.data?.items.length === 0 ? <p className="soft">{t('admin.noErrors')}</p> : null}
      {errors.data && errors.data.items.length > 0 ? (
        <ul className="errors">
          {errors.data.items.map((error) => (
            <ErrorLine key={`${error.at} ${error.node} ${error.message}`} error={error} />
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function ErrorLine({ error }: { error: LastError }) {
  const formats = useFormats()
  const summary = (
    <>
      <span className="row small soft">
        <time dateTime={error.at}>{formats.timestamp(error.at)}</time>
        <bdi className="code">{error.node}</bdi>
        <Badge kind={error.level === 'warn' ? 'warning' : 'danger'}>{error.level}</Badge>
      </span>
      <span className="error-message" lang="en" dir="ltr">
        {error.message}
      </span>
    </>
  )
  return (
    <li>
      {error.detail === '' ? (
        <div className="error-plain">{summary}</div>
      ) : (
        <details>
          <summary>{summary}</summary>
          <pre className="error-detail ltr" lang="en" tabIndex={0}>
            {error.detail}
          </pre>
        </details>
      )}
    </li>
  )
}
