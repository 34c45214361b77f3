import {
  type Account,
  createPlan,
  listPlans,
  type Plan,
  type PlanSummary,
  readPlan,
  replacePlan,
} from '@fairground/contract'
import { withIds } from '@fairground/seating'
import { useEffect, useRef, useState } from 'react'

import { call, problemOf } from '../../../api/client.ts'
import { useRefresh } from '../../../api/queries.ts'
import { useText } from '../../../i18n/text.ts'
import { useAnnounce } from '../../../ui/announcer.tsx'
import type { Finding } from './checks.ts'
import { identified } from './edit/ids.ts'
import { onSheet } from './edit/sheet.ts'
import type { Editor } from './editor-state.ts'
import { useEditorState } from './editor-state.ts'
import { forgetPlan, keepPlan, keptPlanName } from './kept-plan.ts'
import { useSettled } from './settled.ts'

/** What is known of the plan where it is kept. */
export interface Base {
  readonly id: string
  readonly version: number
}

interface SavingOptions {
  readonly editor: Editor
  readonly account: Account
  readonly base: Base | undefined
  /** As the service has it; undefined for one that nobody saved yet. */
  readonly saved: Plan | undefined
  /** Whether its seats have the ids that this editor gave them: nobody knows them yet. */
  readonly isOwnDrawing: boolean
  readonly onSaved: (plan: PlanSummary) => void
}

export type PlanSaving = ReturnType<typeof usePlanSaving>

/** The way of a plan to the service, and until then into this browser. */
export function usePlanSaving({ editor, account, saved: start, base: first, isOwnDrawing, onSaved }: SavingOptions) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const [base, setBase] = useState(first)
  const [saved, setSaved] = useState(start)
  const [organizerId, setOrganizerId] = useState(account.organizers.find(({ role }) => role !== 'door')?.id)
  const [isSaving, setSaving] = useState(false)
  const [error, setError] = useState<unknown>()
  const [refused, setRefused] = useState<{ plan: Plan; findings: readonly Finding[] }>()
  const hasTidied = useRef(!isOwnDrawing)
  const plan = useEditorState(({ history }) => history.present)
  const isTouched = plan !== saved
  const isKept = useKeeping(keptPlanName(account.id, base?.id), plan, isTouched, base?.version)

  async function save(how: 'as-it-is' | 'as-a-copy' = 'as-it-is') {
    if (isSaving) return
    setSaving(true)
    const drawn = editor.get().history.present
    const sent = settled(drawn)
    const old = how === 'as-it-is' ? base : undefined
    try {
      const summary = old
        ? await call(replacePlan, { params: { planId: old.id }, body: { plan: sent }, ifMatch: String(old.version) })
        : await call(createPlan, { body: { plan: sent, ...(organizerId === undefined ? {} : { organizerId }) } })
      forgetPlan(keptPlanName(account.id, base?.id))
      setBase({ id: summary.id, version: summary.version })
      hasTidied.current = true
      // Who drew on meanwhile saves that with the next press.
      if (editor.get().history.present === drawn) editor.amend(sent)
      setSaved(sent)
      setError(undefined)
      setRefused(undefined)
      announce(t('plans.saved', { name: summary.name }))
      await refresh(listPlans, readPlan)
      onSaved(summary)
    } catch (failure) {
      const findings = findingsIn(failure)
      // Nothing is in another place in what was sent: the paths are good for what is shown, too.
      setRefused({ plan: drawn, findings })
      setError(failure)
    } finally {
      setSaving(false)
    }
  }

  /** What is sent: on a sheet that holds it, and at its first time with ids that can be read aloud. */
  function settled(now: Plan): Plan {
    return onSheet(hasTidied.current || base ? now : identified(withIds(now)))
  }

  /** Theirs in the place of mine. */
  async function takeTheirs() {
    if (!base) return
    try {
      const { items } = await call(listPlans, {})
      const now = await call(readPlan, { params: { planId: base.id } })
      const own = identified(now)
      const version = items.find(({ id }) => id === base.id)?.version ?? base.version
      editor.restart(own)
      setSaved(own)
      setBase({ ...base, version })
      setError(undefined)
    } catch (failure) {
      setError(failure)
    }
  }

  return {
    ...{ base, isSaving, isTouched, isKept, organizerId, setOrganizerId, save, takeTheirs },
    isStale: problemOf(error)?.code === 'stale-version',
    // What is told in the list of what is not right is not told twice.
    error: refused && refused.findings.length > 0 ? undefined : error,
    refused: refused?.plan === plan ? refused.findings : [],
  }
}

function findingsIn(failure: unknown): Finding[] {
  return (problemOf(failure)?.errors ?? []).map(({ path, ...rest }) => ({
    ...rest,
    path: path.replace(/^plan\.?/, ''),
  }))
}

/** Keeps what is not saved in this browser; whether it could. */
function useKeeping(name: string, plan: Plan, isTouched: boolean, version: number | undefined): boolean {
  const settled = useSettled(plan)
  const [isKept, setKept] = useState(true)
  useEffect(() => {
    if (!isTouched) forgetPlan(name)
    else if (settled === plan) setKept(keepPlan(name, { plan: settled, version, keptAt: Date.now() }))
  }, [name, settled, plan, isTouched, version])
  useLeaveWarning(isTouched, isTouched && !isKept)
  return isKept
}

/**
 * Whoever closes the page is asked before; whoever follows a link of ours only where what they drew would be lost.
 */
function useLeaveWarning(isTouched: boolean, isLost: boolean): void {
  const t = useText()
  useEffect(() => {
    if (!isTouched) return undefined
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', onUnload)
    return () => window.removeEventListener('beforeunload', onUnload)
  }, [isTouched])
  useEffect(() => {
    if (!isLost) return undefined
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null
      if (!link || link.hasAttribute('download') || window.confirm(t('plans.leave'))) return
      event.preventDefault()
      event.stopPropagation()
    }
    // Before the router sees it.
    document.addEventListener('click', onClick, true)
    return () => document.removeEventListener('click', onClick, true)
  }, [isLost, t])
}
