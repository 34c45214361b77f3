import { useRef } from 'react'

import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, TextField } from '../../ui/fields.tsx'
import { parseAmount } from './amounts.ts'
import { CurrencyField } from './currency-field.tsx'
import { type AreaDraft, emptyArea, emptyType, type EventDraft, type TypeDraft } from './event-draft.ts'
import { errorAt } from './field-errors.ts'
import { CategoryField, KindChoice, PlanFields, SeatedExtras } from './seated-fields.tsx'
import { TypeFields } from './type-fields.tsx'
import type { EventForm } from './use-event-form.ts'

/** As many as the service takes of each. */
const MOST_AREAS = 50
const MOST_TYPES = 50

/** How many places there are and what they cost: one line where there is one kind of ticket. */
export function TicketFields({ form }: { form: EventForm }) {
  const t = useText()
  const { draft, change } = form
  const { areas } = draft
  const isPriced = areas.some((area) => area.ticketTypes.some((type) => (parseAmount(type.price, 2) ?? 0) > 0))
  const newKey = useNewKey()

  function addArea() {
    const name = areas.length === 0 ? t('organizer.defaultArea') : ''
    const area = emptyArea(newKey(), name, [emptyType(newKey(), t('organizer.defaultType'))])
    change((before) => ({ ...before, areas: [...before.areas, area] }))
  }

  return (
    <div className="stack">
      {areas.map((area, index) => (
        <AreaFields key={area.key} form={form} area={area} index={index} newKey={newKey} />
      ))}
      <CurrencyField form={form} />
      {isPriced ? (
        <div>
          <Checkbox
            label={t('organizer.payAtDoor')}
            checked={draft.payAtDoor}
            onChange={({ currentTarget: { checked } }) => change((before) => ({ ...before, payAtDoor: checked }))}
          />
          {draft.payAtDoor ? null : <p className="field-error">{t('organizer.noPayment')}</p>}
        </div>
      ) : null}
      {areas.length < MOST_AREAS ? (
        <div>
          <Button kind="quiet" onClick={addArea}>
            {t('organizer.addArea')}
          </Button>
          <span className="field-hint"> {t('organizer.addAreaHint')}</span>
        </div>
      ) : null}
    </div>
  )
}

/** Names for new parts, each once as long as the form is open. */
function useNewKey(): () => string {
  const made = useRef(0)
  return () => {
    made.current += 1
    return `new-${Date.now().toString(36)}-${made.current}`
  }
}

interface AreaProps {
  readonly form: EventForm
  readonly area: AreaDraft
  readonly index: number
  readonly newKey: () => string
}

function AreaFields({ form, area, index, newKey }: AreaProps) {
  const t = useText()
  const { draft, errors, change, base } = form
  const path = `areas.${index}`
  const isAlone = draft.areas.length === 1
  const isSeated = area.kind === 'seated'
  const isBare = isAlone && !isSeated && area.ticketTypes.length === 1
  const seated = { form, area, path, newKey }
  // Which tickets there are, the plan says.
  const isWaiting = isSeated && area.id === undefined && area.planId === ''
  const error = (name: string) => errorAt(t, errors, `${path}.${name}`)
  const known = base?.areas.find(({ id }) => id === area.id)
  const set = (part: Partial<AreaDraft>, ...paths: string[]) =>
    change((before) => withArea(before, area.key, part), ...paths)
  const setTypes = (ticketTypes: readonly TypeDraft[]) => set({ ticketTypes }, `${path}.ticketTypes`)

  const capacity = (
    <TextField
      label={t('organizer.capacity')}
      hint={known ? t('organizer.taken', { count: known.capacity - known.left }) : undefined}
      inputMode="numeric"
      autoComplete="off"
      value={area.capacity}
      error={error('capacity')}
      onChange={({ currentTarget: { value } }) => set({ capacity: value }, `${path}.capacity`)}
    />
  )
  const name = (
    <TextField
      label={t('organizer.areaName')}
      hint={isAlone ? t('organizer.areaNameHint') : undefined}
      value={area.name}
      maxLength={200}
      error={error('name')}
      onChange={({ currentTarget: { value } }) => set({ name: value }, `${path}.name`)}
    />
  )
  return (
    <div
      className={isAlone ? 'stack' : 'area stack'}
      role="group"
      aria-label={isAlone ? undefined : area.name || t('organizer.newArea')}
    >
      {isAlone ? null : (
        <div className="fields">
          {name}
          {isSeated ? null : capacity}
        </div>
      )}
      {area.id === undefined ? <KindChoice form={form} area={area} /> : null}
      {isSeated && area.id === undefined ? <PlanFields {...seated} /> : null}
      {isSeated && known ? (
        <p className="soft">{t('organizer.planPinned', { count: known.seating?.seats ?? known.capacity })}</p>
      ) : null}
      {isAlone && !isBare && !isSeated ? <div className="fields">{capacity}</div> : null}
      {(isWaiting ? [] : area.ticketTypes).map((type, place) => (
        <TypeFields
          key={type.key}
          form={form}
          type={type}
          path={`${path}.ticketTypes.${place}`}
          capacity={isBare ? capacity : undefined}
          areaName={isBare ? name : undefined}
          category={
            isSeated ? (
              <CategoryField
                form={form}
                area={area}
                category={type.category}
                isFixed={type.id !== undefined}
                error={error(`ticketTypes.${place}.category`)}
                onChange={(category) =>
                  change(
                    (before) => withType(before, area.key, type.key, { category }),
                    `${path}.ticketTypes.${place}.category`,
                  )
                }
              />
            ) : undefined
          }
          mustShowArea={isBare && error('name') !== undefined}
          onChange={(part, ...paths) => change((before) => withType(before, area.key, type.key, part), ...paths)}
          onRemove={
            type.id === undefined && area.ticketTypes.length > 1
              ? () => setTypes(area.ticketTypes.filter((one) => one.key !== type.key))
              : undefined
          }
        />
      ))}
      <div className="row">
        {area.ticketTypes.length < MOST_TYPES && !isWaiting ? (
          <Button
            kind="quiet"
            onClick={() =>
              setTypes([...area.ticketTypes, emptyType(newKey(), '', area.ticketTypes.at(-1)?.category ?? '')])
            }
          >
            {t('organizer.addType')}
            {isAlone ? null : <span className="sr-only">: {area.name}</span>}
          </Button>
        ) : null}
        {area.id === undefined && !isAlone ? (
          <Button
            kind="quiet"
            onClick={() =>
              change((before) => ({ ...before, areas: before.areas.filter(({ key }) => key !== area.key) }), 'areas')
            }
          >
            {t('organizer.removeArea')}
            <span className="sr-only">: {area.name}</span>
          </Button>
        ) : null}
      </div>
      {isSeated && !isWaiting ? <SeatedExtras {...seated} /> : null}
    </div>
  )
}

function withArea(draft: EventDraft, key: string, part: Partial<AreaDraft>): EventDraft {
  return { ...draft, areas: draft.areas.map((area) => (area.key === key ? { ...area, ...part } : area)) }
}

function withType(draft: EventDraft, areaKey: string, typeKey: string, part: Partial<TypeDraft>): EventDraft {
  const areas = draft.areas.map((area) =>
    area.key === areaKey
      ? { ...area, ticketTypes: area.ticketTypes.map((type) => (type.key === typeKey ? { ...type, ...part } : type)) }
      : area,
  )
  return { ...draft, areas }
}
