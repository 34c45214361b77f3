import { type ReactNode, useState } from 'react'

import { useFormats } from '../../../i18n/formats.ts'
import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Select, TextField } from '../../../ui/fields.tsx'
import { COLOURS, recoloured, renamed, seatsByCategory, withCategory, withoutCategory } from './edit/categories.ts'
import { type Brush, type Flag, FLAGS } from './edit/painting.ts'
import { useEditor, useEditorState, usePlan } from './editor-state.ts'
import { Panel } from './panel.tsx'
import { useSettled } from './settled.ts'

/** As the contract has them. */
const MOST_CATEGORIES = 50

/** Categories and marks, each of them a brush: press one, then go over the seats. */
export function CategoriesPanel() {
  const t = useText()
  const formats = useFormats()
  const editor = useEditor()
  const plan = usePlan()
  const counts = seatsByCategory(useSettled(plan))
  const [edited, setEdited] = useState<string>()
  const without = counts.get('') ?? 0

  function add() {
    let name = t('plans.newCategory', { number: plan.categories.length + 1 })
    while (plan.categories.some((one) => one.name === name)) name += '+'
    editor.step(withCategory(plan, name))
    editor.set({ brush: { kind: 'category', category: name } })
    setEdited(name)
  }

  return (
    <Panel title={t('plans.paintTitle')}>
      <ul className="plain plan-palette" aria-label={t('plans.categories')}>
        {plan.categories.map(({ name, color }) => (
          <li key={name}>
            <BrushButton brush={{ kind: 'category', category: name }}>
              <span className="plan-swatch" style={{ background: color ?? 'transparent' }} />
              <span className="grow">{name}</span>
              <span className="soft small">{t('plans.seats', { count: counts.get(name) ?? 0 })}</span>
            </BrushButton>
            <Button kind="quiet" onClick={() => setEdited(name)}>
              {t('common.edit')}
              <span className="sr-only">: {name}</span>
            </Button>
          </li>
        ))}
        <li>
          <BrushButton brush={{ kind: 'category', category: '' }}>
            <span className="plan-swatch plan-swatch-none" />
            <span className="grow">{t('plans.noCategory')}</span>
            {without > 0 ? <span className="soft small">{formats.number(without)}</span> : null}
          </BrushButton>
        </li>
      </ul>
      {plan.categories.length < MOST_CATEGORIES ? (
        <Button kind="quiet" onClick={add}>
          {t('plans.addCategory')}
        </Button>
      ) : null}
      <h3>{t('plans.flags')}</h3>
      <ul className="plain plan-palette plan-flags">
        {FLAGS.map((flag) => (
          <li key={flag}>
            <FlagButton flag={flag} on />
            <FlagButton flag={flag} on={false} />
          </li>
        ))}
      </ul>
      {edited === undefined ? null : <CategoryDialog name={edited} onClose={() => setEdited(undefined)} />}
    </Panel>
  )
}

function FlagButton({ flag, on }: { flag: Flag; on: boolean }) {
  const t = useText()
  const name = t(`plans.flag-${flag}`)
  return (
    <BrushButton brush={{ kind: 'flag', flag, on }}>
      {on ? (
        <span className="grow">{name}</span>
      ) : (
        <>
          <span aria-hidden="true" title={t('plans.flagOff', { flag: name })}>
            −
          </span>
          <span className="sr-only">{t('plans.flagOff', { flag: name })}</span>
        </>
      )}
    </BrushButton>
  )
}

function BrushButton({ brush, children }: { brush: Brush; children: ReactNode }) {
  const editor = useEditor()
  const inHand = useEditorState((state) => (state.tool === 'brush' ? state.brush : undefined))
  return (
    <button
      type="button"
      className="plan-brush"
      aria-pressed={inHand !== undefined && JSON.stringify(inHand) === JSON.stringify(brush)}
      onClick={() => editor.set({ tool: 'brush', brush })}
    >
      {children}
    </button>
  )
}

/** Name, colour, and the way out of a category. */
function CategoryDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useText()
  const editor = useEditor()
  const plan = usePlan()
  const category = plan.categories.find((one) => one.name === name)
  const others = plan.categories.filter((one) => one.name !== name)
  const [typed, setTyped] = useState(name)
  const [colour, setColour] = useState(category?.color ?? COLOURS[0])
  const [heir, setHeir] = useState(others[0]?.name ?? '')
  const wanted = typed.trim()
  const error =
    wanted === ''
      ? t('common.rule-required')
      : others.some((one) => one.name.toLowerCase() === wanted.toLowerCase())
        ? t('common.rule-repeated')
        : undefined

  function save() {
    if (error) return
    editor.step(recoloured(wanted === name ? plan : renamed(plan, name, wanted), wanted, colour))
    const { brush, drawing } = editor.get()
    editor.set({
      ...(brush.kind === 'category' && brush.category === name ? { brush: { ...brush, category: wanted } } : {}),
      ...(drawing.category === name ? { drawing: { ...drawing, category: wanted } } : {}),
    })
    onClose()
  }
  function remove() {
    editor.step(withoutCategory(plan, name, heir))
    const { drawing } = editor.get()
    editor.set({ brush: { kind: 'category', category: heir }, drawing: { ...drawing, category: heir } })
    onClose()
  }

  return (
    <Dialog open title={t('plans.categoryTitle')} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <TextField
          label={t('plans.categoryName')}
          hint={t('plans.categoryHint')}
          value={typed}
          maxLength={100}
          autoComplete="off"
          error={error}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <fieldset className="plan-colours">
          <legend>{t('plans.colour')}</legend>
          <div className="row">
            {COLOURS.map((one, index) => (
              <label key={one} className="plan-colour">
                <input
                  type="radio"
                  name="colour"
                  value={one}
                  aria-label={t('plans.colourNumber', { number: index + 1 })}
                  checked={colour.toLowerCase() === one}
                  onChange={() => setColour(one)}
                />
                <span className="plan-swatch" style={{ background: one }} />
              </label>
            ))}
            <label className="plan-colour">
              <span className="small">{t('plans.otherColour')}</span>
              <input
                type="color"
                value={/^#[\da-f]{6}$/i.test(colour) ? colour : COLOURS[0]}
                onChange={({ currentTarget }) => setColour(currentTarget.value)}
              />
            </label>
          </div>
        </fieldset>
        <div className="well stack-s">
          <Select label={t('plans.heir')} value={heir} onChange={({ currentTarget }) => setHeir(currentTarget.value)}>
            {others.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
            <option value="">{t('plans.noCategory')}</option>
          </Select>
          <div>
            <Button kind="danger" onClick={remove}>
              {t('plans.removeCategory')}
            </Button>
          </div>
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="main">
            {t('plans.take')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
