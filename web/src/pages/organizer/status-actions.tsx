import { changeEvent, type Event, type EventStatus, listEvents, readDashboard, readEvent } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { call, problemOf } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure, Notice } from '../../ui/notice.tsx'
import { CancelDialog } from './cancel-dialog.tsx'
import { groupOf } from './own-events.ts'

/** What can be done with the event as a whole: put on sale, take back, cancel. */
export function StatusActions({ event }: { event: Event }) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [isCancelling, setCancelling] = useState(false)
  const group = groupOf(event, Date.now())
  const changing = useMutation({
    mutationFn: (status: EventStatus) =>
      call(changeEvent, { params: { eventId: event.id }, body: { status }, ifMatch: String(event.version) }),
    onSuccess: async (changed) => {
      setCancelling(false)
      await refresh(readEvent, listEvents, readDashboard)
      announce(t(`organizer.nowIs-${changed.status}`, { title: changed.title }))
    },
  })
  const isSoldFrom = problemOf(changing.error)?.code === 'event-over' && changing.variables === 'draft'
  if (group === 'over' || group === 'cancelled') {
    return group === 'cancelled' ? <Notice kind="danger">{t('organizer.isCancelled')}</Notice> : null
  }
  return (
    <div className="stack">
      <div className="row">
        {group === 'draft' ? (
          <Button kind="main" size="large" busy={changing.isPending} onClick={() => changing.mutate('published')}>
            {t('organizer.putOnSale')}
          </Button>
        ) : null}
        {group === 'published' ? (
          <Button kind="quiet" busy={changing.isPending} onClick={() => changing.mutate('draft')}>
            {t('organizer.backToDraft')}
          </Button>
        ) : null}
        <Button kind="quiet" onClick={() => setCancelling(true)}>
          {t('organizer.cancelEvent')}
        </Button>
      </div>
      {isSoldFrom ? <Notice kind="warning">{t('organizer.soldFrom')}</Notice> : null}
      {isSoldFrom || isCancelling ? null : <Failure error={changing.error} />}
      {isCancelling ? (
        <CancelDialog
          event={event}
          busy={changing.isPending}
          error={changing.error}
          onCancel={() => changing.mutate('cancelled')}
          onClose={() => {
            changing.reset()
            setCancelling(false)
          }}
        />
      ) : null}
    </div>
  )
}
