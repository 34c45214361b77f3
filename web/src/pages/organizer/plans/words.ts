import { useMemo } from 'react'

import { useText } from '../../../i18n/text.ts'
import type { Words } from './actions.ts'

/** Names for new things, in the reader's language. */
export function useWords(): Words {
  const t = useText()
  return useMemo(
    () => ({
      stage: t('plans.newStage'),
      standing: t('plans.newStanding'),
      text: t('plans.newText'),
      section: t('plans.newSection'),
    }),
    [t],
  )
}
