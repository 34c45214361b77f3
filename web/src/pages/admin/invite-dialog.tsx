import { inviteAdmin, type ReplyOf } from '@fairground/contract'
import { useEffect, useRef, useState } from 'react'

import { call } from '../../api/client.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Refusal } from '../account/refusal.tsx'
import { useSending } from '../account/sending.ts'

type Invitation = ReplyOf<typeof inviteAdmin>

/** Invites somebody to become an admin: a link that is shown once, since the service keeps only its hash. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const [invitation, setInvitation] = useState<Invitation>()
  return (
    <Dialog open title={t('admin.invite')} onClose={onClose}>
      {invitation ? (
        <Shown invitation={invitation} onClose={onClose} />
      ) : (
        <Asking onInvited={setInvitation} onClose={onClose} />
      )}
    </Dialog>
  )
}

const FIELDS = ['email'] as const

function Asking({ onInvited, onClose }: { onInvited: (invitation: Invitation) => void; onClose: () => void }) {
  const t = useText()
  const sending = useSending({
    fields: FIELDS,
    required: [],
    send: ({ email }) => call(inviteAdmin, { body: email.trim() === '' ? {} : { email: email.trim() } }),
    onDone: onInvited,
  })
  return (
    <form className="stack" {...sending.form}>
      <p>{t('admin.inviteHint')}</p>
      <Refusal error={sending.error} />
      <TextField
        label={t('account.email')}
        hint={t('admin.inviteEmailHint')}
        optional
        name="email"
        type="email"
        className="input ltr"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        error={sending.errorOf('email')}
      />
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" kind="main" busy={sending.busy}>
          {t('admin.makeLink')}
        </Button>
      </div>
    </form>
  )
}

function Shown({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const announce = useAnnounce()
  const field = useRef<HTMLDivElement>(null)
  const [isCopied, setCopied] = useState(false)
  const { link, email, expiresAt } = invitation

  function selectLink() {
    const input = field.current?.querySelector('input')
    input?.focus()
    input?.select()
  }
  useEffect(selectLink, [])

  async function copy() {
    try {
      // Not there over plain HTTP: then the link stays selected, to be copied by hand.
      await navigator.clipboard.writeText(link)
      setCopied(true)
      announce(t('common.copied'))
    } catch {
      selectLink()
    }
  }

  return (
    <div className="stack">
      <div ref={field}>
        <TextField
          label={t('admin.inviteLink')}
          hint={t('admin.shownOnce')}
          className="input ltr code"
          readOnly
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <p>
        {email === null ? t('admin.forAnybody') : t('admin.forEmail', { email })}{' '}
        {t('admin.goodUntil', { when: formats.dateTime(expiresAt, readersZone()) })}
      </p>
      <div className="dialog-actions">
        <Button onClick={onClose}>{t('common.close')}</Button>
        <Button kind="main" onClick={() => void copy()}>
          {isCopied ? t('common.copied') : t('admin.copyLink')}
        </Button>
      </div>
    </div>
  )
}
