import type { ReactNode } from 'react'

import { useFormats } from '../i18n/formats.ts'

/** A ticket's stub: `block` on one side of the perforation, the rest on the other. */
export function Stub({
  block,
  children,
  as: Tag = 'div',
}: {
  block: ReactNode
  children: ReactNode
  as?: 'div' | 'li' | 'article'
}) {
  return (
    <Tag className="stub">
      <div className="stub-block">{block}</div>
      <div className="stub-rest">{children}</div>
    </Tag>
  )
}

/** The day in large numerals, in the zone of the event. */
export function DateBlock({ at, zone }: { at: string; zone: string }) {
  const { day, month, weekday, year } = useFormats().dateBlock(at, zone)
  return (
    <time className="date-block" dateTime={at}>
      <span className="month">{month}</span>
      <span className="day">{day}</span>
      <span className="weekday">{weekday}</span>
      <span className="year">{year}</span>
    </time>
  )
}

/** How full something is, as a picture. The numbers stand beside it in words. */
export function Meter({ sold, held, capacity }: { sold: number; held: number; capacity: number }) {
  const part = (count: number) => (capacity > 0 ? (100 * count) / capacity : 0)
  return (
    <svg className="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect className="sold" x="0" y="0" height="10" width={part(sold)} />
      <rect className="held" x={part(sold)} y="0" height="10" width={part(held)} />
    </svg>
  )
}
