import { useEffect, useMemo, useState } from 'react'
import { useSearch } from 'wouter'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/states.tsx'
import { AdminPage } from './admin-page.tsx'
import { EVERYTHING, type LogEntry, matching, MOST_SHOWN } from './log-book.ts'
import { LogFilters } from './log-filters.tsx'
import { LogLines } from './log-lines.tsx'
import { type LogState, useLog } from './use-log.ts'

import './log.css'

export function LogPage() {
  const t = useText()
  return <AdminPage title={t('admin.log')}>{() => <FollowedLog />}</AdminPage>
}

/** What stands still while new lines come in: the lines as they were, and the newest id then. */
interface Still {
  readonly entries: readonly LogEntry[]
  readonly newestId: number
  /** By the button, or because somebody reads further up. */
  readonly why: 'paused' | 'reading'
}

function FollowedLog() {
  const t = useText()
  const formats = useFormats()
  const wanted = new URLSearchParams(useSearch())
  const { book, state, drawn } = useLog()
  const [filter, setFilter] = useState(() => ({ ...EVERYTHING, refusalsOnly: wanted.get('refusals') === 'yes' }))
  const [still, setStill] = useState<Still>()

  const shown = useMemo(
    () => matching(still?.entries ?? book.entries(), filter),
    // `drawn` stands for what is in the book.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [book, drawn, still, filter],
  )
  const nodes = useMemo(() => book.nodes().join('\n'), [book, drawn])
  const operations = useMemo(() => book.operations().join('\n'), [book, drawn])

  function standStill(why: Still['why']) {
    setStill((before) => before ?? { entries: book.entries(), newestId: book.newestId(), why })
  }
  const missed = still ? book.newestId() - still.newestId : 0

  return (
    <div className="stack log">
      <LogFilters
        filter={filter}
        nodes={nodes === '' ? [] : nodes.split('\n')}
        operations={operations === '' ? [] : operations.split('\n')}
        onChange={setFilter}
      />
      <div className="row-between">
        <div className="row">
          <StateBadge state={state === 'open' && still ? 'still' : state} />
          <span className="soft small">
            {shown.length >= MOST_SHOWN
              ? t('admin.logNewest', { count: shown.length })
              : t('admin.logCount', { count: shown.length })}
          </span>
        </div>
        <div className="row">
          {still ? (
            <Button kind="main" onClick={() => setStill(undefined)}>
              {still.why === 'paused' ? t('admin.resume') : t('admin.toNewest')}
              {missed > 0 ? ` (+${formats.number(missed)})` : ''}
            </Button>
          ) : (
            <Button onClick={() => standStill('paused')}>{t('admin.pause')}</Button>
          )}
          <Button
            kind="quiet"
            onClick={() => {
              book.clear()
              setStill(undefined)
            }}
          >
            {t('admin.clear')}
          </Button>
        </div>
      </div>
      <LogLines
        entries={shown}
        isFollowing={still === undefined}
        onReading={() => standStill('reading')}
        onCaughtUp={() => setStill((before) => (before?.why === 'reading' ? undefined : before))}
      />
    </div>
  )
}

/** Said aloud when it changes, but not while the page begins. */
function StateBadge({ state }: { state: LogState | 'still' }) {
  const t = useText()
  const [wasOpen, setWasOpen] = useState(false)
  useEffect(() => {
    if (state === 'open') setWasOpen(true)
  }, [state])
  const kind = state === 'open' ? 'good' : state === 'lost' ? 'warning' : 'quiet'
  return (
    <span role={wasOpen ? 'status' : undefined}>
      <Badge kind={kind}>{t(`admin.log-${state}`)}</Badge>
    </span>
  )
}
