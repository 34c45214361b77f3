import { EventList } from './event-list.tsx'
import { UPCOMING, useEventPages } from './event-pages.ts'
import { useStage } from './stage.tsx'

export function Browse({ title, verb }: { title: string; verb: string }) {
  const { open } = useStage()
  const pages = useEventPages(UPCOMING)
  return (
    <EventList
      title={title}
      verb={verb}
      emptySentence="No events yet. Esc, then 4 creates one."
      pages={pages}
      onChoose={(event) => open({ name: 'booking', event })}
    />
  )
}
