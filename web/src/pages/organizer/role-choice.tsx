import type { Role } from '@fairground/contract'

import { useText } from '../../i18n/text.ts'

const ROLES: readonly Role[] = ['owner', 'manager', 'door']

/** What somebody may do, in words, not in names of roles alone. */
export function RoleChoice({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useText()
  return (
    <fieldset className="roles">
      <legend className="field-label">{t('organizer.role')}</legend>
      {ROLES.map((role) => (
        <label key={role} className="check role">
          <input type="radio" name="role" value={role} checked={value === role} onChange={() => onChange(role)} />
          <span>
            <span className="strong">{t(`organizer.role-${role}`)}</span>
            <span className="soft small role-words">{t(`organizer.role-${role}-words`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
