import { listPlans, type PlanSummary } from '@fairground/contract'
import { lazy, Suspense } from 'react'

import { useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Checkbox, Select } from '../../ui/fields.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { plansPath } from '../links.ts'
import { wholeText } from './amounts.ts'
import { type AreaDraft, emptyType } from './event-draft.ts'
import { errorAt } from './field-errors.ts'
import { planned, soldCategories, unsoldCategories, withoutPlan, withStanding } from './seated-draft.ts'
import type { EventForm } from './use-event-form.ts'

/** With all that draws a plan: for those who choose one. */
const PlanPicture = lazy(async () => ({ default: (await import('./plans/plan-picture.tsx')).PlanPicture }))

interface SeatedProps {
  readonly form: EventForm
  readonly area: AreaDraft
  readonly path: string
  readonly newKey: () => string
}

/** Whether an area that is to be has seats. An event has one with seats at most. */
export function KindChoice({ form, area }: Pick<SeatedProps, 'form' | 'area'>) {
  const t = useText()
  const others = form.draft.areas.filter(({ key }) => key !== area.key)
  // A standing area is one of a plan, and has no seats.
  if (area.standing !== '' || others.some(({ kind }) => kind === 'seated')) return null

  function choose(kind: string) {
    form.change((before) => {
      if (kind !== 'seated') return withoutPlan(before, area.key)
      const areas = before.areas.map((one) => (one.key === area.key ? { ...one, kind: 'seated' as const } : one))
      return { ...before, areas }
    }, 'areas')
  }

  return (
    <Select
      label={t('organizer.placesKind')}
      value={area.kind}
      onChange={({ currentTarget: { value } }) => choose(value)}
    >
      <option value="general">{t('organizer.places-general')}</option>
      <option value="seated">{t('organizer.places-seated')}</option>
    </Select>
  )
}

/** The plan of an area that is to be, with what it sells. */
export function PlanFields({ form, area, path, newKey }: SeatedProps) {
  const t = useText()
  const formats = useFormats()
  const { data, error, refetch } = useRead(listPlans, {})
  if (!data) return error ? <Failure error={error} onRetry={refetch} /> : <Skeleton />
  const plan = data.items.find(({ id }) => id === area.planId)
  const own = data.items.filter(({ organizerId }) => organizerId !== null)
  const common = data.items.filter(({ organizerId }) => organizerId === null)
  const option = ({ id, name, seats }: PlanSummary) => (
    <option key={id} value={id}>
      {t('organizer.planOption', { name, seats: formats.number(seats) })}
    </option>
  )
  return (
    <>
      <Select
        label={t('organizer.plan')}
        hint={t('organizer.planHint')}
        value={plan?.id ?? ''}
        error={errorAt(t, form.errors, `${path}.planId`)}
        onChange={({ currentTarget: { value } }) => {
          const chosen = data.items.find(({ id }) => id === value)
          if (chosen) form.change((before) => planned(before, area.key, chosen, newKey), path)
        }}
      >
        {plan ? null : <option value="">{t('organizer.choosePlan')}</option>}
        {own.length > 0 ? <optgroup label={t('organizer.ownPlans')}>{own.map(option)}</optgroup> : null}
        <optgroup label={t('organizer.commonPlans')}>{common.map(option)}</optgroup>
      </Select>
      {plan ? <ChosenPlan plan={plan} /> : null}
      <div className="row">
        <ButtonLink kind="quiet" to={plansPath('new')}>
          {t('organizer.drawPlan')}
        </ButtonLink>
        {plan && plan.organizerId !== null ? (
          <ButtonLink kind="quiet" to={plansPath(plan.id)}>
            {t('organizer.changePlan')}
          </ButtonLink>
        ) : null}
      </div>
    </>
  )
}

function ChosenPlan({ plan }: { plan: PlanSummary }) {
  const t = useText()
  return (
    <div className="chosen-plan">
      <Suspense fallback={<Skeleton shape="stub" />}>
        <PlanPicture planId={plan.id} />
      </Suspense>
      <ul className="plain" aria-label={t('organizer.seatsByCategory')}>
        {soldCategories(plan).map(({ name, color, seats }) => (
          <li key={name} className="row">
            <span className="chosen-plan-colour" style={{ background: color ?? 'transparent' }} />
            <span className="grow">{name}</span>
            <span className="soft">{t('organizer.seatCount', { count: seats })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Below the tickets of an area with seats: what is not sold yet, standing areas, and a rule. */
export function SeatedExtras({ form, area, path, newKey }: SeatedProps) {
  const t = useText()
  const { language } = useTexts()
  const { data } = useRead(listPlans, {}, { enabled: area.planId !== '' })
  const plan = data?.items.find(({ id }) => id === area.planId)
  const unsold = plan ? unsoldCategories(area, plan) : []
  const refused = errorAt(t, form.errors, `${path}.ticketTypes`)
  return (
    <>
      {unsold.length > 0 ? (
        <div className="stack-s" tabIndex={-1} data-refusal={refused ? '' : undefined}>
          <p className="field-error">{t('organizer.unsold', { names: unsold.join(', ') })}</p>
          <div>
            <Button
              onClick={() =>
                form.change((before) => {
                  const added = unsold.map((name) => emptyType(newKey(), name, name))
                  const areas = before.areas.map((one) =>
                    one.key === area.key ? { ...one, ticketTypes: [...one.ticketTypes, ...added] } : one,
                  )
                  return { ...before, areas }
                }, `${path}.ticketTypes`)
              }
            >
              {t('organizer.addUnsold')}
            </Button>
          </div>
        </div>
      ) : null}
      {plan && plan.standing.length > 0 ? (
        <fieldset>
          <legend className="small-legend">{t('organizer.standingLegend')}</legend>
          {plan.standing.map(({ name, capacity }) => (
            <Checkbox
              key={name}
              label={t('organizer.sellStanding', { name, count: capacity })}
              checked={form.draft.areas.some((one) => one.standing === name)}
              onChange={({ currentTarget: { checked } }) => {
                const places = wholeText(capacity, language)
                const type = emptyType(newKey(), name)
                form.change((before) => withStanding(before, { name, places }, checked, type), 'areas')
              }}
            />
          ))}
        </fieldset>
      ) : null}
      <div>
        <Checkbox
          label={t('organizer.noLonelySeats')}
          checked={area.noLonelySeats}
          onChange={({ currentTarget: { checked } }) =>
            form.change(
              (before) => ({
                ...before,
                areas: before.areas.map((one) => (one.key === area.key ? { ...one, noLonelySeats: checked } : one)),
              }),
              `${path}.noLonelySeats`,
            )
          }
        />
        <p className="field-hint">{t('organizer.noLonelySeatsHint')}</p>
      </div>
    </>
  )
}

interface CategoryFieldProps {
  readonly form: EventForm
  readonly area: AreaDraft
  readonly category: string
  /** Of a ticket that is there already, it is fixed. */
  readonly isFixed: boolean
  readonly error: string | undefined
  readonly onChange: (category: string) => void
}

/** Which seats a ticket is for. */
export function CategoryField({ form, area, category, isFixed, error, onChange }: CategoryFieldProps) {
  const t = useText()
  const { data } = useRead(listPlans, {}, { enabled: area.planId !== '' })
  const plan = data?.items.find(({ id }) => id === area.planId)
  const known = form.base?.areas.find(({ id }) => id === area.id)
  // An area that is there does not say what its plan has; that each category is sold, its tickets say.
  const names = plan
    ? soldCategories(plan).map(({ name }) => name)
    : [...new Set((known?.ticketTypes ?? []).flatMap((type) => type.category ?? []))]
  if (isFixed || names.length === 0) {
    return category === '' ? null : <p className="field-hint">{t('organizer.ofCategory', { category })}</p>
  }
  return (
    <Select
      label={t('organizer.category')}
      value={category}
      error={error}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    >
      {category === '' ? <option value="">{t('organizer.chooseCategory')}</option> : null}
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  )
}
