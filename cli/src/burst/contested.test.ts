import { drawHall, FREE, geometryOf, readGeometry, runsOf, SOLD, withIds } from '@fairground/seating'
import { describe, expect, test } from 'vitest'

import type { Hall } from '../seats/hall.ts'
import { type Block, contestedBlocks } from './contested.ts'

/** Rows of so many seats; those of the ids are sold. */
function hallOf(rows: number, seats: number, sold: readonly string[] = []): Hall {
  const map = readGeometry(geometryOf(withIds(drawHall({ rows, seats })), 'hash'))
  const states = Uint8Array.from(map.ids, (id) => (sold.includes(id) ? SOLD : FREE))
  return { map, states, version: 1 }
}

const ALL = { most: 1_000, onSale: new Set([0]), noLonelySeats: false }
const seatsOf = (blocks: readonly Block[]) => blocks.map(({ seatIds }) => seatIds.join(' '))

/** Whether somebody who takes this block, after those, leaves a seat alone that had a free neighbour. */
function leavesAlone({ map, states }: Hall, before: readonly Block[], block: Block): boolean {
  const indexesOf = (blocks: readonly Block[]) =>
    new Set(blocks.flatMap(({ seatIds }) => seatIds.map((id) => map.indexOf(id))))
  const [taken, next] = [indexesOf(before), indexesOf([...before, block])]
  return runsOf(map).some(({ firstSeat, seats }) => {
    const isIn = (seat: number) => seat >= firstSeat && seat < firstSeat + seats
    const isFree = (seat: number, gone: Set<number>) => isIn(seat) && states[seat] === FREE && !gone.has(seat)
    const isAlone = (seat: number, gone: Set<number>) =>
      isFree(seat, gone) && !isFree(seat - 1, gone) && !isFree(seat + 1, gone)
    return map.ids.some((_, seat) => isAlone(seat, next) && !isAlone(seat, taken))
  })
}

function everySubset(blocks: readonly Block[]): Block[][] {
  return blocks.reduce<Block[][]>((subsets, block) => [...subsets, ...subsets.map((own) => [...own, block])], [[]])
}

describe('seats that several want', () => {
  test('are all that are free, side by side, none of them twice', () => {
    const blocks = contestedBlocks(hallOf(2, 5, ['A-3']), { ...ALL, drawSize: () => 2 })
    expect(seatsOf(blocks)).toEqual(['A-1 A-2', 'A-4 A-5', 'B-1 B-2', 'B-3 B-4'])
    expect(contestedBlocks(hallOf(10, 20), { ...ALL, drawSize: () => 1 })).toHaveLength(200)
  })

  test('are as many as are wanted, and of what is sold', () => {
    expect(seatsOf(contestedBlocks(hallOf(2, 5), { ...ALL, most: 1, drawSize: () => 3 }))).toEqual(['A-1 A-2 A-3'])
    expect(contestedBlocks(hallOf(2, 5), { ...ALL, onSale: new Set(), drawSize: () => 1 })).toEqual([])
  })

  test('leave no single seat alone where that is forbidden, whoever of them comes first', () => {
    for (const sizes of [[1], [2], [3], [1, 2], [2, 1, 3], [4, 1, 1]]) {
      for (let seats = 6; seats <= 14; seats += 1) {
        const hall = hallOf(1, seats, seats > 9 ? ['A-5'] : [])
        let drawn = 0
        const drawSize = () => sizes[drawn++ % sizes.length] ?? 1
        const blocks = contestedBlocks(hall, { ...ALL, drawSize, noLonelySeats: true })
        for (const before of everySubset(blocks)) {
          const left = blocks.filter((block) => !before.includes(block))
          expect(left.filter((block) => leavesAlone(hall, before, block))).toEqual([])
        }
      }
    }
  })

  test('are dealt out all the same where no choice is allowed', () => {
    const blocks = contestedBlocks(hallOf(2, 2), { ...ALL, drawSize: () => 1, noLonelySeats: true })
    expect(seatsOf(blocks)).toEqual(['A-1', 'A-2', 'B-1', 'B-2'])
  })
})
