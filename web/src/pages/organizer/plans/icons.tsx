import type { Tool } from './editor-state.ts'

/** Drawn on 24 by 24, with strokes. */
const PATHS = {
  select: 'M5 3l13 8-6 1.5L9 19z',
  seats: 'M7 7m-3 0a3 3 0 1 0 6 0 3 3 0 1 0-6 0M13 12l8 5-4 .8L15 22z',
  brush: 'M20 3c-5 2-8 5-10 9l2 2c4-2 7-5 8-11zM9 13c-3 0-4 2-4 4 0 1-1 2-2 2 3 3 9 1 8-4z',
  rows: 'M5 6h.01M10 5h.01M15 5h.01M20 6h.01M5 13h.01M10 12h.01M15 12h.01M20 13h.01M5 20h.01M10 19h.01M15 19h.01M20 20h.01',
  section: 'M4 8l8-4 8 3v9l-7 4-9-2z',
  stage: 'M3 5h18v8c-5 4-13 4-18 0zM12 13v7',
  standing:
    'M9 6m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0M9 9v6m-3-4h6m-3 4-2 6m2-6 2 6M17 8m-1.5 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M17 11v5m-1.5 5 1.5-5 1.5 5',
  shape: 'M3 10h10v10H3zM16 9m-5-3a5 4 0 1 0 10 0 5 4 0 1 0-10 0',
  text: 'M5 6V4h14v2M12 4v16M9 20h6',
  focus: 'M12 12m-4 0a4 4 0 1 0 8 0 4 4 0 1 0-8 0M12 2v5M12 17v5M2 12h5M17 12h5',
  hand: 'M12 3v18M3 12h18M12 3l-2.5 2.5M12 3l2.5 2.5M12 21l-2.5-2.5M12 21l2.5-2.5M3 12l2.5-2.5M3 12l2.5 2.5M21 12l-2.5-2.5M21 12l-2.5 2.5',
  undo: 'M9 5L4 10l5 5M4 10h10a6 6 0 0 1 0 12h-3',
  redo: 'M15 5l5 5-5 5M20 10H10a6 6 0 0 0 0 12h3',
  left: 'M4 3v18M8 7h12v4H8zM8 14h7v4H8z',
  right: 'M20 3v18M4 7h12v4H4zM9 14h7v4H9z',
  center: 'M12 3v18M5 7h14v4H5zM8 14h8v4H8z',
  top: 'M3 4h18M7 8h4v12H7zM14 8h4v7h-4z',
  bottom: 'M3 20h18M7 4h4v12H7zM14 9h4v7h-4z',
  middle: 'M3 12h18M7 5h4v14H7zM14 8h4v8h-4z',
  across: 'M4 4v16M20 4v16M10 7h4v10h-4z',
  down: 'M4 4h16M4 20h16M7 10h10v4H7z',
  turnLeft: 'M4 6v5h5M4.5 11a8 8 0 1 1 1 6',
  turnRight: 'M20 6v5h-5M19.5 11a8 8 0 1 0-1 6',
  in: 'M12 5v14M5 12h14',
  out: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  keys: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  grid: 'M4 9h16M4 15h16M9 4v16M15 4v16',
} as const satisfies Record<Tool, string> & Record<string, string>

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="plan-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

interface IconButtonProps {
  readonly icon: IconName
  readonly label: string
  /** As it is pressed on a keyboard, for the tip. */
  readonly keys?: string
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly tabIndex?: number
  readonly onClick: () => void
}

/** A picture to press on, with its name for those who listen and as a tip. */
export function IconButton({ icon, label, keys, pressed, disabled, tabIndex, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={keys}
      title={keys ? `${label} (${keys})` : label}
      disabled={disabled}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
