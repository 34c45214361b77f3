import type { PlanSeat } from '@fairground/contract'

import { useText } from '../../../i18n/text.ts'
import { TextField } from '../../../ui/fields.tsx'
import { changedSeat } from './edit/rows.ts'
import { useEditor } from './editor-state.ts'
import { NumberField } from './number-field.tsx'

/** One seat: its number, and how large it is drawn. */
export function SeatFields({ seat }: { seat: PlanSeat }) {
  const t = useText()
  const editor = useEditor()
  const { seat_guid: id } = seat
  const change = (part: Partial<PlanSeat>) =>
    editor.step(
      changedSeat(editor.get().history.present, id, (one) => ({ ...one, ...part })),
      `seat ${id}`,
    )
  return (
    <div className="plan-fields">
      <TextField
        label={t('plans.seatNumber')}
        value={seat.seat_number}
        maxLength={20}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => change({ seat_number: value })}
      />
      <NumberField
        label={t('plans.radius')}
        value={seat.radius ?? 10}
        least={1}
        most={1_000}
        onChange={(radius = 10) => change({ radius: Math.round(radius) })}
      />
    </div>
  )
}
