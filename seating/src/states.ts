/** State of a seat, as 2 bits. */
export const FREE = 0
export const HELD = 1
export const SOLD = 2
export const TAKEN_BY_HOUSE = 3

/** Base64 of 2 bits a seat, the first in the lowest bits of the first byte. `states` has a byte a seat. */
export function packStates(states: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(states.length / 4))
  for (let seat = 0; seat < states.length; seat += 1) {
    bytes[seat >> 2] = (bytes[seat >> 2] ?? 0) | ((states[seat] ?? 0) << ((seat & 3) * 2))
  }
  return toBase64(bytes)
}

/** The states of so many seats, a byte each. Throws RangeError when the text is of another number of seats. */
export function unpackStates(text: string, seats: number): Uint8Array {
  const bytes = fromBase64(text)
  if (bytes.length !== Math.ceil(seats / 4)) throw new RangeError('These are the states of other seats')
  const states = new Uint8Array(seats)
  for (let seat = 0; seat < seats; seat += 1) states[seat] = ((bytes[seat >> 2] ?? 0) >> ((seat & 3) * 2)) & 3
  return states
}

export interface SeatChange {
  readonly seat: number
  readonly state: number
}

/** Base64 of LEB128 numbers, one a change: (seats since the one before) * 4 + state. `changes` by rising seat, each once. */
export function packChanges(changes: readonly SeatChange[]): string {
  const bytes: number[] = []
  let next = 0
  for (const { seat, state } of changes) {
    let rest = (seat - next) * 4 + state
    next = seat + 1
    while (rest >= 128) {
      bytes.push((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
  }
  return toBase64(Uint8Array.from(bytes))
}

export function unpackChanges(text: string): SeatChange[] {
  const changes: SeatChange[] = []
  let [next, rest, scale] = [0, 0, 1]
  for (const byte of fromBase64(text)) {
    rest += (byte % 128) * scale
    scale *= 128
    if (byte >= 128) continue
    const seat = next + Math.floor(rest / 4)
    changes.push({ seat, state: rest % 4 })
    next = seat + 1
    rest = 0
    scale = 1
  }
  return changes
}

/** As many arguments as every engine takes. */
const BYTES_A_CALL = 8_192

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += BYTES_A_CALL) {
    text += String.fromCharCode(...bytes.subarray(start, start + BYTES_A_CALL))
  }
  return btoa(text)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
