import type { PlanZone } from '@fairground/contract'
import { useState } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/fields.tsx'
import { bringIntoView } from './actions.ts'
import { idOf, seatCount } from './edit/parts.ts'
import { withSection } from './edit/sections.ts'
import { type Selection, selectionOf } from './edit/selection.ts'
import { useEditor, useEditorState, usePlan } from './editor-state.ts'
import { Panel } from './panel.tsx'
import { areaName, sectionName } from './selection-text.ts'
import { useSettled } from './settled.ts'
import { useWords } from './words.ts'

/** A list of an arena is long enough; whoever needs the rest chooses it on the sheet. */
const MOST_LISTED = 300

/** What there is, as a list: the way to each part for those who do not see the sheet. */
export function ContentsPanel() {
  const t = useText()
  const words = useWords()
  const editor = useEditor()
  const plan = useSettled(usePlan())
  const selection = useEditorState((state) => state.selection)
  const choose = (chosen: Selection) => {
    editor.set({ selection: chosen, tool: 'select' })
    bringIntoView(editor, chosen)
  }

  function addSection() {
    const { plan: now, id } = withSection(editor.get().history.present, words.section)
    editor.step({ plan: now, selection: selectionOf({ zones: [id] }) })
    editor.set({ home: id })
  }

  return (
    <Panel
      title={t('plans.contents')}
      note={<span className="soft small">{t('plans.seats', { count: seatCount(plan) })}</span>}
    >
      <FloorChoice />
      <ul className="plain plan-contents">
        {plan.zones.slice(0, MOST_LISTED).map((zone) => {
          const id = idOf(zone)
          const seats = zone.rows.reduce((sum, row) => sum + row.seats.length, 0)
          return (
            <li key={id}>
              <PartButton
                name={sectionName(t, zone)}
                note={t('plans.rowsAndSeats', {
                  rows: t('plans.rowCount', { count: zone.rows.length }),
                  seats: t('plans.seats', { count: seats }),
                })}
                isSelected={selection.zones.has(id)}
                onPress={() => choose(selectionOf({ zones: [id] }))}
              />
              <Parts zone={zone} selection={selection} onChoose={choose} />
            </li>
          )
        })}
      </ul>
      <Button kind="quiet" onClick={addSection}>
        {t('plans.addSection')}
      </Button>
    </Panel>
  )
}

interface PartsProps {
  readonly zone: PlanZone
  readonly selection: Selection
  readonly onChoose: (selection: Selection) => void
}

/** Rows and shapes of a section; made when somebody wants to see them. */
function Parts({ zone, selection, onChoose }: PartsProps) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const { rows, areas = [] } = zone
  if (rows.length + areas.length === 0) return null
  return (
    <details className="more" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {t('plans.parts')}
        <span className="sr-only">: {sectionName(t, zone)}</span>
      </summary>
      {isOpen ? (
        <ul className="plain plan-contents">
          {rows.slice(0, MOST_LISTED).map((row) => (
            <li key={idOf(row)}>
              <PartButton
                name={t('plans.row', { row: row.row_number })}
                note={t('plans.seats', { count: row.seats.length })}
                isSelected={selection.rows.has(idOf(row))}
                onPress={() => onChoose(selectionOf({ rows: [idOf(row)] }))}
              />
            </li>
          ))}
          {areas.slice(0, MOST_LISTED).map((area) => (
            <li key={idOf(area)}>
              <PartButton
                name={areaName(t, area)}
                note={area.standing ? t('plans.places', { count: area.standing.capacity }) : ''}
                isSelected={selection.areas.has(idOf(area))}
                onPress={() => onChoose(selectionOf({ areas: [idOf(area)] }))}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  )
}

interface PartProps {
  readonly name: string
  readonly note: string
  readonly isSelected: boolean
  readonly onPress: () => void
}

function PartButton({ name, note, isSelected, onPress }: PartProps) {
  return (
    <button type="button" className="plan-part" aria-pressed={isSelected} onClick={onPress}>
      <span className="grow">{name}</span>
      <span className="soft small">{note}</span>
    </button>
  )
}

/** A balcony hides the stalls below it: one floor at a time can be shown. */
function FloorChoice() {
  const t = useText()
  const editor = useEditor()
  const { floors = [] } = usePlan()
  const floor = useEditorState((state) => state.floor)
  if (floors.length === 0) return null
  return (
    <Select
      label={t('plans.shownFloor')}
      value={floor ?? ''}
      onChange={({ currentTarget: { value } }) => editor.set({ floor: value === '' ? undefined : value })}
    >
      <option value="">{t('plans.allFloors')}</option>
      {floors.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  )
}
