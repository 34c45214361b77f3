import type { ReactNode } from 'react'

import { useText } from '../i18n/text.ts'

/** What is to come, in its shape, so that nothing jumps when it is there. */
export function Skeleton({
  shape = 'line',
  count = 1,
}: {
  shape?: 'line' | 'title' | 'stub' | 'block'
  count?: number
}) {
  const t = useText()
  return (
    <div className="stack" aria-busy="true">
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={`skeleton skeleton-${shape}`} aria-hidden="true" />
      ))}
    </div>
  )
}

/** An empty list, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

export function Badge({
  kind = 'quiet',
  children,
}: {
  kind?: 'good' | 'warning' | 'danger' | 'quiet'
  children: ReactNode
}) {
  return <span className={`badge badge-${kind}`}>{children}</span>
}
