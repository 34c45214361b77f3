import { type ReactNode, useEffect, useId, useRef } from 'react'

interface DialogProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons, the safe one first. */
  readonly actions?: ReactNode
}

/** The browser's own modal dialog: it keeps the focus in, gives it back, and closes with Escape. */
export function Dialog({ title, open, onClose, children, actions }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return undefined
    const opener = document.activeElement
    dialog.current?.showModal()
    // A dialog that is taken away is not closed: the browser would give the focus back to nobody.
    return () => {
      if (opener instanceof HTMLElement) requestAnimationFrame(() => giveBack(opener))
    }
  }, [open])
  if (!open) return null
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={onClose}>
      <div className="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
      {actions ? <div className="dialog-actions">{actions}</div> : null}
    </dialog>
  )
}

/** Unless something else has taken the focus on purpose. */
function giveBack(opener: HTMLElement): void {
  if (document.activeElement === document.body && opener.isConnected) opener.focus()
}
