interface FigureProps {
  readonly label: string
  readonly value: string
  /** The part of the meter that it belongs to. */
  readonly mark?: 'sold' | 'held' | 'left'
  /** What else there is to say of the number. */
  readonly note?: string | undefined
}

/** A number and what it counts, for a `dl.figures`. */
export function Figure({ label, value, mark, note }: FigureProps) {
  return (
    <div className="figure">
      <dt className={mark ? `mark mark-${mark}` : undefined}>{label}</dt>
      <dd className="numeral">{value}</dd>
      {note ? <dd className="soft small">{note}</dd> : null}
    </div>
  )
}
