import type { PlanArea } from '@fairground/contract'
import { MOST_PLACES } from '@fairground/contract'

import { useText } from '../../../i18n/text.ts'
import { Checkbox, TextField } from '../../../ui/fields.tsx'
import { idOf } from './edit/parts.ts'
import { round } from './edit/points.ts'
import { capacityOf, changedArea, renamedArea, resized, sizeOf } from './edit/shapes.ts'
import { useEditor } from './editor-state.ts'
import { NumberField } from './number-field.tsx'
import { areaName } from './selection-text.ts'

const MOST_EXTENT = 1_000_000
const MOST_COORDINATE = 1_000_000

/** A shape: what stands on it, what it is for, how large it is and where. */
export function ShapeFields({ area }: { area: PlanArea }) {
  const t = useText()
  const editor = useEditor()
  const size = sizeOf(area)
  const position = area.position ?? { x: 0, y: 0 }
  const change = (what: string, to: (one: PlanArea) => PlanArea) =>
    editor.step(changedArea(editor.get().history.present, idOf(area), to), `${what} ${idOf(area)}`)
  return (
    <>
      <TextField
        label={area.standing ? t('plans.standingName') : t('plans.words')}
        value={area.standing?.name ?? area.text?.text ?? ''}
        maxLength={area.standing ? 100 : 200}
        autoComplete="off"
        error={area.standing && area.standing.name.trim() === '' ? t('common.rule-required') : undefined}
        onChange={({ currentTarget: { value } }) =>
          change('name', (one) => renamedArea(one.text || !size ? one : withWords(one, size), value))
        }
      />
      {area.standing ? (
        <NumberField
          label={t('plans.capacity')}
          hint={t('plans.capacityHint')}
          value={area.standing.capacity}
          least={1}
          most={MOST_PLACES}
          onChange={(capacity = 1) =>
            change('capacity', (one) =>
              one.standing ? { ...one, standing: { ...one.standing, capacity: Math.round(capacity) } } : one,
            )
          }
        />
      ) : null}
      <div className="plan-fields">
        {size ? (
          <>
            <NumberField
              label={t('plans.width')}
              value={size.width}
              least={1}
              most={MOST_EXTENT}
              onChange={(width = 1) => change('width', (one) => resized(one, width, size.height))}
            />
            <NumberField
              label={t('plans.height')}
              value={size.height}
              least={1}
              most={MOST_EXTENT}
              onChange={(height = 1) => change('height', (one) => resized(one, size.width, height))}
            />
          </>
        ) : null}
        <NumberField
          label={t('plans.fromLeft')}
          value={round(position.x)}
          least={-MOST_COORDINATE}
          most={MOST_COORDINATE}
          onChange={(x = 0) => change('x', (one) => ({ ...one, position: { ...position, x } }))}
        />
        <NumberField
          label={t('plans.fromTop')}
          value={round(position.y)}
          least={-MOST_COORDINATE}
          most={MOST_COORDINATE}
          onChange={(y = 0) => change('y', (one) => ({ ...one, position: { ...position, y } }))}
        />
        {size ? (
          <NumberField
            label={t('plans.rotation')}
            value={area.rotation ?? 0}
            least={-360}
            most={360}
            onChange={(rotation = 0) => change('rotation', (one) => ({ ...one, rotation }))}
          />
        ) : null}
        {area.text ? (
          <NumberField
            label={t('plans.textSize')}
            value={area.text.size ?? 16}
            least={1}
            most={1_000}
            onChange={(now = 16) =>
              change('text', (one) => (one.text ? { ...one, text: { ...one.text, size: Math.round(now) } } : one))
            }
          />
        ) : null}
      </div>
      {size ? (
        <>
          <label className="plan-colour">
            <span>{t('plans.colour')}</span>
            <input
              type="color"
              value={/^#[\da-f]{6}$/i.test(area.color ?? '') ? area.color : '#dddddd'}
              onChange={({ currentTarget: { value } }) => change('colour', (one) => ({ ...one, color: value }))}
            />
          </label>
          <Checkbox
            label={t('plans.isStage')}
            checked={area.stage ?? false}
            disabled={area.standing !== undefined}
            onChange={({ currentTarget: { checked } }) =>
              change('stage', ({ stage: _, ...one }) => (checked ? { ...one, stage: true } : one))
            }
          />
          <Checkbox
            label={t('plans.isStanding')}
            checked={area.standing !== undefined}
            disabled={area.stage ?? false}
            onChange={({ currentTarget: { checked } }) =>
              change('standing', ({ standing: _, ...one }) => {
                if (!checked) return one
                const name = areaName(t, area)
                const box = { minX: 0, minY: 0, maxX: size.width, maxY: size.height }
                return { ...one, standing: { name, capacity: capacityOf(box) } }
              })
            }
          />
        </>
      ) : null}
    </>
  )
}

function withWords(area: PlanArea, size: { width: number; height: number }): PlanArea {
  const isRound = area.shape === 'ellipse' || area.shape === 'circle'
  const position = isRound ? { x: 0, y: 0 } : { x: size.width / 2, y: size.height / 2 }
  return { ...area, text: { text: '', position, size: 32 } }
}
