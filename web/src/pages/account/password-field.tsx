import { type ComponentProps, type ReactNode, useState } from 'react'

import { useText } from '../../i18n/text.ts'
import { Field } from '../../ui/fields.tsx'

interface PasswordFieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

/** Hidden at first; what one cannot see on a small keyboard one mistypes. */
export function PasswordField({
  label,
  hint,
  error,
  ...input
}: PasswordFieldProps & Omit<ComponentProps<'input'>, 'type'>) {
  const t = useText()
  const [isShown, setShown] = useState(false)
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <span className="password">
          <input
            {...input}
            {...ids}
            className="input ltr"
            type={isShown ? 'text' : 'password'}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            maxLength={MOST_CHARACTERS}
          />
          <button
            type="button"
            className="button button-quiet"
            aria-pressed={isShown}
            aria-label={t('account.showPassword')}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? t('account.hide') : t('account.show')}
          </button>
        </span>
      )}
    </Field>
  )
}

/** As the service takes them. */
const MOST_CHARACTERS = 200
