import { fillIn, type Form } from './form.ts'
import { useStrokes } from './stage.tsx'

interface Filling<Name extends string> {
  form: Form<Name>
  onChange: (form: Form<Name>) => void
  onSend: () => Promise<void>
  onLeave: () => void
  /** While it is being sent, nothing can be changed, and Esc gives up waiting. */
  isSending: boolean
  onStop: () => void
}

/** The keyboard of a form. */
export function useFormStrokes<Name extends string>(filling: Filling<Name>): void {
  const { form, onChange, onSend, onLeave, isSending, onStop } = filling
  useStrokes((stroke) => {
    if (isSending) {
      if ('key' in stroke && stroke.key === 'escape') onStop()
      return true
    }
    const next = fillIn(form, stroke)
    if (next === 'leave') onLeave()
    else if (next === 'send') void onSend()
    else onChange(next)
    return true
  })
}
