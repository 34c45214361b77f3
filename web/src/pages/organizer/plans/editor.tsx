import type { Account, Plan, PlanSummary } from '@fairground/contract'
import { type KeyboardEvent, useState } from 'react'

import { useFormats } from '../../../i18n/formats.ts'
import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Failure, Notice } from '../../../ui/notice.tsx'
import { fitView, zoomBy } from './actions.ts'
import { Canvas } from './canvas.tsx'
import { CategoriesPanel } from './categories-panel.tsx'
import { ChecksPanel } from './checks-panel.tsx'
import { ContentsPanel } from './contents-panel.tsx'
import { EditorBar } from './editor-bar.tsx'
import { EditorContext, openEditor, useEditor, useEditorState, usePlan } from './editor-state.ts'
import { IconButton } from './icons.tsx'
import { pressShortcut } from './keys.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { Properties } from './properties.tsx'
import { useSelectionText } from './selection-text.ts'
import { ToolOptions } from './tool-options.tsx'
import { Toolbar } from './toolbar.tsx'
import { type Base, usePlanSaving } from './use-plan-saving.ts'

interface EditorProps {
  readonly account: Account
  /** What is drawn on: with ids for all of its parts. */
  readonly plan: Plan
  /** As the service has it; undefined for one that nobody saved yet. */
  readonly saved: Plan | undefined
  readonly base: Base | undefined
  readonly isOwnDrawing: boolean
  readonly onSaved: (plan: PlanSummary) => void
}

export function PlanEditor({ plan, ...rest }: EditorProps) {
  const [editor] = useState(() => openEditor(plan))
  return (
    <EditorContext.Provider value={editor}>
      <Desk {...rest} />
    </EditorContext.Provider>
  )
}

function Desk({ account, saved, base, isOwnDrawing, onSaved }: Omit<EditorProps, 'plan'>) {
  const t = useText()
  const editor = useEditor()
  const saving = usePlanSaving({ editor, account, saved, base, isOwnDrawing, onSaved })
  const [hasKeys, setKeys] = useState(false)
  const save = () => void saving.save()

  return (
    <div
      className="plan-editor"
      onKeyDown={(event: KeyboardEvent) => {
        if (pressShortcut(event, editor, { save })) event.preventDefault()
      }}
    >
      <EditorBar account={account} saving={saving} onKeys={() => setKeys(true)} />
      {saving.isStale ? (
        <Notice
          kind="warning"
          actions={
            <>
              <Button onClick={() => void saving.save('as-a-copy')}>{t('plans.saveCopy')}</Button>
              <Button kind="quiet" onClick={() => void saving.takeTheirs()}>
                {t('plans.takeTheirs')}
              </Button>
            </>
          }
        >
          {t('plans.stale')}
        </Notice>
      ) : (
        <Failure error={saving.error} />
      )}
      {saving.refused.length > 0 ? (
        <Notice kind="warning">{t('plans.notSaved', { count: saving.refused.length })}</Notice>
      ) : null}
      <p className="plan-narrow soft small">{t('plans.narrow')}</p>
      <div className="plan-desk">
        <Toolbar />
        <div className="plan-middle">
          <Canvas onSave={save} onKeys={() => setKeys(true)} />
          <StatusLine />
        </div>
        <div className="plan-side">
          <ToolOptions />
          <Properties />
          <ChecksPanel refused={saving.refused} />
          <CategoriesPanel />
          <ContentsPanel />
        </div>
      </div>
      {hasKeys ? <KeysDialog onClose={() => setKeys(false)} /> : null}
    </div>
  )
}

function StatusLine() {
  const t = useText()
  const formats = useFormats()
  const editor = useEditor()
  const textOf = useSelectionText()
  const plan = usePlan()
  const selection = useEditorState((state) => state.selection)
  const percent = useEditorState(({ view }) => Math.round((view?.scale ?? 1) * 100))
  return (
    <div className="plan-status">
      <span className="grow small">{textOf(plan, selection)}</span>
      <span className="small number">{formats.percent(percent / 100)}</span>
      <div className="plan-icons" role="group" aria-label={t('plans.zoom')}>
        <IconButton icon="out" label={t('plans.zoomOut')} keys="-" onClick={() => zoomBy(editor, 0.8)} />
        <IconButton icon="in" label={t('plans.zoomIn')} keys="+" onClick={() => zoomBy(editor, 1.25)} />
        <IconButton icon="fit" label={t('plans.fit')} keys="0" onClick={() => fitView(editor)} />
      </div>
    </div>
  )
}
