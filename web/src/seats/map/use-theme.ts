import type { SeatMap } from '@fairground/seating'
import { type RefObject, useEffect, useState } from 'react'

import { readTheme, type Theme } from './theme.ts'

/** The theme where the map stands, and anew when the reader turns the light on or off or a font arrives. */
export function useSeatTheme(box: RefObject<HTMLElement | null>, map: SeatMap): Theme | undefined {
  const [theme, setTheme] = useState<Theme>()
  useEffect(() => {
    let isOver = false
    const read = () => {
      if (box.current && !isOver) setTheme(readTheme(box.current, map))
    }
    read()
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', read)
    document.fonts.addEventListener('loadingdone', read)
    return () => {
      isOver = true
      scheme.removeEventListener('change', read)
      document.fonts.removeEventListener('loadingdone', read)
    }
  }, [box, map])
  return theme
}
