import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title: string
  /** Beside the title. */
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A part of the side of the editor. */
export function Panel({ title, note, children }: PanelProps) {
  const id = useId()
  return (
    <section className="plan-panel" aria-labelledby={id}>
      <div className="row-between">
        <h2 id={id}>{title}</h2>
        {note}
      </div>
      {children}
    </section>
  )
}
