import type { Plan } from '@fairground/contract'

import type { TextKey, Translate } from '../../../i18n/text.ts'
import { isolated } from '../../../i18n/isolated.ts'
import { idOf } from './edit/parts.ts'
import { NOTHING, type Selection, selectionOf } from './edit/selection.ts'
import { areaName, sectionName } from './selection-text.ts'

/** Something that is not right with a plan; `path` as in the plan that was checked. */
export interface Finding {
  readonly path: string
  readonly rule?: string | undefined
  readonly limit?: number | undefined
  readonly message: string
}

/** The part of the plan at a path, for "show me"; nothing for what is not on the sheet. */
export function partAt(plan: Plan, path: string): Selection {
  const place = placeIn(plan, path)
  if (place.seat) return selectionOf({ seats: [place.seat.seat_guid] })
  if (place.row) return selectionOf({ rows: [idOf(place.row)] })
  if (place.area) return selectionOf({ areas: [idOf(place.area)] })
  return place.zone ? selectionOf({ zones: [idOf(place.zone)] }) : NOTHING
}

function placeIn(plan: Plan, path: string) {
  const number = (name: string) => {
    const found = new RegExp(`(?:^|\\.)${name}\\.(\\d+)`).exec(path)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const at = <Part>(parts: readonly Part[] | undefined, index: number | undefined) =>
    index === undefined ? undefined : parts?.[index]
  const zone = at(plan.zones, number('zones'))
  const row = at(zone?.rows, number('rows'))
  const seat = at(row?.seats, number('seats'))
  const area = at(zone?.areas, number('areas'))
  const category = at(plan.categories, number('categories'))
  const floor = at(plan.floors, number('floors'))
  return { zone, row, seat, area, category, floor }
}

/** Rules for which there is a sentence; any other is told in the words of the check itself. */
const TOLD = new Set([
  'too-many-seats',
  'too-many-parts',
  'too-many-standing',
  'empty',
  'no-size',
  'same-name',
  'unprintable',
  'unknown-floor',
  'too-few-points',
  'same-id',
  'same-number',
  'unknown-category',
  'unknown-direction',
  'outside',
  'same-place',
  'required',
  'type',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'pattern',
  'additionalProperties',
  'maxItems',
])

/** Where, and what: "Row C, seat 12 (Stalls): this number is there twice in the row." */
export function findingText(t: Translate, plan: Plan, { path, rule, limit, message }: Finding): string {
  if (rule === undefined || !TOLD.has(rule)) return message
  // The rules of TOLD are keys of the catalogue.
  const what = t(`plans.check-${rule}` as TextKey, { count: limit ?? 0 })
  const where = whereText(t, plan, path)
  return where === undefined ? what : t('plans.finding', { where, what })
}

function whereText(t: Translate, plan: Plan, path: string): string | undefined {
  const { zone, row, seat, area, category, floor } = placeIn(plan, path)
  if (category) return isolated(category.name)
  if (floor) return isolated(floor.name)
  if (!zone) return undefined
  const section = isolated(sectionName(t, zone))
  if (area) return isolated(areaName(t, area))
  if (!row) return section
  if (!seat) return t('plans.whereRow', { row: isolated(row.row_number), section })
  return t('plans.whereSeat', { row: isolated(row.row_number), seat: isolated(seat.seat_number), section })
}
