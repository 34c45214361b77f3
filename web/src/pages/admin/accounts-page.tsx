import { listAccounts } from '@fairground/contract'
import { useState } from 'react'

import { call } from '../../api/client.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/states.tsx'
import { AdminPage } from './admin-page.tsx'
import { type Change, ChangeDialog, type KnownAccount } from './change-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { Listed, Search, useAsked } from './listed.tsx'
import { usePages } from './paged.ts'

export function AccountsPage() {
  const t = useText()
  const [isInviting, setInviting] = useState(false)
  return (
    <AdminPage
      title={t('admin.accounts')}
      actions={
        <Button kind="main" onClick={() => setInviting(true)}>
          {t('admin.invite')}
        </Button>
      }
    >
      {(me) => (
        <>
          <Accounts myId={me.id} />
          {isInviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
        </>
      )}
    </AdminPage>
  )
}

function Accounts({ myId }: { myId: string }) {
  const t = useText()
  const asked = useAsked()
  const [wanted, setWanted] = useState<{ account: KnownAccount; change: Change }>()
  const query = {
    query: asked.words || undefined,
    admin: asked.isOn('admin') ? ('yes' as const) : undefined,
    disabled: asked.isOn('disabled') ? ('yes' as const) : undefined,
  }
  const pages = usePages(listAccounts, query, (cursor, signal) =>
    call(listAccounts, { query: { ...query, cursor }, signal }),
  )
  return (
    <>
      <Search
        asked={asked}
        label={t('admin.findAccount')}
        switches={[
          ['admin', t('admin.adminsOnly')],
          ['disabled', t('admin.disabledOnly')],
        ]}
      />
      <Listed pages={pages} empty={{ title: t('admin.nothingFound'), hint: t('admin.nothingFoundHint') }}>
        {(accounts) => (
          <ul className="ledger">
            {accounts.map((account) => (
              <AccountLine
                key={account.id}
                account={account}
                isMe={account.id === myId}
                onChange={(change) => setWanted({ account, change })}
              />
            ))}
          </ul>
        )}
      </Listed>
      {wanted ? (
        <ChangeDialog {...wanted} isMe={wanted.account.id === myId} onClose={() => setWanted(undefined)} />
      ) : null}
    </>
  )
}

interface AccountLineProps {
  readonly account: KnownAccount
  readonly isMe: boolean
  readonly onChange: (change: Change) => void
}

function AccountLine({ account, isMe, onChange }: AccountLineProps) {
  const t = useText()
  const formats = useFormats()
  return (
    <li>
      <div className="stack-s">
        <div className="row">
          <h2 className="ledger-name">
            <bdi>{account.name}</bdi>
          </h2>
          {isMe ? <Badge>{t('admin.you')}</Badge> : null}
          {account.admin ? <Badge kind="good">{t('admin.isAdmin')}</Badge> : null}
          {account.disabled ? <Badge kind="danger">{t('admin.disabled')}</Badge> : null}
        </div>
        <p className="small">
          <bdi>{account.email}</bdi>
        </p>
      </div>
      <p className="ledger-facts soft small">
        <span>{t('admin.since', { when: formats.date(account.createdAt, readersZone()) })}</span>
        <span>
          {account.lastUsedAt === null
            ? t('admin.notSignedIn')
            : t('admin.lastHere', { when: formats.dateTime(account.lastUsedAt, readersZone()) })}
        </span>
        {account.organizers > 0 ? <span>{t('admin.memberOf', { count: account.organizers })}</span> : null}
      </p>
      <div className="row ledger-actions">
        <ChangeButton change={account.admin ? 'take-admin' : 'make-admin'} name={account.name} onChange={onChange} />
        <ChangeButton change={account.disabled ? 'enable' : 'disable'} name={account.name} onChange={onChange} />
      </div>
    </li>
  )
}

function ChangeButton({
  change,
  name,
  onChange,
}: {
  change: Change
  name: string
  onChange: (change: Change) => void
}) {
  const t = useText()
  return (
    <Button kind="quiet" onClick={() => onChange(change)}>
      {t(`admin.${change}`)}
      <span className="sr-only">: {name}</span>
    </Button>
  )
}
