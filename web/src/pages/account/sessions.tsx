import { endSession, listSessions, type ReplyOf } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { call, problemOf } from '../../api/client.ts'
import { useRead, useRefresh } from '../../api/queries.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { type Translate, useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Badge, Skeleton } from '../../ui/states.tsx'
import { describeDevice, shortened } from './device.ts'

type Session = ReplyOf<typeof listSessions>['items'][number]

/** Where the account is signed in, and how to end that. */
export function Sessions() {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const heading = useRef<HTMLHeadingElement>(null)
  const sessions = useRead(listSessions, {})
  const [isAsking, setAsking] = useState(false)
  const ending = useMutation({
    mutationFn: endSessions,
    onSuccess: (_nothing, ended) => announce(t('account.ended', { count: ended.length })),
    onSettled: async () => {
      setAsking(false)
      await refresh(listSessions)
      // The button that had the focus is gone with its session.
      heading.current?.focus()
    },
  })
  const others = sessions.data?.items.filter((session) => !session.current) ?? []
  return (
    <section className="sheet stack account-wide" aria-labelledby="sessions">
      <div className="row-between">
        <h2 id="sessions" ref={heading} tabIndex={-1}>
          {t('account.sessions')}
        </h2>
        {others.length > 1 ? <Button onClick={() => setAsking(true)}>{t('account.endOthers')}</Button> : null}
      </div>
      <p className="soft">{t('account.sessionsHint')}</p>
      <Failure error={ending.error ?? sessions.error} onRetry={() => void sessions.refetch()} />
      {sessions.data ? (
        <ul className="sessions">
          {sessions.data.items.toSorted(currentFirst).map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              busy={ending.isPending && ending.variables.includes(session.id)}
              onEnd={() => ending.mutate([session.id])}
            />
          ))}
        </ul>
      ) : null}
      {sessions.isPending ? <Skeleton shape="line" count={4} /> : null}
      <Dialog
        title={t('account.endOthers')}
        open={isAsking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button kind="danger" busy={ending.isPending} onClick={() => ending.mutate(others.map(({ id }) => id))}>
              {t('account.endOthersNow', { count: others.length })}
            </Button>
          </>
        }
      >
        <p>{t('account.endOthersHint')}</p>
      </Dialog>
    </section>
  )
}

/** One after another: there are at most a few dozen. One that has ended by itself is as wanted. */
async function endSessions(ids: readonly string[]): Promise<void> {
  for (const sessionId of ids) {
    await call(endSession, { params: { sessionId } }).catch((error: unknown) => {
      if (problemOf(error)?.code !== 'not-found') throw error
    })
  }
}

function currentFirst(one: Session, other: Session): number {
  return Number(other.current) - Number(one.current) || Date.parse(other.lastUsedAt) - Date.parse(one.lastUsedAt)
}

function SessionLine({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const t = useText()
  const formats = useFormats()
  const now = useNow()
  const device = deviceText(t, session.device)
  return (
    <li>
      <div className="grow stack-s">
        <div className="row">
          <strong>{device}</strong>
          {session.current ? <Badge kind="good">{t('account.thisOne')}</Badge> : null}
        </div>
        <p className="soft small">
          {session.current ? null : (
            <>
              {t('account.lastUsed', {
                when: formats.relative(session.lastUsedAt, Math.max(now, Date.parse(session.lastUsedAt))),
              })}{' '}
              ·{' '}
            </>
          )}
          {t('account.since', { when: formats.dateTime(session.createdAt, readersZone()) })}
        </p>
      </div>
      {session.current ? null : (
        <Button busy={busy} onClick={onEnd} aria-label={t('account.endOf', { device })}>
          {t('account.end')}
        </Button>
      )}
    </li>
  )
}

function deviceText(t: Translate, userAgent: string): string {
  const { browser, system } = describeDevice(userAgent)
  if (browser !== undefined && system !== undefined) return t('account.device', { browser, system })
  return browser ?? system ?? (shortened(userAgent) || t('account.unknownDevice'))
}

const MINUTE_MS = 60_000

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
