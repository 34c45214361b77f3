import type { PlanRow, PlanSeat } from '@fairground/contract'

/** How a row is called where people read it: `%s` of its label is its number, as pretix has it. */
export function rowLabel({ row_label, row_number }: PlanRow): string {
  return row_label ? row_label.replaceAll('%s', () => row_number) : row_number
}

/** How a seat is called; a label without `%s` would be that of all seats of the row. */
export function seatLabel({ seat_label }: PlanRow, { seat_number }: PlanSeat): string {
  return seat_label?.includes('%s') ? seat_label.replaceAll('%s', () => seat_number) : seat_number
}
