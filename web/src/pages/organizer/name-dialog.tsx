import { changeOrganizer, createOrganizer, listEvents, readEvent, readMe } from '@fairground/contract'
import { useLocation } from 'wouter'

import { call } from '../../api/client.ts'
import { useRefresh } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Refusal } from '../account/refusal.tsx'
import { useSending } from '../account/sending.ts'

interface NameDialogProps {
  /** The one that gets another name; without, a new one is made. */
  readonly organizer?: { readonly id: string; readonly name: string }
  readonly onClose: () => void
}

const FIELDS = ['name'] as const

/** The name of an organizer, as buyers read it. */
export function NameDialog({ organizer, onClose }: NameDialogProps) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [, navigate] = useLocation()
  const sending = useSending({
    fields: FIELDS,
    required: FIELDS,
    send: ({ name }) =>
      organizer
        ? call(changeOrganizer, { params: { organizerId: organizer.id }, body: { name: name.trim() } })
        : call(createOrganizer, { body: { name: name.trim() } }),
    async onDone({ id }) {
      await refresh(readMe, listEvents, readEvent)
      announce(t('common.saved'))
      onClose()
      if (!organizer) navigate(`/organizer/members/${id}`)
    },
  })
  return (
    <Dialog open title={organizer ? t('organizer.rename') : t('organizer.newOrganizer')} onClose={onClose}>
      <form className="stack" {...sending.form}>
        {organizer ? null : <p>{t('organizer.newOrganizerHint')}</p>}
        <Refusal error={sending.error} />
        <TextField
          label={t('organizer.organizerName')}
          hint={t('organizer.organizerNameHint')}
          name="name"
          maxLength={200}
          autoComplete="organization"
          defaultValue={organizer?.name}
          error={sending.errorOf('name')}
        />
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="main" busy={sending.busy}>
            {organizer ? t('common.save') : t('organizer.makeOrganizer')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
