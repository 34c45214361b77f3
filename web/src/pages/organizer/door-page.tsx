import type { Event } from '@fairground/contract'

import { useAvailability } from '../../api/live.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Notice } from '../../ui/notice.tsx'
import { Meter } from '../../ui/stub.tsx'
import { heldNow, withAvailability } from '../events/live.ts'
import { Figure } from './figure.tsx'

/** What somebody at the door sees of an event: how many will come. Money and names are for its managers. */
export function DoorPage({ event: read }: { event: Event }) {
  const t = useText()
  const formats = useFormats()
  const availability = useAvailability(read.id, read.version)
  const event = withAvailability(read, availability)
  const held = heldNow(availability)
  const sold = event.total - event.left - held
  return (
    <>
      <Notice>{t('organizer.notForDoor', { name: event.organizer.name })}</Notice>
      <section className="stack" aria-labelledby="numbers-title">
        <h2 id="numbers-title">{t('organizer.numbers')}</h2>
        <dl className="figures figures-large">
          <Figure label={t('organizer.sold')} value={formats.number(sold)} mark="sold" />
          <Figure label={t('organizer.held')} value={formats.number(held)} mark="held" />
          <Figure
            label={t('organizer.left')}
            value={formats.number(event.left)}
            mark="left"
            note={t('organizer.ofPlaces', { count: event.total })}
          />
        </dl>
        <Meter sold={sold} held={held} capacity={event.total} />
      </section>
    </>
  )
}
