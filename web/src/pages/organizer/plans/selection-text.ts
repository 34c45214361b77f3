import type { Plan, PlanArea, PlanZone } from '@fairground/contract'

import { factLine, isolated } from '../../../i18n/isolated.ts'
import { type Translate, useText } from '../../../i18n/text.ts'
import { findArea, findRow, findSeat, zoneOf } from './edit/parts.ts'
import { isEmpty, seatsIn, type Selection } from './edit/selection.ts'

/** What is selected, in a few words: the name of one thing, the number of several. */
export function useSelectionText(): (plan: Plan, selection: Selection) => string {
  const t = useText()
  return (plan, selection) => selectionText(t, plan, selection)
}

function selectionText(t: Translate, plan: Plan, selection: Selection): string {
  if (isEmpty(selection)) return t('plans.nothingSelected')
  const { zones, rows, seats, areas } = selection
  const [zone, row, seat, area] = [...[zones, rows, seats, areas].map((ids) => [...ids][0])]
  if (zones.size + rows.size + seats.size + areas.size === 1) {
    if (zone !== undefined) return sectionName(t, zoneOf(plan, zone))
    const inRow = row === undefined ? undefined : findRow(plan, row)
    if (inRow) return t('plans.rowOf', { row: isolated(inRow.row.row_number), count: inRow.row.seats.length })
    const ofSeat = seat === undefined ? undefined : findSeat(plan, seat)
    if (ofSeat)
      return t('plans.seatOf', { row: isolated(ofSeat.row.row_number), seat: isolated(ofSeat.seat.seat_number) })
    const ofArea = area === undefined ? undefined : findArea(plan, area)
    if (ofArea) return areaName(t, ofArea.area)
  }
  const count = seatsIn(plan, selection)
  return factLine([
    zones.size > 0 ? t('plans.sectionCount', { count: zones.size }) : undefined,
    rows.size > 0 ? t('plans.rowCount', { count: rows.size }) : undefined,
    areas.size > 0 ? t('plans.shapeCount', { count: areas.size }) : undefined,
    count > 0 ? t('plans.seats', { count }) : undefined,
  ])
}

export function sectionName(t: Translate, zone: PlanZone | undefined): string {
  return zone?.name?.trim() || t('plans.unnamedSection')
}

export function areaName(t: Translate, area: PlanArea): string {
  if (area.standing) return area.standing.name
  return area.text?.text.trim() || t(area.stage ? 'plans.newStage' : 'plans.unnamedShape')
}
