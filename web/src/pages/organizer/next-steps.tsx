import type { Event } from '@fairground/contract'
import { useRef, useState } from 'react'

import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { eventPath } from '../links.ts'

/** What to do while nothing is sold. */
export function NextSteps({ event }: { event: Event }) {
  const t = useText()
  if (event.status === 'cancelled') return null
  return (
    <section className="well stack" aria-labelledby="next-title">
      <h2 id="next-title">{t('organizer.next')}</h2>
      {event.status === 'draft' ? (
        <>
          <p>{t('organizer.nextDraft')}</p>
          <div className="row">
            <ButtonLink to={`/organizer/events/${event.id}/edit`}>{t('organizer.goOnWriting')}</ButtonLink>
          </div>
        </>
      ) : (
        <>
          <p>{t('organizer.nextShare')}</p>
          <ShareLink event={event} />
        </>
      )}
    </section>
  )
}

function ShareLink({ event }: { event: Event }) {
  const t = useText()
  const announce = useAnnounce()
  const field = useRef<HTMLDivElement>(null)
  const [isCopied, setCopied] = useState(false)
  const link = new URL(eventPath(event), location.origin).href

  async function copy() {
    try {
      // Not there over plain HTTP: then the link is selected, to be copied by hand.
      await navigator.clipboard.writeText(link)
      setCopied(true)
      announce(t('common.copied'))
    } catch {
      field.current?.querySelector('input')?.select()
    }
  }

  return (
    <div className="share-link">
      <div ref={field} className="grow">
        <TextField label={t('organizer.shareLink')} className="input ltr" readOnly value={link} />
      </div>
      <Button kind="main" onClick={() => void copy()}>
        {isCopied ? t('common.copied') : t('common.copy')}
      </Button>
    </div>
  )
}
