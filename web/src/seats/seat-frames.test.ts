import { FREE, HELD, packChanges, packStates, SOLD } from '@fairground/seating'
import { describe, expect, it } from 'vitest'

import { applyFrame, statesOf } from './seat-frames.ts'
import { hall } from './testing.ts'

const map = hall()
const known = () => ({ states: new Uint8Array(map.seats), version: 7 })
const frame = (from: number, version: number, seat = 2, state = HELD) => ({
  ...{ hash: map.hash, from, version },
  changes: packChanges([{ seat, state }]),
})

describe('a frame of changes', () => {
  it('changes the seats that it names, in place, and is the version from then on', () => {
    const live = known()
    expect(applyFrame(live, frame(7, 9), map.hash)).toEqual({ kind: 'applied', version: 9 })
    expect(live.states[2]).toBe(HELD)
    expect(live.states.reduce((sum, state) => sum + state, 0)).toBe(HELD)
  })

  it('that begins before what is known and ends after it is applied, too', () => {
    expect(applyFrame(known(), frame(3, 8), map.hash)).toEqual({ kind: 'applied', version: 8 })
  })

  it('that is known already changes nothing', () => {
    const live = known()
    expect(applyFrame(live, frame(5, 7), map.hash)).toEqual({ kind: 'known' })
    expect(live.states[2]).toBe(FREE)
  })

  it('after a gap changes nothing: the status is to be read again', () => {
    const live = known()
    expect(applyFrame(live, frame(8, 9), map.hash)).toEqual({ kind: 'gap' })
    expect(live.states[2]).toBe(FREE)
  })

  it('of another plan is not of these seats', () => {
    expect(applyFrame(known(), frame(7, 8), 'another')).toEqual({ kind: 'other-seats' })
  })

  it('that names a seat which is not there leaves the others right', () => {
    const live = known()
    applyFrame(live, frame(7, 8, 500), map.hash)
    expect(live.states).toHaveLength(map.seats)
  })
})

describe('a status that was read', () => {
  const status = { hash: map.hash, version: 11, states: packStates(new Uint8Array(map.seats).fill(SOLD)) }

  it('is written into the bytes at which the page looks already', () => {
    const live = known()
    const read = statesOf(status, map, live)
    expect(read?.states).toBe(live.states)
    expect(read?.version).toBe(11)
    expect(live.states.every((state) => state === SOLD)).toBe(true)
  })

  it('of other seats is none', () => {
    expect(statesOf({ ...status, hash: 'another' }, map)).toBeUndefined()
  })
})
