import type { Account, Event } from '@fairground/contract'
import { useLocation } from 'wouter'

import { readersZone } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { EventForm } from './event-form.tsx'
import { groupOf } from './own-events.ts'
import { useEventForm } from './use-event-form.ts'

export function EditEvent({ event, account }: { event: Event; account: Account }) {
  const group = groupOf(event, Date.now())
  if (group === 'over' || group === 'cancelled') return <Final event={event} group={group} />
  return <Editing event={event} account={account} />
}

function Final({ event, group }: { event: Event; group: 'over' | 'cancelled' }) {
  const t = useText()
  return (
    <Empty title={t(group === 'over' ? 'organizer.finalOverTitle' : 'organizer.finalCancelledTitle')}>
      <p>{t('organizer.final')}</p>
      <ButtonLink kind="main" to={`/organizer/events/${event.id}`}>
        {t('organizer.tabSale')}
      </ButtonLink>
    </Empty>
  )
}

function Editing({ event, account }: { event: Event; account: Account }) {
  const t = useText()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const form = useEventForm({
    account,
    event,
    // Of an event that is there, nothing is guessed.
    defaults: { timeZone: readersZone(), currency: event.currency, areaName: '', typeName: '', organizerId: '' },
    onSaved(saved, status) {
      announce(status === 'published' ? t('organizer.nowIs-published', { title: saved.title }) : t('common.saved'))
      navigate(`/organizer/events/${saved.id}`)
    },
  })
  const isDraft = event.status === 'draft'
  return (
    <EventForm
      form={form}
      account={account}
      event={event}
      actions={
        <>
          <Button
            type="submit"
            kind={isDraft ? undefined : 'main'}
            size={isDraft ? undefined : 'large'}
            busy={form.saving === 'as-it-is'}
          >
            {isDraft ? t('organizer.saveDraft') : t('common.save')}
          </Button>
          {isDraft ? (
            <Button
              kind="main"
              size="large"
              busy={form.saving === 'published'}
              onClick={() => void form.save('published')}
            >
              {t('organizer.putOnSale')}
            </Button>
          ) : null}
        </>
      }
    />
  )
}
