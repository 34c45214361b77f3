import { changeAccount, listAccounts, readMe, type ReplyOf } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'

import { call } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/notice.tsx'

export type KnownAccount = ReplyOf<typeof listAccounts>['items'][number]

const CHANGES = {
  'make-admin': { admin: true },
  'take-admin': { admin: false },
  disable: { disabled: true },
  enable: { disabled: false },
} as const

export type Change = keyof typeof CHANGES

interface ChangeDialogProps {
  readonly account: KnownAccount
  readonly change: Change
  readonly isMe: boolean
  readonly onClose: () => void
}

/** Says what will happen to whom before it happens. */
export function ChangeDialog({ account, change, isMe, onClose }: ChangeDialogProps) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const { name, email } = account
  const changing = useMutation({
    mutationFn: () => call(changeAccount, { params: { accountId: account.id }, body: CHANGES[change] }),
    onSuccess: async () => {
      announce(t(`admin.${change}-done`, { name }))
      onClose()
      // Whoever changes the own account may not be allowed to see this page any more.
      await refresh(listAccounts, ...(isMe ? [readMe] : []))
    },
  })
  return (
    <Dialog
      open
      title={t(`admin.${change}-title`, { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            kind={change === 'disable' || change === 'take-admin' ? 'danger' : 'main'}
            busy={changing.isPending}
            onClick={() => changing.mutate()}
          >
            {t(`admin.${change}`)}
          </Button>
        </>
      }
    >
      <p>
        <bdi>{email}</bdi>
      </p>
      <p>{t(`admin.${change}-hint`)}</p>
      {isMe ? <p className="strong">{t('admin.thisIsYou')}</p> : null}
      <Failure error={changing.error} />
    </Dialog>
  )
}
