import { FREE, type SeatMap } from '@fairground/seating'

import { typesOfSeat, type SeatOffer } from './seat-offer.ts'

/** A section as the list shows it. */
export interface ListedSection {
  readonly section: number
  readonly name: string
  /** Free seats that can be had and that the reader looks for. */
  readonly free: number
  /** The cheapest of them; of all of its seats where none is free. Undefined: nothing is sold here. */
  readonly fromMinor: number | undefined
}

export interface ListedFloor {
  /** Empty where the plan has none. */
  readonly name: string
  readonly sections: readonly ListedSection[]
}

interface Looking {
  readonly map: SeatMap
  readonly states: Uint8Array
  readonly offer: SeatOffer
  /** Categories that the reader looks for; all where it is empty. */
  readonly categories: ReadonlySet<number>
}

/** The sections by floor, with what is free of each. 60,000 seats take a fraction of a millisecond. */
export function listSections(looking: Looking): ListedFloor[] {
  const { map } = looking
  const listed = map.sections.flatMap((section, index) => {
    const counted = countSection(looking, section)
    // A section without any seat that is looked for is left out.
    return counted ? [{ floor: section.floor, section: index, name: section.name, ...counted }] : []
  })
  return [...Map.groupBy(listed, ({ floor }) => floor)]
    .toSorted(([one], [other]) => one - other)
    .map(([floor, sections]) => ({
      name: map.floors[floor] ?? '',
      sections: sections.map(({ section, name, free, fromMinor }) => ({ section, name, free, fromMinor })),
    }))
}

function countSection(
  { map, states, offer, categories }: Looking,
  { firstSeat, seats }: SeatMap['sections'][number],
): Pick<ListedSection, 'free' | 'fromMinor'> | undefined {
  let free = 0
  const [ofFree, ofAll] = [new Set<number>(), new Set<number>()]
  for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
    const category = map.category[seat] ?? -1
    if (category < 0 || (categories.size > 0 && !categories.has(category))) continue
    ofAll.add(category)
    if (states[seat] !== FREE || (offer[category]?.length ?? 0) === 0) continue
    free += 1
    ofFree.add(category)
  }
  if (ofAll.size === 0) return undefined
  return { free, fromMinor: lowestOf(offer, ofFree.size > 0 ? ofFree : ofAll) }
}

function lowestOf(offer: SeatOffer, categories: ReadonlySet<number>): number | undefined {
  const prices = [...categories].flatMap((category) => offer[category]?.map(({ priceMinor }) => priceMinor) ?? [])
  return prices.length > 0 ? Math.min(...prices) : undefined
}

/** Free seats of each category that can be had. */
export function freeByCategory(map: SeatMap, states: Uint8Array, offer: SeatOffer): number[] {
  const free = map.categories.map(() => 0)
  for (let seat = 0; seat < map.seats; seat += 1) {
    const category = map.category[seat] ?? -1
    if (states[seat] === FREE && typesOfSeat(offer, map, seat).length > 0) free[category] = (free[category] ?? 0) + 1
  }
  return free
}
