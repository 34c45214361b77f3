import { type ReactNode, useEffect, useRef } from 'react'

import { useText } from '../i18n/text.ts'

interface PageProps {
  /** Also the document's title. */
  readonly title: string
  /** Where it says less than the document's title. */
  readonly heading?: string
  /** For one column of text or fields. */
  readonly narrow?: boolean
  /** Beside the heading: what can be done here. */
  readonly actions?: ReactNode
  /** Where the page draws its heading itself. */
  readonly ownHeading?: boolean
  readonly children: ReactNode
}

/** What stands between header and footer. Coming from another page, the heading takes the focus, as a new document would. */
export function Page({
  title,
  heading: words = title,
  narrow = false,
  actions,
  ownHeading = false,
  children,
}: PageProps) {
  const t = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('common.brand')}`
  }, [title, t])
  useEffect(() => {
    if (!arrivedByLink()) return
    const start = heading.current ?? main.current
    start?.focus({ preventScroll: true })
    // Who comes back is where they left; a page that is new begins at its beginning.
    if (!cameBack) window.scrollTo(0, 0)
  }, [])
  return (
    <main ref={main} id="content" className={narrow ? 'page page-narrow' : 'page'} tabIndex={-1}>
      {ownHeading ? null : (
        <div className="page-head">
          <h1 ref={heading} tabIndex={-1}>
            {words}
          </h1>
          {actions ? <div className="row no-print">{actions}</div> : null}
        </div>
      )}
      {children}
    </main>
  )
}

let cameBack = false
if (typeof window !== 'undefined') {
  window.addEventListener('popstate', () => (cameBack = true))
  // The router's own event, for a link of ours that was followed.
  window.addEventListener('pushState', () => (cameBack = false))
}

let pagesShown = 0

/** Whether another page of ours was shown before: the browser itself takes care of the first. */
function arrivedByLink(): boolean {
  pagesShown += 1
  return pagesShown > 1
}
