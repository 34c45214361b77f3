/** How much is shown, by how large a seat is on the screen. All in CSS pixels across. */
const SEATS_FROM_PX = 5
const LABELS_FROM_PX = 9
const NUMBERS_FROM_PX = 18
/** Two fingers' width apart is too much to ask of a plan; WCAG 2.5.8 asks for 24. */
const FINGER_PX = 20
const MOUSE_PX = 5

export interface Detail {
  /** Else sections, filled by how much is free. */
  readonly seats: boolean
  readonly rowLabels: boolean
  readonly numbers: boolean
}

export function detailAt(seatPx: number): Detail {
  return {
    seats: seatPx >= SEATS_FROM_PX,
    rowLabels: seatPx >= LABELS_FROM_PX,
    numbers: seatPx >= NUMBERS_FROM_PX,
  }
}

/** Whether a seat of this size can be met; else a tap there comes nearer. */
export function canBeMet(seatPx: number, pointer: 'finger' | 'mouse'): boolean {
  return seatPx >= (pointer === 'finger' ? FINGER_PX : MOUSE_PX)
}

/** How far from a seat's middle it is still meant. */
export const REACH_PX = { finger: 22, mouse: 12 }

/** How large a seat is after coming nearer, to be read and to be met. */
export const NEAR_SEAT_PX = 26
