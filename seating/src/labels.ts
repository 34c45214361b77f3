import type { PlanRow } from '@fairground/contract'

/**
 * How a row is called on tickets, which say "row" before it. pretix fills its number into the `%s` of a label, as the
 * whole phrase that its own tickets print ("Reihe %s"): of such a one only the number is the row's name. The same holds
 * for `seat_label`, and one without `%s` would be that of all seats of the row: a seat is called by its `seat_number`.
 */
export function rowLabel({ row_label, row_number }: PlanRow): string {
  return row_label && !row_label.includes('%s') ? row_label : row_number
}
