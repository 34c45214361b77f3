import { type ReactNode, useLayoutEffect, useRef } from 'react'

interface MoreProps {
  readonly summary: ReactNode
  /** Something in it has to be seen. */
  readonly mustOpen?: boolean
  readonly children: ReactNode
}

/** What most people never need, behind a word. */
export function More({ summary, mustOpen = false, children }: MoreProps) {
  const details = useRef<HTMLDetailsElement>(null)
  // Before the form looks for what takes the focus: nothing takes it in a closed one.
  useLayoutEffect(() => {
    if (mustOpen && details.current) details.current.open = true
  }, [mustOpen])
  return (
    <details ref={details} className="more">
      <summary>{summary}</summary>
      <div className="stack more-inside">{children}</div>
    </details>
  )
}
