import { type Account, readMe } from '@fairground/contract'
import { useEffect, useMemo, useState } from 'react'

import type { Request } from './attempt.ts'
import { Frame, Waiting } from './frame.tsx'
import { EventList } from './event-list.tsx'
import { useEventPages } from './event-pages.ts'
import { type Requests, useRequests } from './request.ts'
import { useStage, useStrokes } from './stage.tsx'

const PURPOSE = 'to see your events'

/** Those of the account's organizers, drafts and past ones, too. */
export function OwnEvents() {
  const { back, open } = useStage()
  const [account, setAccount] = useState<Account>()
  const { run, waitsFor, retryNow } = useRequests()
  // An organizer may have come with the first event, after the sign-in: the account is read anew.
  useEffect(() => {
    async function read(): Promise<void> {
      const send: Request<Account>['send'] = (client, signal) => client(readMe, { signal })
      const result = await run({ send, repeats: true, purpose: PURPOSE })
      if (result.state === 'done') setAccount(result.data)
      else back()
    }
    void read()
  }, [run, back])

  const queries = useMemo(
    () => account?.organizers.map(({ id }) => ({ organizerId: id, status: 'any', from: LONG_AGO }) as const),
    [account],
  )
  const pages = useEventPages(queries, PURPOSE)
  if (!account) return <Reading onRetry={retryNow} onBack={back} waitsFor={waitsFor} />
  return (
    <EventList
      title="My events"
      verb="open the dashboard"
      emptySentence="You have no events yet. Esc, then 4 creates one."
      pages={pages}
      onChoose={(event) => open({ name: 'dashboard', event })}
    />
  )
}

/** Without a begin the list has only what is still to come. */
const LONG_AGO = '2000-01-01T00:00:00Z'

interface ReadingProps {
  waitsFor: Requests['waitsFor']
  onRetry: () => void
  onBack: () => void
}

function Reading({ waitsFor, onRetry, onBack }: ReadingProps) {
  useStrokes((stroke) => {
    if ('key' in stroke && stroke.key === 'escape') onBack()
    else if ('text' in stroke && stroke.text === 'r') onRetry()
    else return false
    return true
  })
  return (
    <Frame title="My events" keys={['Esc back', '? help']}>
      <Waiting what="Reading your events" waitsFor={waitsFor} />
    </Frame>
  )
}
