import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/fields.tsx'
import { drawInTheMiddle } from './actions.ts'
import { idOf } from './edit/parts.ts'
import { MOST_SEATS_A_ROW, type RowsDrawing } from './edit/rows.ts'
import { type Form, useEditor, useEditorState, usePlan } from './editor-state.ts'
import { NumberField } from './number-field.tsx'
import { LabellingFields, NumberingFields } from './numbering-fields.tsx'
import { Panel } from './panel.tsx'
import { sectionName } from './selection-text.ts'
import { useWords } from './words.ts'

const FORMS: readonly Form[] = ['rectangle', 'ellipse', 'polygon']
/** As the contract has them, and a hundred rows at once. */
const MOST_SPACING = 1_000
const MOST_CURVE = 10_000
const MOST_ROWS_AT_ONCE = 200

/** What the tool in hand has to be told; nothing for those that need nothing. */
export function ToolOptions() {
  const t = useText()
  const tool = useEditorState((state) => state.tool)
  switch (tool) {
    case 'rows':
      return (
        <Panel title={t('plans.tool-rows')}>
          <p className="soft small">{t('plans.rowsHint')}</p>
          <RowsOptions />
          <DrawHere />
        </Panel>
      )
    case 'section':
      return (
        <Panel title={t('plans.tool-section')}>
          <p className="soft small">{t('plans.sectionHint')}</p>
        </Panel>
      )
    case 'stage':
    case 'standing':
    case 'shape':
      return (
        <Panel title={t(`plans.tool-${tool}`)}>
          <FormOption />
          <HomeOption />
          <DrawHere />
        </Panel>
      )
    case 'text':
      return (
        <Panel title={t('plans.tool-text')}>
          <p className="soft small">{t('plans.textHint')}</p>
          <DrawHere />
        </Panel>
      )
    case 'focus':
      return (
        <Panel title={t('plans.tool-focus')}>
          <p className="soft small">{t('plans.focusHint')}</p>
          <DrawHere />
        </Panel>
      )
    case 'brush':
      return (
        <Panel title={t('plans.tool-brush')}>
          <p className="soft small">{t('plans.brushHint')}</p>
          <BrushReach />
        </Panel>
      )
    case 'select':
    case 'seats':
    case 'hand':
      return null
    default:
      return tool satisfies never
  }
}

/** For those who do not draw with a pointer. */
function DrawHere() {
  const t = useText()
  const editor = useEditor()
  const words = useWords()
  return <Button onClick={() => drawInTheMiddle(editor, words)}>{t('plans.drawHere')}</Button>
}

function RowsOptions() {
  const t = useText()
  const editor = useEditor()
  const drawing = useEditorState((state) => state.drawing)
  const set = (part: Partial<RowsDrawing>) => editor.set({ drawing: { ...editor.get().drawing, ...part } })
  return (
    <>
      <div className="plan-fields">
        <NumberField
          label={t('plans.rowsField')}
          value={drawing.rows}
          least={1}
          most={MOST_ROWS_AT_ONCE}
          onChange={(rows = 1) => set({ rows: Math.round(rows) })}
        />
        <NumberField
          label={t('plans.seatsField')}
          hint={t('plans.seatsFieldHint')}
          value={drawing.seats}
          least={1}
          most={MOST_SEATS_A_ROW}
          optional
          onChange={(seats) => set({ seats: seats === undefined ? undefined : Math.round(seats) })}
        />
        <NumberField
          label={t('plans.spacing')}
          value={drawing.spacing}
          least={1}
          most={MOST_SPACING}
          onChange={(spacing = 24) => set({ spacing })}
        />
        <NumberField
          label={t('plans.rowGap')}
          value={drawing.rowGap}
          least={1}
          most={MOST_SPACING}
          onChange={(rowGap = 32) => set({ rowGap })}
        />
        <NumberField
          label={t('plans.curve')}
          value={drawing.curve}
          least={-MOST_CURVE}
          most={MOST_CURVE}
          onChange={(curve = 0) => set({ curve })}
        />
        <NumberField
          label={t('plans.growth')}
          value={drawing.growth}
          least={-100}
          most={100}
          onChange={(growth = 0) => set({ growth: Math.round(growth) })}
        />
      </div>
      <LabellingFields value={drawing.labels} mayGoOn onChange={(labels) => set({ labels })} />
      <NumberingFields value={drawing.numbering} onChange={(numbering) => set({ numbering })} />
      <CategoryOption drawing={drawing} onChange={(category) => set({ category })} />
      <HomeOption />
    </>
  )
}

function CategoryOption({ drawing, onChange }: { drawing: RowsDrawing; onChange: (category: string) => void }) {
  const t = useText()
  const { categories } = usePlan()
  return (
    <Select
      label={t('plans.category')}
      value={drawing.category}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {categories.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
      <option value="">{t('plans.noCategory')}</option>
    </Select>
  )
}

/** Where new rows and shapes go; a plan of one section has no choice. */
function HomeOption() {
  const t = useText()
  const editor = useEditor()
  const { zones } = usePlan()
  const home = useEditorState((state) => state.home)
  if (zones.length < 2) return null
  return (
    <Select
      label={t('plans.inSection')}
      value={home}
      onChange={({ currentTarget }) => editor.set({ home: currentTarget.value })}
    >
      {zones.map((zone) => (
        <option key={idOf(zone)} value={idOf(zone)}>
          {sectionName(t, zone)}
        </option>
      ))}
    </Select>
  )
}

function FormOption() {
  const t = useText()
  const editor = useEditor()
  const form = useEditorState((state) => state.form)
  return (
    <Select
      label={t('plans.form')}
      hint={form === 'polygon' ? t('plans.polygonHint') : undefined}
      value={form}
      onChange={({ currentTarget }) =>
        editor.set({ form: FORMS.find((one) => one === currentTarget.value) ?? 'rectangle' })
      }
    >
      {FORMS.map((one) => (
        <option key={one} value={one}>
          {t(`plans.form-${one}`)}
        </option>
      ))}
    </Select>
  )
}

/** In the plan's units around the pointer. */
const REACHES = [0, 40, 120] as const

function BrushReach() {
  const t = useText()
  const editor = useEditor()
  const reach = useEditorState((state) => state.brushReach)
  return (
    <Select
      label={t('plans.brushSize')}
      value={String(reach)}
      onChange={({ currentTarget }) => editor.set({ brushReach: Number(currentTarget.value) })}
    >
      {REACHES.map((one) => (
        <option key={one} value={one}>
          {t(`plans.brush-${one}`)}
        </option>
      ))}
    </Select>
  )
}
