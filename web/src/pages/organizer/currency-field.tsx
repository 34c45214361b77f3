import { useId } from 'react'

import { languages } from '../../i18n/languages.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { TextField } from '../../ui/fields.tsx'
import { isCurrency } from './draft-reading.ts'
import { errorAt } from './field-errors.ts'
import type { EventForm } from './use-event-form.ts'

/** Fixed with the first sale at the latest, and so from the beginning: it is asked for once. */
export function CurrencyField({ form: { draft, base, errors, change } }: { form: EventForm }) {
  const t = useText()
  const { language } = useTexts()
  const currencies = useId()
  const names = new Intl.DisplayNames(languages[language].locale, { type: 'currency' })
  if (base)
    return (
      <p className="field-hint">{t('organizer.currencyFixed', { currency: nameOf(base.currency) ?? base.currency })}</p>
    )
  return (
    <div className="fields-currency">
      <TextField
        label={t('organizer.currency')}
        hint={nameOf(draft.currency)}
        className="input ltr"
        list={currencies}
        value={draft.currency}
        maxLength={3}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        error={errorAt(t, errors, 'currency')}
        onChange={({ currentTarget: { value } }) =>
          change((before) => ({ ...before, currency: value.trim().toUpperCase() }), 'currency')
        }
      />
      <datalist id={currencies}>
        {Intl.supportedValuesOf('currency').map((code) => (
          <option key={code} value={code}>
            {nameOf(code)}
          </option>
        ))}
      </datalist>
    </div>
  )

  function nameOf(code: string): string | undefined {
    return isCurrency(code) ? names.of(code) : undefined
  }
}
