import { addMember, listMembers, type Role } from '@fairground/contract'
import { useState } from 'react'

import { call } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Refusal } from '../account/refusal.tsx'
import { useSending } from '../account/sending.ts'
import { RoleChoice } from './role-choice.tsx'

const FIELDS = ['email'] as const

/** Somebody who has an account becomes a member; who has none is asked to sign up first. */
export function AddMember({ organizerId }: { organizerId: string }) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [role, setRole] = useState<Role>('manager')
  const sending = useSending({
    fields: FIELDS,
    required: FIELDS,
    places: { 'not-found': 'email', 'already-there': 'email' },
    send: ({ email }) => call(addMember, { params: { organizerId }, body: { email: email.trim(), role } }),
    async onDone(member, form) {
      form.reset()
      announce(t('organizer.memberAdded', { name: member.name }))
      await refresh(listMembers)
    },
  })
  const code = sending.problem?.code
  const own =
    code === 'not-found' ? 'organizer.notSignedUp' : code === 'already-there' ? 'organizer.isMember' : undefined
  return (
    <form className="sheet stack add-member" {...sending.form} aria-labelledby="add-member-title">
      <h3 id="add-member-title">{t('organizer.addMember')}</h3>
      <Refusal error={sending.error} />
      <TextField
        label={t('organizer.memberEmail')}
        hint={t('organizer.memberEmailHint')}
        name="email"
        type="email"
        className="input ltr"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        error={own ? t(own) : sending.errorOf('email')}
      />
      <RoleChoice value={role} onChange={setRole} />
      <div>
        <Button type="submit" kind="main" busy={sending.busy}>
          {t('organizer.addMember')}
        </Button>
      </div>
    </form>
  )
}
