import type { Plan } from '@fairground/contract'
import { drawRows, drawStage, type RowLabelling, type SeatNumbering, withIds } from '@fairground/seating'
import { useState } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { identified } from './edit/ids.ts'
import { MOST_SEATS_A_ROW } from './edit/rows.ts'
import { trimmed } from './edit/sheet.ts'
import { NumberField } from './number-field.tsx'
import { LabellingFields, NumberingFields } from './numbering-fields.tsx'
import { useWords } from './words.ts'

const MOST_ROWS = 200
const STAGE = { depth: 100, gap: 80, least: 300 }

/** A whole hall of even rows before a stage, from a few numbers: most clubs are one. */
export function HallDialog({
  plan,
  onHall,
  onClose,
}: {
  plan: Plan
  onHall: (plan: Plan) => void
  onClose: () => void
}) {
  const t = useText()
  const words = useWords()
  const [rows, setRows] = useState(12)
  const [seats, setSeats] = useState(16)
  const [spacing, setSpacing] = useState(24)
  const [rowGap, setRowGap] = useState(32)
  const [curve, setCurve] = useState(0)
  const [numbering, setNumbering] = useState<SeatNumbering>({ scheme: 'all' })
  const [labels, setLabels] = useState<RowLabelling>({ scheme: 'letters' })
  const total = rows * seats

  function draw() {
    const [category] = plan.categories
    const drawn = drawRows({
      ...{ rows, seats, spacing, rowGap, curve, numbering, labels, numbered: 'both' },
      start: { x: 0, y: STAGE.depth + STAGE.gap },
      category: category?.name ?? '',
    })
    const inside = (seats - 1) * spacing
    const width = Math.max(inside, STAGE.least)
    const stage = drawStage({ x: (inside - width) / 2, y: 0, width, height: STAGE.depth })
    const areas = [stage.text ? { ...stage, text: { ...stage.text, text: words.stage } } : stage]
    const { focal_point: _, floors: __, ...rest } = plan
    const hall = trimmed({
      ...rest,
      zones: [{ name: plan.zones[0]?.name ?? '', position: { x: 0, y: 0 }, rows: drawn, areas }],
    })
    const focus = { x: hall.size.width / 2, y: (hall.zones[0]?.position.y ?? 0) + STAGE.depth }
    onHall(identified(withIds({ ...hall, focal_point: focus })))
  }

  return (
    <Dialog open title={t('plans.hallTitle')} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          draw()
        }}
      >
        <p className="soft">{t('plans.hallHint')}</p>
        <div className="plan-fields">
          <NumberField
            label={t('plans.rowsField')}
            value={rows}
            least={1}
            most={MOST_ROWS}
            onChange={(value = 1) => setRows(Math.round(value))}
          />
          <NumberField
            label={t('plans.seatsInRow')}
            value={seats}
            least={1}
            most={MOST_SEATS_A_ROW}
            onChange={(value = 1) => setSeats(Math.round(value))}
          />
          <NumberField
            label={t('plans.spacing')}
            value={spacing}
            least={1}
            most={1_000}
            onChange={(value = 24) => setSpacing(value)}
          />
          <NumberField
            label={t('plans.rowGap')}
            value={rowGap}
            least={1}
            most={1_000}
            onChange={(value = 32) => setRowGap(value)}
          />
          <NumberField
            label={t('plans.curve')}
            value={curve}
            least={-10_000}
            most={10_000}
            onChange={(value = 0) => setCurve(value)}
          />
        </div>
        <LabellingFields value={labels} mayGoOn={false} onChange={(value) => value !== 'next' && setLabels(value)} />
        <NumberingFields value={numbering} onChange={setNumbering} />
        <p className="strong" aria-live="polite">
          {t('plans.seats', { count: total })}
        </p>
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="main">
            {t('plans.drawHall')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
