import { useState } from 'react'

import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'

/** Hands the address on: to the telephone's own list of people, to the clipboard, or to be read. */
export function Share({ title, path }: { title: string; path: string }) {
  const t = useText()
  const announce = useAnnounce()
  const [outcome, setOutcome] = useState<'copied' | 'to-read'>()

  async function share() {
    const url = new URL(path, location.origin).href
    // Neither is there on a page without TLS.
    if ('share' in navigator) {
      // Whoever closes the list has decided.
      await navigator.share({ title, url }).catch(() => undefined)
      return
    }
    const isCopied = await (navigator as Partial<Navigator>).clipboard?.writeText(url).then(
      () => true,
      () => false,
    )
    setOutcome(isCopied ? 'copied' : 'to-read')
    if (isCopied) announce(t('common.copied'))
  }

  return (
    <>
      <Button kind="quiet" onClick={() => void share()} onBlur={() => setOutcome(undefined)}>
        {outcome === 'copied' ? t('common.copied') : t('events.share')}
      </Button>
      {outcome === 'to-read' ? <code className="ltr">{new URL(path, location.origin).href}</code> : null}
    </>
  )
}
