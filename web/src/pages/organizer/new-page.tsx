import type { Account, Language } from '@fairground/contract'
import { useLocation } from 'wouter'

import { readersZone } from '../../i18n/formats.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../signed-in.tsx'
import { EventForm } from './event-form.tsx'
import { useEventForm } from './use-event-form.ts'

/** A guess that is right for most, and asked for in any case. */
const USUAL_CURRENCY: Readonly<Record<Language, string>> = { en: 'EUR', fa: 'IRR', zh: 'CNY', tr: 'TRY' }

export function NewPage() {
  const t = useText()
  return (
    <SignedIn>
      {(account) => (
        <Page title={t('organizer.newEvent')}>
          <NewEvent account={account} />
        </Page>
      )}
    </SignedIn>
  )
}

function NewEvent({ account }: { account: Account }) {
  const t = useText()
  const { language } = useTexts()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const form = useEventForm({
    account,
    event: undefined,
    defaults: {
      timeZone: readersZone(),
      currency: USUAL_CURRENCY[language],
      areaName: t('organizer.defaultArea'),
      typeName: t('organizer.defaultType'),
      organizerId: account.organizers.find(({ role }) => role !== 'door')?.id ?? '',
    },
    onSaved(event, status) {
      announce(t(status === 'published' ? 'organizer.nowIs-published' : 'organizer.draftSaved', { title: event.title }))
      navigate(`/organizer/events/${event.id}`)
    },
  })
  return (
    <EventForm
      form={form}
      account={account}
      event={undefined}
      actions={
        <>
          <Button busy={form.saving === 'draft'} onClick={() => void form.save('draft')}>
            {t('organizer.saveDraft')}
          </Button>
          <Button type="submit" kind="main" size="large" busy={form.saving === 'published'}>
            {t('organizer.putOnSale')}
          </Button>
        </>
      }
    />
  )
}
