import type { Language } from '@fairground/contract'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'

import { loadSeats } from '../i18n/catalogs.ts'
import { useTexts } from '../i18n/text.ts'
import { Failure } from '../ui/notice.tsx'
import type { SeatChooserProps } from './seat-chooser.tsx'
import type { SeatRefusalProps } from './seat-refusal.tsx'

/** A part that is fetched when seats are chosen, with the words that only it needs. */
function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props & { fallback: ReactNode }> {
  const byLanguage = new Map<Language, ComponentType<Props>>()
  return function Later({ fallback, ...props }) {
    const texts = useTexts()
    const Part =
      byLanguage.get(texts.language) ??
      lazy(async () => {
        try {
          const [part, chapters] = await Promise.all([load(), loadSeats(texts.language)])
          texts.add(chapters)
          return part
        } catch (error) {
          // No signal, or another build by now: a new document has what belongs together.
          return { default: () => <Failure error={error} onRetry={() => location.reload()} /> }
        }
      })
    byLanguage.set(texts.language, Part)
    // What is left of the props without `fallback` are the part's own.
    const own = props as unknown as Props
    return (
      <Suspense fallback={fallback}>
        <Part {...own} />
      </Suspense>
    )
  }
}

export const LaterSeatChooser = later<SeatChooserProps>(() => import('./seat-chooser.tsx'))
export const LaterSeatRefusal = later<SeatRefusalProps>(() => import('./seat-refusal.tsx'))
