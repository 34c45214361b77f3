import type { Line, SeatName } from '@fairground/contract'

/** "Stalls, row C, seat 12": as it is on the ticket, with the floor where the venue has several. */
export function seatWords(name: SeatName): string {
  return seatsWords([name])
}

/** Names of several seats; neighbours of one row in one phrase: "Stalls, row C, seats 12 and 13; row D, seat 4". */
export function seatsWords(names: readonly SeatName[]): string {
  let before = ''
  const rows = [...Map.groupBy(names, ({ floor, section, row }) => JSON.stringify([floor, section, row])).values()]
  return rows
    .map((own) => {
      const { floor = '', section, row } = own[0] ?? NOWHERE
      const where = sectionWords(section, floor)
      // A section is said once, before the first of its rows.
      const said = where === before ? '' : where
      before = where
      return [said, row === '' ? '' : `row ${row}`, numberWords(own.map(({ number }) => number))]
        .filter(Boolean)
        .join(', ')
    })
    .join('; ')
}

/** A section with its floor, unless its name begins with that: "Balcony left" is on the balcony. */
export function sectionWords(section: string, floor = ''): string {
  return [section.startsWith(floor) ? '' : floor, section].filter(Boolean).join(', ')
}

const NOWHERE: SeatName = { section: '', row: '', number: '' }

function numberWords(numbers: readonly string[]): string {
  const runs = runsOf(numbers.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true })))
  return `${numbers.length === 1 ? 'seat' : 'seats'} ${listed(runs)}`
}

/** How close together the best seats were found, as a person says it. */
export function seatingWords(seating: NonNullable<Line['seating']>): string {
  switch (seating) {
    case 'together':
      return 'together in one row'
    case 'two-rows':
      return 'in two rows behind each other'
    case 'section':
      return 'in one section, but not all side by side'
    case 'scattered':
      return 'apart: no seats together were left'
    default:
      return seating satisfies never
  }
}

/** So many numbers in a row are said by their ends. */
const LEAST_RUN = 3

/** "4 to 7" in the place of 4, 5, 6, 7. Numbers that leave one out (odd and even sides) stay a list. */
function runsOf(numbers: readonly string[]): string[] {
  const runs: string[][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last && Number(number) === Number(last.at(-1)) + 1) last.push(number)
    else runs.push([number])
  }
  return runs.flatMap((run) => (run.length < LEAST_RUN ? run : [`${run[0]} to ${run.at(-1)}`]))
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
