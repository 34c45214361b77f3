import type { Plan } from '@fairground/contract'
import { type RefObject, useEffect, useState } from 'react'

import { readTheme, type Theme } from '../../../../seats/map/theme.ts'

/** The colours where the canvas stands: read again when the light changes, and when categories have other ones. */
export function usePlanTheme(
  box: RefObject<HTMLElement | null>,
  categories: Plan['categories'] | undefined,
): Theme | undefined {
  const [theme, setTheme] = useState<Theme>()
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const coloured = { categories: (categories ?? []).map(({ name, color }) => ({ name, color: color ?? null })) }
    const read = () => {
      if (box.current) setTheme(readTheme(box.current, coloured))
    }
    read()
    scheme.addEventListener('change', read)
    return () => scheme.removeEventListener('change', read)
  }, [box, categories])
  return theme
}
