import { listOrganizers, type ReplyOf } from '@fairground/contract'

import { call } from '../../api/client.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { AdminPage } from './admin-page.tsx'
import { Listed, Search, useAsked } from './listed.tsx'
import { usePages } from './paged.ts'

type Organizer = ReplyOf<typeof listOrganizers>['items'][number]

export function OrganizersPage() {
  const t = useText()
  return <AdminPage title={t('admin.organizers')}>{() => <Organizers />}</AdminPage>
}

function Organizers() {
  const t = useText()
  const asked = useAsked()
  const query = { query: asked.words || undefined }
  const pages = usePages(listOrganizers, query, (cursor, signal) =>
    call(listOrganizers, { query: { ...query, cursor }, signal }),
  )
  return (
    <>
      <Search asked={asked} label={t('admin.findOrganizer')} switches={[]} />
      <Listed
        pages={pages}
        empty={
          asked.words === ''
            ? { title: t('admin.noOrganizers'), hint: t('admin.noOrganizersHint') }
            : { title: t('admin.nothingFound'), hint: t('admin.nothingFoundHint') }
        }
      >
        {(organizers) => (
          <ul className="ledger">
            {organizers.map((organizer) => (
              <OrganizerLine key={organizer.id} organizer={organizer} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  )
}

function OrganizerLine({ organizer }: { organizer: Organizer }) {
  const t = useText()
  const formats = useFormats()
  return (
    <li>
      <div className="stack-s">
        <h2 className="ledger-name">
          <bdi>{organizer.name}</bdi>
        </h2>
        <p className="row soft small">
          <bdi className="code">{organizer.slug}</bdi>
          <span>{t('admin.since', { when: formats.date(organizer.createdAt, readersZone()) })}</span>
        </p>
      </div>
      <p className="row">
        <span>{t('admin.memberCount', { count: organizer.members })}</span>
        <span>{t('admin.eventCount', { count: organizer.events })}</span>
      </p>
      <div className="row ledger-actions">
        <ButtonLink to={`/organizer/members/${organizer.id}`}>
          {t('admin.members')}
          <span className="sr-only">: {organizer.name}</span>
        </ButtonLink>
      </div>
    </li>
  )
}
