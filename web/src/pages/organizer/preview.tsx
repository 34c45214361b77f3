import type { Event } from '@fairground/contract'

import { useText } from '../../i18n/text.ts'
import { Description } from '../events/description.tsx'
import { EventPoster } from '../events/event-poster.tsx'
import { choose } from '../events/selection.ts'
import { TicketChoice } from '../events/ticket-choice.tsx'

import '../events/event.css'

/** The public page of an event as a telephone will show it: its own parts, to be looked at and not to be used. */
export function Preview({ event }: { event: Event }) {
  const t = useText()
  return (
    <section className="preview" aria-labelledby="preview-title">
      <h2 id="preview-title" className="preview-title">
        {t('organizer.preview')}
      </h2>
      <p className="sr-only">{t('organizer.previewHint')}</p>
      <div className="preview-paper" inert>
        <article className="poster">
          <EventPoster event={event} />
          <div className="poster-tickets">
            <div className="tickets sheet">
              <h2>{t('events.tickets')}</h2>
              <TicketChoice
                event={event}
                now={undefined}
                choice={choose(event, {}, undefined)}
                wanted={{}}
                onWant={nothing}
              />
            </div>
          </div>
          {event.description.trim() === '' ? null : (
            <div className="poster-about">
              <h2>{t('events.about')}</h2>
              <Description text={event.description} />
            </div>
          )}
        </article>
      </div>
    </section>
  )
}

function nothing(): void {
  // Nobody buys from a preview.
}
