import { type Account, listPlans, type Plan, readPlan } from '@fairground/contract'
import { useRef, useState } from 'react'
import { useLocation, useParams } from 'wouter'

import { problemOf } from '../../../api/client.ts'
import { useRead } from '../../../api/queries.ts'
import { readersZone, useFormats } from '../../../i18n/formats.ts'
import { useText } from '../../../i18n/text.ts'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Failure, Notice } from '../../../ui/notice.tsx'
import { Page } from '../../../ui/page.tsx'
import { Skeleton } from '../../../ui/states.tsx'
import { plansPath } from '../../links.ts'
import { NotFoundPage } from '../../not-found-page.tsx'
import { SignedIn } from '../../signed-in.tsx'
import { COLOURS } from './edit/categories.ts'
import { identified } from './edit/ids.ts'
import { emptyPlan } from './edit/sheet.ts'
import { PlanEditor } from './editor.tsx'
import { takeHandedPlan } from './handed-plan.ts'
import { forgetPlan, keptPlanName, readKeptPlan } from './kept-plan.ts'
import type { Base } from './use-plan-saving.ts'

const NEW = 'new'

export function EditorPage() {
  const { planId } = useParams<{ planId: string }>()
  const [, navigate] = useLocation()
  // A plan that was just saved for the first time has an address of its own, and is drawn on with all its steps back.
  const session = useRef({ planId, key: planId })
  if (session.current.planId !== planId) session.current = { planId, key: planId }
  const { key } = session.current
  function onSaved({ id }: { id: string }) {
    if (id === session.current.planId) return
    session.current = { planId: id, key }
    navigate(plansPath(id), { replace: true })
  }
  return (
    <SignedIn>
      {(account) =>
        key === NEW ? (
          <NewPlan key={key} account={account} onSaved={onSaved} />
        ) : (
          <KnownPlan key={key} account={account} planId={key} onSaved={onSaved} />
        )
      }
    </SignedIn>
  )
}

interface SavedProps {
  readonly account: Account
  readonly onSaved: (plan: { id: string }) => void
}

function NewPlan({ account, onSaved }: SavedProps) {
  const t = useText()
  const [handed] = useState(takeHandedPlan)
  const start = () => emptyPlan(t('plans.untitled'), t('plans.firstCategory'), COLOURS[1])
  return (
    <Opened
      account={account}
      onSaved={onSaved}
      planId={undefined}
      start={() => handed ?? start()}
      isHanded={handed !== undefined}
      base={undefined}
    />
  )
}

function KnownPlan({ account, planId, onSaved }: SavedProps & { planId: string }) {
  const t = useText()
  // Its version first: a plan that is newer than it is only refused, and not written over.
  const list = useRead(listPlans, {})
  const read = useRead(readPlan, { params: { planId } }, { enabled: list.data !== undefined })
  const summary = list.data?.items.find(({ id }) => id === planId)
  const error = list.error ?? read.error
  // Read anew in the background it is not opened anew.
  const opened = useRef<{ plan: Plan; version: number | undefined }>(undefined)
  if (read.data && !read.isFetching) opened.current ??= { plan: identified(read.data), version: summary?.version }
  if (opened.current) {
    const { plan, version } = opened.current
    const isOwn = summary !== undefined && summary.organizerId !== null && version !== undefined
    return (
      <Opened
        account={account}
        onSaved={onSaved}
        planId={planId}
        start={() => plan}
        isHanded={false}
        base={isOwn ? { id: planId, version } : undefined}
      />
    )
  }
  if (problemOf(error)?.code === 'not-found') return <NotFoundPage />
  return (
    <Page title={t('plans.title')}>
      {error ? <Failure error={error} onRetry={() => (list.error ? list.refetch() : read.refetch())} /> : null}
      {error ? null : <Skeleton shape="block" count={2} />}
    </Page>
  )
}

interface OpenedProps extends SavedProps {
  readonly planId: string | undefined
  readonly start: () => Plan
  /** Nothing of it is kept anywhere yet. */
  readonly isHanded: boolean
  readonly base: Base | undefined
}

/** What was drawn before and not saved is there again; whoever does not want it begins anew. */
function Opened({ account, planId, start, isHanded, base, onSaved }: OpenedProps) {
  const t = useText()
  const formats = useFormats()
  const name = keptPlanName(account.id, base?.id)
  const [opened, setOpened] = useState(() => {
    const fresh = identified(start())
    const kept = isHanded || (planId !== undefined && !base) ? undefined : readKeptPlan(name)
    const version = kept?.version ?? base?.version
    return { fresh, plan: kept ? identified(kept.plan) : fresh, kept, version, turn: 0 }
  })
  const { kept, fresh } = opened
  function startOver() {
    forgetPlan(name)
    setOpened({ fresh, plan: fresh, kept: undefined, version: base?.version, turn: opened.turn + 1 })
  }
  const isCopy = planId !== undefined && !base
  return (
    <Page
      title={t(planId === undefined ? 'plans.newPlan' : 'plans.editPlan')}
      actions={<ButtonLink to={plansPath()}>{t('plans.all')}</ButtonLink>}
    >
      {isCopy ? <Notice>{t('plans.comesAlong')}</Notice> : null}
      {kept ? (
        <Notice actions={<Button onClick={startOver}>{t('plans.startOver')}</Button>}>
          {t('plans.restored', { when: formats.dateTime(new Date(kept.keptAt).toISOString(), readersZone()) })}
        </Notice>
      ) : null}
      <PlanEditor
        key={opened.turn}
        account={account}
        plan={opened.plan}
        saved={isHanded ? undefined : fresh}
        base={base && opened.version !== undefined ? { id: base.id, version: opened.version } : undefined}
        isOwnDrawing={planId === undefined && !isHanded}
        onSaved={onSaved}
      />
    </Page>
  )
}
