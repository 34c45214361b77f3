import { type Account, listPlans, type Plan, type PlanSummary, readPlan, removePlan } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'

import { call } from '../../../api/client.ts'
import { useRead, useRefresh } from '../../../api/queries.ts'
import { readersZone, useFormats } from '../../../i18n/formats.ts'
import { factLine } from '../../../i18n/isolated.ts'
import { useText } from '../../../i18n/text.ts'
import { useAnnounce } from '../../../ui/announcer.tsx'
import { Button, ButtonLink } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Failure } from '../../../ui/notice.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, Skeleton } from '../../../ui/states.tsx'
import { plansPath } from '../../links.ts'
import { SignedIn } from '../../signed-in.tsx'
import { FileFaultNotice, FileInput } from './file-input.tsx'
import { handPlan } from './handed-plan.ts'
import { downloadPlan, type FileFault } from './plan-file.ts'
import { PlanPicture } from './plan-picture.tsx'

export function PlansPage() {
  const t = useText()
  const [, navigate] = useLocation()
  const [fault, setFault] = useState<FileFault>()
  const open = (plan: Plan) => {
    handPlan(plan)
    navigate(plansPath('new'))
  }
  return (
    <SignedIn>
      {(account) => (
        <Page
          title={t('plans.title')}
          actions={
            <>
              <ButtonLink to="/organizer">{t('organizer.myEvents')}</ButtonLink>
              <FileInput label={t('plans.import')} onPlan={open} onFault={setFault} />
              <ButtonLink kind="main" to={plansPath('new')}>
                {t('plans.newPlan')}
              </ButtonLink>
            </>
          }
        >
          <FileFaultNotice fault={fault} />
          <PlanLists account={account} onCopy={open} />
        </Page>
      )}
    </SignedIn>
  )
}

function PlanLists({ account, onCopy }: { account: Account; onCopy: (plan: Plan) => void }) {
  const t = useText()
  const { data, error, refetch } = useRead(listPlans, {})
  if (!data) return error ? <Failure error={error} onRetry={refetch} /> : <Skeleton shape="stub" count={3} />
  const own = data.items.filter(({ organizerId }) => organizerId !== null)
  const common = data.items.filter(({ organizerId }) => organizerId === null)
  return (
    <>
      <section className="stack" aria-labelledby="own-plans">
        <h2 id="own-plans">{t('plans.own')}</h2>
        {own.length === 0 ? (
          <Empty title={t('plans.emptyTitle')}>
            <p>{t('plans.empty')}</p>
            <ButtonLink kind="main" size="large" to={plansPath('new')}>
              {t('plans.first')}
            </ButtonLink>
          </Empty>
        ) : (
          <ul className="plain plan-cards">
            {own.map((plan) => (
              <PlanCard key={plan.id} plan={plan} account={account} onCopy={onCopy} isOwn />
            ))}
          </ul>
        )}
      </section>
      {common.length > 0 ? (
        <section className="stack" aria-labelledby="common-plans">
          <h2 id="common-plans">{t('plans.common')}</h2>
          <p className="soft">{t('plans.commonHint')}</p>
          <ul className="plain plan-cards">
            {common.map((plan) => (
              <PlanCard key={plan.id} plan={plan} account={account} onCopy={onCopy} isOwn={false} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

interface PlanCardProps {
  readonly plan: PlanSummary
  readonly account: Account
  readonly isOwn: boolean
  readonly onCopy: (plan: Plan) => void
}

function PlanCard({ plan, account, isOwn, onCopy }: PlanCardProps) {
  const t = useText()
  const formats = useFormats()
  const [isRemoving, setRemoving] = useState(false)
  const { id, name, seats, categories, standing, changedAt, organizerId } = plan
  const places = standing.reduce((sum, { capacity }) => sum + capacity, 0)
  const organizer = account.organizers.find((one) => one.id === organizerId)
  const read = useMutation({ mutationFn: () => call(readPlan, { params: { planId: id } }) })
  const about = <span className="sr-only">: {name}</span>
  return (
    <li className="sheet plan-card">
      <PlanPicture planId={id} />
      <div className="stack-s">
        <h3>{isOwn ? <Link href={plansPath(id)}>{name}</Link> : name}</h3>
        <p className="soft small">
          {factLine([
            seats > 0 ? t('plans.seats', { count: seats }) : undefined,
            places > 0 ? t('plans.standingPlaces', { count: places }) : undefined,
            isOwn && account.organizers.length > 1 ? organizer?.name : undefined,
            isOwn ? t('plans.changed', { when: formats.dateTime(changedAt, readersZone()) }) : undefined,
          ])}
        </p>
        <ul className="plain plan-legend">
          {categories.map((category) => (
            <li key={category.name} className="small">
              <span className="plan-swatch" style={{ background: category.color ?? 'transparent' }} />
              {category.name} <span className="soft">{formats.number(category.seats)}</span>
            </li>
          ))}
        </ul>
        <Failure error={read.error} />
        <div className="row">
          {isOwn ? (
            <ButtonLink to={plansPath(id)}>
              {t('common.edit')}
              {about}
            </ButtonLink>
          ) : null}
          <Button
            kind={isOwn ? 'quiet' : undefined}
            busy={read.isPending}
            onClick={() =>
              read.mutate(undefined, {
                onSuccess: (copy) => onCopy({ ...copy, name: t('plans.copyOf', { name }) }),
              })
            }
          >
            {t('plans.copy')}
            {about}
          </Button>
          <Button
            kind="quiet"
            busy={read.isPending}
            onClick={() => read.mutate(undefined, { onSuccess: (file) => downloadPlan(file, 'fairground') })}
          >
            {t('plans.export')}
            {about}
          </Button>
          {isOwn ? (
            <Button kind="quiet" onClick={() => setRemoving(true)}>
              {t('plans.delete')}
              {about}
            </Button>
          ) : null}
        </div>
      </div>
      {isRemoving ? <RemoveDialog plan={plan} onClose={() => setRemoving(false)} /> : null}
    </li>
  )
}

function RemoveDialog({ plan: { id, name }, onClose }: { plan: PlanSummary; onClose: () => void }) {
  const t = useText()
  const announce = useAnnounce()
  const refresh = useRefresh()
  const remove = useMutation({
    mutationFn: () => call(removePlan, { params: { planId: id } }),
    async onSuccess() {
      announce(t('plans.removed', { name }))
      onClose()
      await refresh(listPlans)
    },
  })
  return (
    <Dialog
      open
      title={t('plans.removeTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('plans.delete')}
          </Button>
        </>
      }
    >
      <p>{t('plans.removeHint')}</p>
      <Failure error={remove.error} />
    </Dialog>
  )
}
