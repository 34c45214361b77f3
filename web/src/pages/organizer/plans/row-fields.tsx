import type { PlanRow } from '@fairground/contract'
import type { RowLabelling, SeatNumbering } from '@fairground/seating'
import { useState } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Select, TextField } from '../../../ui/fields.tsx'
import { More } from '../more.tsx'
import { idOf } from './edit/parts.ts'
import {
  changedRow,
  MOST_SEATS_A_ROW,
  relabelled,
  relaid,
  renumbered,
  type RowShape,
  shapeOfRow,
  withSelectedRows,
} from './edit/rows.ts'
import { useEditor } from './editor-state.ts'
import { NumberField } from './number-field.tsx'
import { LabellingFields, NumberingFields } from './numbering-fields.tsx'

interface RowFieldsProps {
  readonly rows: readonly PlanRow[]
  /** Its rows come after what is said of the section itself. */
  readonly isSection: boolean
}

/** How rows are laid, called and numbered. One alone has its own label; of several, all are laid alike. */
export function RowFields({ rows, isSection }: RowFieldsProps) {
  const t = useText()
  const [first] = rows
  if (!first) return null
  const key = rows.map(idOf).join()
  const naming = <Naming key={key} />
  if (isSection) return <More summary={t('plans.rowsOfSection')}>{naming}</More>
  return (
    <>
      {rows.length === 1 ? <LabelField key={idOf(first)} row={first} /> : null}
      <ShapeOfRows key={key} rows={rows} first={first} />
      <LabelPlace rows={rows} />
      <More summary={t('plans.namesAndNumbers')}>{naming}</More>
    </>
  )
}

function LabelField({ row }: { row: PlanRow }) {
  const t = useText()
  const editor = useEditor()
  return (
    <TextField
      label={t('plans.rowLabel')}
      value={row.row_number}
      maxLength={20}
      autoComplete="off"
      onChange={({ currentTarget: { value } }) =>
        editor.step(
          changedRow(editor.get().history.present, idOf(row), (one) => ({ ...one, row_number: value })),
          `label ${idOf(row)}`,
        )
      }
    />
  )
}

/** More rows than a person looks at are not laid anew at each key. */
const MOST_LAID = 500

function ShapeOfRows({ rows, first }: { rows: readonly PlanRow[]; first: PlanRow }) {
  const t = useText()
  const editor = useEditor()
  if (rows.length > MOST_LAID) return null
  const shapes = rows.map(shapeOfRow)
  const shared = (name: keyof RowShape) => {
    const value = shapes[0]?.[name]
    return shapes.every((shape) => shape[name] === value) ? value : undefined
  }
  const lay = (name: keyof RowShape) => (value: number | undefined) => {
    if (value === undefined) return
    const now = rows.reduce((before, row) => relaid(before, idOf(row), { [name]: value }), editor.get().history.present)
    editor.step(now, `${name} ${idOf(first)}`)
  }
  const field = (name: keyof RowShape, label: string, least: number, most: number) => (
    <NumberField label={label} value={shared(name)} least={least} most={most} optional onChange={lay(name)} />
  )
  return (
    <div className="plan-fields">
      {field('seats', t('plans.seatsField'), 1, MOST_SEATS_A_ROW)}
      {field('spacing', t('plans.spacing'), 1, 1_000)}
      {field('curve', t('plans.curve'), -10_000, 10_000)}
      {field('rotation', t('plans.rotation'), -360, 360)}
    </div>
  )
}

const LABEL_PLACES = ['start', 'end', 'both'] as const

function LabelPlace({ rows }: { rows: readonly PlanRow[] }) {
  const t = useText()
  const editor = useEditor()
  const place = rows[0]?.row_number_position ?? ''
  const isShared = rows.every((row) => (row.row_number_position ?? '') === place)
  return (
    <Select
      label={t('plans.labelPlace')}
      value={isShared ? place : '?'}
      onChange={({ currentTarget }) => {
        const now = LABEL_PLACES.find((one) => one === currentTarget.value) ?? null
        const { history, selection } = editor.get()
        editor.step(withSelectedRows(history.present, selection, (row) => ({ ...row, row_number_position: now })))
      }}
    >
      {isShared ? null : <option value="?">{t('plans.several')}</option>}
      {LABEL_PLACES.map((one) => (
        <option key={one} value={one}>
          {t(`plans.labelPlace-${one}`)}
        </option>
      ))}
      <option value="">{t('plans.labelPlace-nowhere')}</option>
    </Select>
  )
}

/** Labels and numbers by a scheme, for all rows that are selected. */
function Naming() {
  const t = useText()
  const editor = useEditor()
  const [numbering, setNumbering] = useState<SeatNumbering>({ scheme: 'all' })
  const [labelling, setLabelling] = useState<RowLabelling>({ scheme: 'letters' })
  return (
    <>
      <NumberingFields value={numbering} onChange={setNumbering} />
      <Button
        onClick={() => {
          const { history, selection } = editor.get()
          editor.step(renumbered(history.present, selection, numbering))
        }}
      >
        {t('plans.numberSeats')}
      </Button>
      <LabellingFields
        value={labelling}
        mayGoOn={false}
        onChange={(value) => {
          if (value !== 'next') setLabelling(value)
        }}
      />
      <Button
        onClick={() => {
          const { history, selection } = editor.get()
          editor.step(relabelled(history.present, selection, labelling))
        }}
      >
        {t('plans.labelRows')}
      </Button>
    </>
  )
}
