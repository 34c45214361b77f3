import { changeMember, listEvents, listMembers, readMe, removeMember } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { call } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure } from '../../ui/notice.tsx'
import type { Member } from './members-page.tsx'
import { RoleChoice } from './role-choice.tsx'

interface MemberDialogProps {
  readonly member: Member
  readonly organizerId: string
  readonly isMe: boolean
  readonly onClose: () => void
}

export function ChangeMemberDialog({ member, organizerId, isMe, onClose }: MemberDialogProps) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [role, setRole] = useState(member.role)
  const changing = useMutation({
    mutationFn: () => call(changeMember, { params: { organizerId, accountId: member.accountId }, body: { role } }),
    onSuccess: async () => {
      announce(t('common.saved'))
      onClose()
      // Whoever gives up a role may not be allowed to see this any more.
      await refresh(listMembers, ...(isMe ? [readMe] : []))
    },
  })
  return (
    <Dialog
      open
      title={t('organizer.changeRoleOf', { name: member.name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="main" busy={changing.isPending} onClick={() => changing.mutate()}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <RoleChoice value={role} onChange={setRole} />
      {isMe && role !== member.role ? <p className="strong">{t('organizer.yourOwnRole')}</p> : null}
      <Failure error={changing.error} />
    </Dialog>
  )
}

export function RemoveMemberDialog({ member, organizerId, isMe, onClose }: MemberDialogProps) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [, navigate] = useLocation()
  const { name } = member
  const removing = useMutation({
    mutationFn: () => call(removeMember, { params: { organizerId, accountId: member.accountId } }),
    onSuccess: async () => {
      announce(t('organizer.memberRemoved', { name }))
      onClose()
      if (isMe) navigate('/organizer')
      await refresh(listMembers, ...(isMe ? [readMe, listEvents] : []))
    },
  })
  return (
    <Dialog
      open
      title={isMe ? t('organizer.leaveTitle') : t('organizer.removeMemberTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="danger" busy={removing.isPending} onClick={() => removing.mutate()}>
            {isMe ? t('organizer.leave') : t('organizer.removeMember')}
          </Button>
        </>
      }
    >
      <p>{isMe ? t('organizer.leaveHint') : t('organizer.removeMemberHint', { name })}</p>
      <Failure error={removing.error} />
    </Dialog>
  )
}
