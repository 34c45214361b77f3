import type { Plan } from '@fairground/contract'
import { planErrors } from '@fairground/seating'
import { useMemo, useState } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Badge } from '../../../ui/states.tsx'
import { bringIntoView } from './actions.ts'
import { type Finding, findingText, partAt } from './checks.ts'
import { seatCount } from './edit/parts.ts'
import { isEmpty } from './edit/selection.ts'
import { onSheet } from './edit/sheet.ts'
import { useEditor, usePlan } from './editor-state.ts'
import { Panel } from './panel.tsx'
import { useSettled } from './settled.ts'

interface ChecksPanelProps {
  /** What the service refused of the plan as it is now. */
  readonly refused: readonly Finding[]
}

/** The checks of 60,000 seats take half a second, in which nobody can draw. */
const MOST_CHECKED_LIVE = 20_000

/** What would sell a seat twice, or one that nobody finds: said while one draws, and where. */
export function ChecksPanel({ refused }: ChecksPanelProps) {
  const t = useText()
  const editor = useEditor()
  const settled = useSettled(usePlan())
  const [asked, setAsked] = useState<Plan>()
  const isLarge = seatCount(settled) > MOST_CHECKED_LIVE
  const isChecked = !isLarge || asked === settled
  const own = useMemo(() => (isChecked ? planErrors(onSheet(settled)) : []), [settled, isChecked])
  const known = new Set(own.map(({ path, rule }) => `${path} ${rule}`))
  const findings: Finding[] = [...own, ...refused.filter(({ path, rule }) => !known.has(`${path} ${rule ?? ''}`))]
  const isBegun = settled.zones.some((zone) => zone.rows.length > 0 || (zone.areas ?? []).length > 0)
  return (
    <Panel
      title={t('plans.checks')}
      note={
        findings.length > 0 && isBegun ? (
          <Badge kind="warning">{t('plans.findings', { count: findings.length })}</Badge>
        ) : null
      }
    >
      {!isBegun ? <p className="soft">{t('plans.nothingDrawn')}</p> : null}
      {isChecked ? null : (
        <>
          <p className="soft">{t('plans.checkLarge')}</p>
          <Button onClick={() => setAsked(settled)}>{t('plans.checkNow')}</Button>
        </>
      )}
      {isBegun && isChecked && findings.length === 0 ? <p className="soft">{t('plans.allRight')}</p> : null}
      {isBegun && findings.length > 0 ? (
        <ul className="plain plan-findings">
          {findings.map((finding) => {
            const part = partAt(settled, finding.path)
            const text = findingText(t, settled, finding)
            return (
              <li key={`${finding.path} ${finding.rule ?? ''}`}>
                <span className="grow">{text}</span>
                {isEmpty(part) ? null : (
                  <Button
                    kind="quiet"
                    onClick={() => {
                      editor.set({ selection: part, tool: part.seats.size > 0 ? 'seats' : 'select' })
                      bringIntoView(editor, part)
                    }}
                  >
                    {t('plans.showMe')}
                    <span className="sr-only">: {text}</span>
                  </Button>
                )}
              </li>
            )
          })}
        </ul>
      ) : null}
    </Panel>
  )
}
