import type { PlanZone } from '@fairground/contract'
import { useId } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/fields.tsx'
import { orderRows } from './actions.ts'
import { idOf } from './edit/parts.ts'
import { changedSection, withFloor, withoutIdleFloors } from './edit/sections.ts'
import { useEditor, usePlan } from './editor-state.ts'

/** A section: its name as it is on the ticket, its floor, its outline and the order of its rows. */
export function SectionFields({ zone }: { zone: PlanZone }) {
  const t = useText()
  const editor = useEditor()
  const { floors = [] } = usePlan()
  const list = useId()
  const id = idOf(zone)
  const change = (what: string, to: (one: PlanZone) => PlanZone) =>
    editor.step(changedSection(editor.get().history.present, id, to), `${what} ${id}`)

  function setFloor(name: string) {
    const plan = name === '' ? editor.get().history.present : withFloor(editor.get().history.present, name)
    const now = changedSection(plan, id, ({ floor: _, ...one }) => (name === '' ? one : { ...one, floor: name }))
    editor.step(withoutIdleFloors(now), `floor ${id}`)
  }

  return (
    <>
      <TextField
        label={t('plans.sectionName')}
        hint={t('plans.sectionNameHint')}
        value={zone.name ?? ''}
        maxLength={200}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => change('name', (one) => ({ ...one, name: value }))}
      />
      <TextField
        label={t('plans.floor')}
        optional
        list={list}
        value={zone.floor ?? ''}
        maxLength={100}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => setFloor(value)}
      />
      <datalist id={list}>
        {floors.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className="row">
        {zone.rows.length > 1 ? (
          <Button kind="quiet" onClick={() => orderRows(editor, id)}>
            {t('plans.fromTheFront')}
          </Button>
        ) : null}
        {zone.outline ? (
          <Button kind="quiet" onClick={() => change('outline', ({ outline: _, ...one }) => one)}>
            {t('plans.removeOutline')}
          </Button>
        ) : null}
      </div>
    </>
  )
}
