import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

import { useAnnounce } from '../../ui/announcer.tsx'
import type { Direction } from './find.ts'
import { followGestures } from './gestures.ts'
import type { Mark } from './guide.ts'
import { openPainter, type Painter, type Told } from './painter.ts'
import type { SeatMapProps } from './props.ts'
import { Telling } from './telling.tsx'
import { useSeatTheme } from './use-theme.ts'

import './seat-map.css'

/** Pixels of the canvas a CSS pixel, at most: three would be more than twice the work, and nobody sees it. */
const MOST_RATIO = 2
const KEY_ZOOM = 1.6
const ARROWS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
/** Where the plan goes when one looks into a direction. */
const PANS: Record<Direction, readonly [number, number]> = {
  left: [80, 0],
  right: [-80, 0],
  up: [0, 80],
  down: [0, -80],
}

/**
 * The seats as a picture. Load it when it is needed: `lazy(() => import('../seats/map/seat-map.tsx'))`. It never moves
 * of its own accord: not when seats change, and not when the page around it is drawn anew.
 */
export default function SeatMapView(props: SeatMapProps) {
  const { map, states, version, chosen, mine, match, labels, standingNote, focusSeat, focusSection } = props
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [painter, setPainter] = useState<Painter>()
  const [isFitted, setFitted] = useState(true)
  const [section, setSection] = useState<number>()
  const [told, setTold] = useState<Told>()
  const instructions = useId()
  const announce = useAnnounce()
  const theme = useSeatTheme(box, map)
  // What the painter calls is always the newest.
  const now = useRef(props)
  now.current = props

  useEffect(() => {
    const [holder, element] = [box.current, canvas.current]
    if (!holder || !element) return undefined
    const made = openPainter(element, map, {
      onSeat: (seat) => now.current.readOnly || now.current.onToggle?.(seat),
      onStanding: (name) => now.current.readOnly || now.current.onStanding?.(name),
      onSection: (index) => {
        setSection(index)
        now.current.onFocusSection?.(index)
      },
      onFitted: setFitted,
      onTold: setTold,
      onCursor: (mark) => announce(linesOf(mark, made, now.current).join(', ')),
    })
    const release = followGestures(element, made)
    const measure = () => made.resize(holder.clientWidth, holder.clientHeight, Math.min(devicePixelRatio, MOST_RATIO))
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(holder)
    setPainter(made)
    return () => {
      watch.disconnect()
      release()
      made.close()
      setPainter(undefined)
    }
  }, [map, announce])

  useEffect(() => {
    if (theme) painter?.style({ theme, labels, standingNote })
  }, [painter, theme, labels, standingNote])
  // `version` stands for what is in `states`.
  useEffect(() => painter?.seats(states), [painter, states, version])
  useEffect(() => painter?.match(match), [painter, match])
  useEffect(() => painter?.pick(chosen, mine), [painter, chosen, mine])
  useEffect(() => {
    if (focusSection !== undefined) painter?.guide.showSection(focusSection)
  }, [painter, focusSection])
  useEffect(() => {
    if (focusSeat !== undefined) painter?.guide.showSeat(focusSeat)
  }, [painter, focusSeat])

  const zoom = (factor: number) => {
    if (!painter) return
    const { width, height } = painter.camera.size()
    painter.camera.zoom(factor, { x: width / 2, y: height / 2 }, 'glide')
    painter.moved()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!painter || event.ctrlKey || event.metaKey || event.altKey) return
    const direction = ARROWS[event.key]
    if (direction && event.shiftKey) {
      painter.camera.pan(...PANS[direction])
      painter.moved()
    } else if (direction) painter.guide.step(direction)
    else if (event.key === '+' || event.key === '=') zoom(KEY_ZOOM)
    else if (event.key === '-') zoom(1 / KEY_ZOOM)
    else if (event.key === '0' || event.key === 'Home') painter.guide.showAll()
    else if (event.key === 'Enter' || event.key === ' ') painter.guide.enter()
    else return
    event.preventDefault()
  }

  return (
    <div className={`seat-map${isFitted ? '' : ' seat-map-near'}`}>
      <div ref={box} className="seat-map-view">
        <canvas
          ref={canvas}
          className={`seat-map-canvas ltr${told?.by === 'pointer' ? ' seat-map-on-seat' : ''}`}
          tabIndex={0}
          role="application"
          aria-label={labels.name}
          aria-describedby={instructions}
          onKeyDown={onKeyDown}
          onBlur={() => painter?.guide.leave()}
        />
        {told && painter ? (
          <Telling told={told} lines={linesOf(told.mark, painter, props)} width={painter.camera.size().width} />
        ) : null}
      </div>
      <p id={instructions} className="sr-only">
        {labels.instructions}
      </p>
      <div className="seat-map-strip">
        <p className="seat-map-where" aria-hidden="true">
          {map.sections[section ?? -1]?.name}
        </p>
        <div className="seat-map-tools">
          <Tool label={labels.zoomIn} onPress={() => zoom(KEY_ZOOM)}>
            <path d="M12 5v14M5 12h14" />
          </Tool>
          <Tool label={labels.zoomOut} onPress={() => zoom(1 / KEY_ZOOM)} isOff={isFitted}>
            <path d="M5 12h14" />
          </Tool>
          <Tool label={labels.fit} onPress={() => painter?.guide.showAll()} isOff={isFitted}>
            <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />
          </Tool>
        </div>
      </div>
    </div>
  )
}

/** What there is to say of a seat, or of a section. */
function linesOf({ kind, index }: Mark, painter: Painter, { map, labels, tooltip }: SeatMapProps): readonly string[] {
  if (kind === 'seat') return tooltip(index)
  const free = painter.freeIn(index)
  return [map.sections[index]?.name ?? '', free > 0 ? labels.free(free) : labels.soldOut]
}

interface ToolProps {
  readonly label: string
  readonly onPress: () => void
  readonly isOff?: boolean
  readonly children: ReactNode
}

/** Out of use it keeps its focus: whoever zooms out with the keyboard stays where they are. */
function Tool({ label, onPress, isOff = false, children }: ToolProps) {
  return (
    <button
      type="button"
      className="seat-map-tool"
      aria-label={label}
      title={label}
      aria-disabled={isOff || undefined}
      onClick={onPress}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        {children}
      </svg>
    </button>
  )
}
