import { type Account, listMembers, type ReplyOf } from '@fairground/contract'
import { useState } from 'react'
import { Link, useParams } from 'wouter'

import { problemOf } from '../../api/client.ts'
import { useRead } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import { SignedIn } from '../signed-in.tsx'
import { AddMember } from './add-member.tsx'
import { ChangeMemberDialog, RemoveMemberDialog } from './member-dialogs.tsx'
import { NameDialog } from './name-dialog.tsx'

export type Member = ReplyOf<typeof listMembers>['items'][number]

/** Who runs an organizer, and what each of them may do. */
export function MembersPage() {
  return <SignedIn>{(account) => <Members account={account} />}</SignedIn>
}

function Members({ account }: { account: Account }) {
  const t = useText()
  const { organizerId } = useParams<{ organizerId?: string }>()
  const [isMaking, setMaking] = useState(false)
  const chosen = organizerId ?? account.organizers[0]?.id
  return (
    <Page
      title={t('organizer.members')}
      actions={<Button onClick={() => setMaking(true)}>{t('organizer.newOrganizer')}</Button>}
    >
      {account.organizers.length > 1 ? (
        <nav className="tabs" aria-label={t('organizer.organizers')}>
          {account.organizers.map(({ id, name }) => (
            <Link key={id} href={`/organizer/members/${id}`} aria-current={id === chosen ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
      ) : null}
      {chosen === undefined ? (
        <Empty title={t('organizer.noOrganizer')}>
          <p>{t('organizer.noOrganizerHint')}</p>
          <ButtonLink kind="main" to="/organizer/new">
            {t('organizer.firstEvent')}
          </ButtonLink>
        </Empty>
      ) : (
        <OneOrganizer key={chosen} organizerId={chosen} account={account} />
      )}
      {isMaking ? <NameDialog onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}

function OneOrganizer({ organizerId, account }: { organizerId: string; account: Account }) {
  const t = useText()
  const [isRenaming, setRenaming] = useState(false)
  const own = account.organizers.find(({ id }) => id === organizerId)
  const isOwner = account.admin || own?.role === 'owner'
  const mayRead = isOwner || own?.role === 'manager'
  const { data, error, refetch } = useRead(listMembers, { params: { organizerId } }, { enabled: mayRead })
  // A role may have been taken away since this page asked who reads it.
  if (!mayRead || problemOf(error)?.code === 'not-allowed') {
    return (
      <Empty title={t('organizer.notForYouTitle')}>
        <p>{own ? t('organizer.membersNotForDoor', { name: own.name }) : t('organizer.membersNotForYou')}</p>
        <ButtonLink kind="main" to="/organizer">
          {t('organizer.myEvents')}
        </ButtonLink>
      </Empty>
    )
  }
  return (
    <section className="stack" aria-labelledby="organizer-name">
      <div className="row-between">
        <h2 id="organizer-name">{own?.name ?? t('organizer.organizer')}</h2>
        {isOwner && own ? <Button onClick={() => setRenaming(true)}>{t('organizer.rename')}</Button> : null}
      </div>
      {data ? null : <Failure error={error} onRetry={refetch} />}
      {data || error ? null : <Skeleton count={3} />}
      {data ? (
        <ul className="ledger-lines">
          {data.items.map((member) => (
            <MemberLine
              key={member.accountId}
              member={member}
              organizerId={organizerId}
              isMe={member.accountId === account.id}
              isOwner={isOwner}
            />
          ))}
        </ul>
      ) : null}
      {data && isOwner ? <AddMember organizerId={organizerId} /> : null}
      {data && !isOwner ? <p className="soft">{t('organizer.onlyOwners')}</p> : null}
      {isRenaming && own ? <NameDialog organizer={own} onClose={() => setRenaming(false)} /> : null}
    </section>
  )
}

interface MemberLineProps {
  readonly member: Member
  readonly organizerId: string
  readonly isMe: boolean
  readonly isOwner: boolean
}

function MemberLine({ member, organizerId, isMe, isOwner }: MemberLineProps) {
  const t = useText()
  const [open, setOpen] = useState<'change' | 'remove'>()
  const dialog = { member, organizerId, isMe, onClose: () => setOpen(undefined) }
  return (
    <li>
      <div className="ledger-who">
        <span className="strong">
          <bdi>{member.name}</bdi>
          {isMe ? <span className="soft"> ({t('organizer.you')})</span> : null}
        </span>
        <bdi className="soft small">{member.email}</bdi>
      </div>
      <span>
        <span className="strong">{t(`organizer.role-${member.role}`)}</span>
        <span className="soft small role-words">{t(`organizer.role-${member.role}-short`)}</span>
      </span>
      <div className="row ledger-buttons">
        {isOwner ? (
          <Button onClick={() => setOpen('change')}>
            {t('organizer.changeRole')}
            <span className="sr-only">: {member.name}</span>
          </Button>
        ) : null}
        {isOwner || isMe ? (
          <Button kind="quiet" onClick={() => setOpen('remove')}>
            {isMe ? t('organizer.leave') : t('organizer.removeMember')}
            {isMe ? null : <span className="sr-only">: {member.name}</span>}
          </Button>
        ) : null}
      </div>
      {open === 'change' ? <ChangeMemberDialog {...dialog} /> : null}
      {open === 'remove' ? <RemoveMemberDialog {...dialog} /> : null}
    </li>
  )
}
