import type { Event } from '@fairground/contract'
import { lazy, useCallback, useMemo, useState } from 'react'

import { useText } from '../i18n/text.ts'
import type { SeatView } from './seat-offer.ts'
import type { SeatText } from './seat-text.ts'

const SeatMapView = lazy(() => import('./map/seat-map.tsx'))

interface ShownMapProps {
  readonly event: Event
  readonly view: SeatView
  readonly version: number
  readonly text: SeatText
  /** Categories that are looked for; all where it is empty. */
  readonly looking: ReadonlySet<number>
  readonly section: number | undefined
  readonly onSection: (section: number | undefined) => void
  readonly onToggle: (seat: number) => void
}

/** The picture, in the reader's words. */
export function ShownMap({ event, view, version, text, looking, section, onSection, onToggle }: ShownMapProps) {
  const t = useText()
  const { map, states, chosen, mine } = view
  const match = useMemo(() => (looking.size === 0 ? undefined : (category: number) => looking.has(category)), [looking])
  const labels = useMemo(
    () => ({
      name: t('seats.mapName'),
      instructions: t('seats.mapKeys'),
      zoomIn: t('seats.nearer'),
      zoomOut: t('seats.farther'),
      fit: t('seats.everything'),
      free: (count: number) => t('seats.free', { count }),
      soldOut: t('common.soldOut'),
    }),
    [t],
  )
  const standing = JSON.stringify(event.areas.map(({ standing: name, left }) => [name, left]))
  const standingNote = useCallback(
    (name: string) => {
      const area = areaOf(event, name)
      if (!area) return undefined
      return area.left === 0 ? t('common.soldOut') : t('common.left', { count: area.left })
    },
    // The event is another one with each count that arrives; the map is painted anew only when these did.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [standing, t],
  )
  // Once: from then on the map says where one looks.
  const [first] = useState(section)
  return (
    <SeatMapView
      {...{ map, states, version, chosen, mine, labels, standingNote, onToggle }}
      {...(match ? { match } : {})}
      {...(first === undefined ? {} : { focusSection: first })}
      onFocusSection={onSection}
      onStanding={(name) => showArea(areaOf(event, name)?.id)}
      tooltip={(seat) => [text.name(seat), ...text.facts(seat, view)]}
    />
  )
}

function areaOf({ areas }: Event, standing: string) {
  return areas.find((area) => area.standing === standing)
}

/** Standing places are chosen by number, above the map. */
function showArea(areaId: string | undefined): void {
  const section = document.getElementById(`area-${areaId}`)?.closest('section')
  section?.scrollIntoView({ block: 'center' })
  section?.querySelector('input')?.focus({ preventScroll: true })
}
