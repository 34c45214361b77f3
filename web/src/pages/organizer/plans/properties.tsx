import type { Plan } from '@fairground/contract'
import { useMemo } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Checkbox, Select } from '../../../ui/fields.tsx'
import { alignSelection, duplicateSelection, moveSelectionTo, removeSelection, rotateSelection } from './actions.ts'
import { ShapeFields } from './area-fields.tsx'
import type { Alignment } from './edit/moving.ts'
import { type Flag, FLAGS, marksIn, painted } from './edit/painting.ts'
import { findArea, findSeat, idOf, zoneOf } from './edit/parts.ts'
import { isEmpty, rowsIn, seatsIn, type Selection, unitsOf } from './edit/selection.ts'
import { useEditor, useEditorState, usePlan } from './editor-state.ts'
import { IconButton } from './icons.tsx'
import { Panel } from './panel.tsx'
import { RowFields } from './row-fields.tsx'
import { SeatFields } from './seat-fields.tsx'
import { SectionFields } from './section-fields.tsx'
import { sectionName, useSelectionText } from './selection-text.ts'

const ALIGNMENTS: readonly Alignment[] = ['left', 'center', 'right', 'top', 'middle', 'bottom', 'across', 'down']
const TURN = 15

/** What is selected, and all that can be said of it and done to it. */
export function Properties() {
  const t = useText()
  const textOf = useSelectionText()
  const plan = usePlan()
  const selection = useEditorState((state) => state.selection)
  if (isEmpty(selection)) return null
  const [only] = onlyOne(selection)
  const area = only?.kind === 'areas' ? findArea(plan, only.id)?.area : undefined
  const seat = only?.kind === 'seats' ? findSeat(plan, only.id)?.seat : undefined
  const zone = only?.kind === 'zones' ? zoneOf(plan, only.id) : undefined
  const rows = rowsIn(plan, selection).map(({ row }) => row)
  return (
    <Panel title={textOf(plan, selection)}>
      <Actions plan={plan} selection={selection} />
      {zone ? <SectionFields key={idOf(zone)} zone={zone} /> : null}
      {area ? <ShapeFields key={idOf(area)} area={area} /> : null}
      {seat ? <SeatFields key={seat.seat_guid} seat={seat} /> : null}
      {rows.length > 0 ? <RowFields rows={rows} isSection={zone !== undefined} /> : null}
      <SectionChoice plan={plan} selection={selection} />
      {seatsIn(plan, selection) > 0 ? <SeatMarks plan={plan} selection={selection} /> : null}
      <p className="soft small">{t('plans.arrowsHint')}</p>
    </Panel>
  )
}

function onlyOne(selection: Selection): { kind: keyof Selection; id: string }[] {
  const all = (['zones', 'rows', 'seats', 'areas'] as const).flatMap((kind) =>
    [...selection[kind]].slice(0, 2).map((id) => ({ kind, id })),
  )
  return all.length === 1 ? all : []
}

function Actions({ plan, selection }: { plan: Plan; selection: Selection }) {
  const t = useText()
  const editor = useEditor()
  const isSeveral = unitsOf(plan, selection).length > 1
  return (
    <>
      <div className="row plan-actions">
        <Button onClick={() => duplicateSelection(editor)}>{t('plans.duplicate')}</Button>
        <Button kind="danger" onClick={() => removeSelection(editor)}>
          {t('plans.delete')}
        </Button>
      </div>
      <div className="plan-icons" role="group" aria-label={t('plans.arrange')}>
        <IconButton
          icon="turnLeft"
          label={t('plans.turnLeft', { degrees: TURN })}
          onClick={() => rotateSelection(editor, -TURN)}
        />
        <IconButton
          icon="turnRight"
          label={t('plans.turnRight', { degrees: TURN })}
          onClick={() => rotateSelection(editor, TURN)}
        />
        {isSeveral
          ? ALIGNMENTS.map((alignment) => (
              <IconButton
                key={alignment}
                icon={alignment}
                label={t(`plans.align-${alignment}`)}
                onClick={() => alignSelection(editor, alignment)}
              />
            ))
          : null}
      </div>
    </>
  )
}

/** Rows and shapes can go to another section; they stay where they are. */
function SectionChoice({ plan, selection }: { plan: Plan; selection: Selection }) {
  const t = useText()
  const editor = useEditor()
  if (plan.zones.length < 2 || selection.rows.size + selection.areas.size === 0) return null
  const homes = plan.zones.filter(
    (zone) =>
      zone.rows.some((row) => selection.rows.has(idOf(row))) ||
      zone.areas?.some((area) => selection.areas.has(idOf(area))),
  )
  const [home] = homes
  return (
    <Select
      label={t('plans.inSection')}
      value={homes.length === 1 && home ? idOf(home) : ''}
      onChange={({ currentTarget }) => moveSelectionTo(editor, currentTarget.value)}
    >
      {homes.length === 1 ? null : <option value="">{t('plans.several')}</option>}
      {plan.zones.map((zone) => (
        <option key={idOf(zone)} value={idOf(zone)}>
          {sectionName(t, zone)}
        </option>
      ))}
    </Select>
  )
}

/** Category and marks of all seats that are selected: painting for those who do not hold a brush. */
function SeatMarks({ plan, selection }: { plan: Plan; selection: Selection }) {
  const t = useText()
  const editor = useEditor()
  const marks = useMemo(() => marksIn(plan, selection), [plan, selection])
  return (
    <>
      <Select
        label={t('plans.category')}
        value={marks.category ?? SEVERAL}
        onChange={({ currentTarget: { value } }) => {
          if (value !== SEVERAL) editor.step(painted(plan, selection, { kind: 'category', category: value }))
        }}
      >
        {marks.category === undefined ? <option value={SEVERAL}>{t('plans.several')}</option> : null}
        {plan.categories.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        <option value="">{t('plans.noCategory')}</option>
      </Select>
      <fieldset className="plan-marks">
        <legend>{t('plans.flags')}</legend>
        {FLAGS.map((flag) => (
          <FlagBox
            key={flag}
            flag={flag}
            has={marks.flags[flag] === 0 ? 'none' : marks.flags[flag] === marks.seats ? 'all' : 'some'}
            onChange={(on) => editor.step(painted(plan, selection, { kind: 'flag', flag, on }))}
          />
        ))}
      </fieldset>
    </>
  )
}

/** No category of a plan: their names are not empty, and have no such sign. */
const SEVERAL = '\u0000'

interface FlagBoxProps {
  readonly flag: Flag
  readonly has: 'none' | 'some' | 'all'
  readonly onChange: (on: boolean) => void
}

function FlagBox({ flag, has, onChange }: FlagBoxProps) {
  const t = useText()
  return (
    <Checkbox
      label={t(`plans.flag-${flag}`)}
      checked={has === 'all'}
      ref={(box: HTMLInputElement | null) => {
        if (box) box.indeterminate = has === 'some'
      }}
      onChange={() => onChange(has !== 'all')}
    />
  )
}
