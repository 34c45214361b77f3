import type { Told } from './painter.ts'

/** Half of the widest, in CSS pixels: it stays within the map. */
const HALF_WIDTH = 112
/** Where there is less room above the seat, it stands below. */
const ROOM_ABOVE = 104

/** What is told of the seat under the pointer or the cursor. Others hear it from the announcer. */
export function Telling({ told, lines, width }: { told: Told; lines: readonly string[]; width: number }) {
  const [first, ...rest] = lines
  if (first === undefined) return null
  const x = Math.min(Math.max(told.x, HALF_WIDTH), Math.max(HALF_WIDTH, width - HALF_WIDTH))
  const isAbove = told.y > ROOM_ABOVE
  const y = told.y + (told.radius + 10) * (isAbove ? -1 : 1)
  return (
    <div className="seat-map-layer ltr" aria-hidden="true">
      <div
        className="seat-map-told"
        dir="auto"
        style={{ transform: `translate(${x}px, ${y}px) translate(-50%, ${isAbove ? '-100%' : '0'})` }}
      >
        <strong>{first}</strong>
        {rest.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
    </div>
  )
}
