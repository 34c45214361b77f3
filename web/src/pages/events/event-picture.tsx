import type { EventSummary } from '@fairground/contract'

import './picture.css'

interface EventPictureProps {
  readonly event: Pick<EventSummary, 'id' | 'picture'>
  /** How wide it is drawn, as the attribute `sizes` says it. */
  readonly sizes: string
  /** Whether it is in the first view: fetched at once, before what can wait. */
  readonly first?: boolean
}

/** An event's picture, cut around its focus; a plate in a poster's colours where there is none. */
export function EventPicture({ event: { id, picture }, sizes, first = false }: EventPictureProps) {
  const widest = picture?.sizes.at(-1)
  if (!picture || !widest) return <div className={`plate plate-${plateOf(id)}`} aria-hidden="true" />
  return (
    <img
      className={`picture ${focusClasses(picture.focusX, picture.focusY)}`}
      src={widest.url}
      srcSet={picture.sizes.map(({ url, width }) => `${url} ${width}w`).join(', ')}
      sizes={sizes}
      width={widest.width}
      height={widest.height}
      alt={picture.alt}
      loading={first ? 'eager' : 'lazy'}
      decoding="async"
      fetchPriority={first ? 'high' : 'auto'}
    />
  )
}

const PLATES = 4

/** The last digits of an id are random, and the same for everybody. */
function plateOf(id: string): number {
  return Number.parseInt(id.slice(-2), 16) % PLATES || 0
}

/** In steps of ten per cent, since what the service renders may carry no style of its own. */
function focusClasses(focusX: number, focusY: number): string {
  return `focus-x-${Math.round(focusX / 10)} focus-y-${Math.round(focusY / 10)}`
}
