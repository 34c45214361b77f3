import { geometryOf, readGeometry, type SeatMap } from '@fairground/seating'

/** Two sections of three rows of five seats, thirty apart, side by side, and a place to stand behind them. */
export function smallMap(): SeatMap {
  const section = (name: string, x: number) => ({
    name,
    position: { x, y: 0 },
    rows: [0, 1, 2].map((row) => ({
      row_number: 'ABC'.charAt(row),
      row_number_position: 'both' as const,
      seats: [0, 1, 2, 3, 4].map((seat) => ({
        seat_guid: `${name}-${row}-${seat}`,
        seat_number: String(seat + 1),
        position: { x: 20 + seat * 30, y: 20 + row * 30 },
        category: name === 'Left' ? 'Near' : 'Far',
      })),
    })),
  })
  const floor = {
    name: '',
    position: { x: 0, y: 120 },
    rows: [],
    areas: [
      { shape: 'rectangle' as const, rectangle: { width: 320, height: 60 }, standing: { name: 'Floor', capacity: 50 } },
    ],
  }
  const plan = {
    name: 'Small',
    size: { width: 320, height: 180 },
    categories: [{ name: 'Near', color: '#c0392b' }, { name: 'Far' }],
    zones: [section('Left', 0), section('Right', 160), floor],
  }
  return readGeometry(geometryOf(plan, 'small'))
}
