import type { Account } from '@fairground/contract'
import { useState } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Select, TextField } from '../../../ui/fields.tsx'
import { fitView } from './actions.ts'
import { identified } from './edit/ids.ts'
import { NOTHING } from './edit/selection.ts'
import { onSheet } from './edit/sheet.ts'
import { useEditor, useEditorState, usePlan } from './editor-state.ts'
import { FileFaultNotice, FileInput } from './file-input.tsx'
import { HallDialog } from './hall-dialog.tsx'
import { IconButton } from './icons.tsx'
import { downloadPlan, type FileFault } from './plan-file.ts'
import type { PlanSaving } from './use-plan-saving.ts'

interface EditorBarProps {
  readonly account: Account
  readonly saving: PlanSaving
  readonly onKeys: () => void
}

/** The plan as a whole: its name, steps back and forth, files, and saving. */
export function EditorBar({ account, saving, onKeys }: EditorBarProps) {
  const t = useText()
  const editor = useEditor()
  const plan = usePlan()
  const [isHallOpen, setHallOpen] = useState(false)
  const [fault, setFault] = useState<FileFault>()
  const canUndo = useEditorState(({ history }) => history.past.length > 0)
  const canRedo = useEditorState(({ history }) => history.future.length > 0)
  const isSnapping = useEditorState((state) => state.isSnapping)
  const { base, isSaving, isTouched, isKept } = saving
  const owned = account.organizers.filter(({ role }) => role !== 'door')

  function replaceAll(now: typeof plan) {
    editor.step({ plan: identified(now), selection: NOTHING })
    editor.set({ tool: 'select', floor: undefined })
    fitView(editor)
  }

  return (
    <div className="plan-bar stack-s">
      <div className="plan-bar-row">
        <TextField
          label={t('plans.name')}
          value={plan.name}
          maxLength={200}
          autoComplete="off"
          error={plan.name.trim() === '' ? t('common.rule-required') : undefined}
          onChange={({ currentTarget: { value } }) =>
            editor.step({ ...editor.get().history.present, name: value }, 'name')
          }
        />
        {!base && owned.length > 1 ? (
          <Select
            label={t('organizer.organizer')}
            value={saving.organizerId}
            onChange={({ currentTarget: { value } }) => saving.setOrganizerId(value)}
          >
            {owned.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        ) : null}
        <div className="plan-save">
          <span className="soft small" aria-live="polite">
            {isTouched ? t(isKept ? 'plans.unsavedKept' : 'plans.unsaved') : base ? t('plans.allSaved') : ''}
          </span>
          <Button kind="main" busy={isSaving} onClick={() => void saving.save()}>
            {base ? t('common.save') : t('plans.saveNew')}
          </Button>
        </div>
      </div>
      <div className="plan-bar-row">
        <div className="plan-icons" role="group" aria-label={t('plans.steps')}>
          <IconButton icon="undo" label={t('plans.undo')} keys="Control+Z" disabled={!canUndo} onClick={editor.undo} />
          <IconButton icon="redo" label={t('plans.redo')} keys="Control+Y" disabled={!canRedo} onClick={editor.redo} />
          <IconButton
            icon="grid"
            label={t('plans.snap')}
            pressed={isSnapping}
            onClick={() => editor.set({ isSnapping: !isSnapping })}
          />
          <IconButton icon="keys" label={t('plans.keys')} keys="?" onClick={onKeys} />
        </div>
        <Button onClick={() => setHallOpen(true)}>{t('plans.quickHall')}</Button>
        <FileInput
          label={t('plans.import')}
          onPlan={(read) => {
            setFault(undefined)
            replaceAll(read)
          }}
          onFault={setFault}
        />
        <Button kind="quiet" onClick={() => downloadPlan(onSheet(plan), 'fairground')}>
          {t('plans.export')}
        </Button>
        <Button kind="quiet" onClick={() => downloadPlan(onSheet(plan), 'pretix')}>
          {t('plans.exportPretix')}
        </Button>
      </div>
      <FileFaultNotice fault={fault} />
      {isHallOpen ? (
        <HallDialog
          plan={plan}
          onClose={() => setHallOpen(false)}
          onHall={(hall) => {
            setHallOpen(false)
            replaceAll(hall)
          }}
        />
      ) : null}
    </div>
  )
}
