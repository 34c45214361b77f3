import {
  AMBER,
  circle,
  curve,
  DEEP,
  drawn,
  EMBER,
  HEIGHT,
  INK,
  NIGHT,
  PAPER,
  range,
  rect,
  round,
  SAND,
  sin,
  TEAL,
  VERMILION,
  WIDTH,
} from './drawing.ts'

/** A stage from the balcony: a paper sea with a ship and a moon on it, the curtain just up, and rows of seats before it. */
export function theatre(): string {
  return drawn(
    rect(0, 0, WIDTH, HEIGHT, INK),
    // Nothing of the sea is behind the scenes.
    `<svg x="180" y="60" width="1240" height="580" viewBox="180 60 1240 580">`,
    rect(180, 60, 1_240, 580, DEEP),
    circle(1_060, 280, 210, '#11606e'),
    circle(1_060, 280, 110, PAPER),
    circle(1_032, 257, 20, SAND),
    circle(1_090, 310, 13, SAND),
    wave(500, '#0f5b6b', 0),
    ship(590, 430),
    wave(540, TEAL, 40),
    wave(585, '#0b3f4b', 90),
    `</svg>`,
    rect(160, 620, 1_280, 34, SAND),
    rect(160, 654, 1_280, 26, '#b89d6f'),
    range(9, (index) => circle(240 + index * 140, 634, 12, AMBER) + circle(240 + index * 140, 634, 24, AMBER, 0.22)),
    curtain(140, 1),
    curtain(WIDTH - 140, -1),
    valance(),
    range(15, (index) => seat(34 + index * 112, 724 + 10 * sin(index * 12 + 6), 92, '#7d2412')),
    range(12, (index) => seat(4 + index * 138, 806 + 12 * sin(index * 15 + 7), 116, '#5e1b0e')),
  )
}

/** A strip of paper, cut into waves. */
function wave(y: number, colour: string, shift: number): string {
  const crests = range(14, () => 'q25 -44 50 0t50 0')
  return `<path d="M${100 - shift} ${y}${crests}V640H100z" fill="${colour}"/>`
}

function ship(x: number, y: number): string {
  return drawn(
    `<path d="M${x - 150} ${y + 30}h300l-50 90h-200z" fill="${EMBER}"/>`,
    rect(x - 6, y - 230, 12, 262, SAND),
    `<path d="M${x + 14} ${y - 220}q150 90 130 220h-130z" fill="${PAPER}"/>`,
    `<path d="M${x - 14} ${y - 170}q-110 80 -100 170h100z" fill="${AMBER}"/>`,
    `<path d="M${x} ${y - 230}l64 -22l-64 -22z" fill="${VERMILION}"/>`,
  )
}

/** Half of it, drawn aside; `side` 1 hangs at the left. */
function curtain(x: number, side: 1 | -1): string {
  return range(6, (index) => {
    const fold = x + side * index * 34
    const foot = x + side * index * 22
    const colour = index % 2 ? VERMILION : EMBER
    return `<path d="M${fold - side * 20} 40h${side * 44}Q${round(fold + side * 60)} 330 ${foot + side * 4} 676h${-side * 34}z" fill="${colour}"/>`
  })
}

/** What hangs across the top, with its fringe. */
function valance(): string {
  const swags = range(5, (index) => {
    const from = 100 + index * 280
    const [path, at] = curve([from, 40], [from + 280, 40], 110)
    const fringe = range(9, (step) => {
      const [x, y] = at((step + 0.5) / 9)
      return circle(x, y + 4, 8, AMBER)
    })
    return `<path d="${path}z" fill="${index % 2 ? EMBER : VERMILION}"/>${fringe}`
  })
  return drawn(rect(0, 0, WIDTH, 50, NIGHT), rect(100, 30, 1_400, 20, SAND), swags)
}

/** The back of one. */
function seat(x: number, y: number, width: number, colour: string): string {
  // Its lower end is below the edge.
  const height = HEIGHT - y + width
  return (
    `<rect x="${round(x)}" y="${round(y)}" width="${width}" height="${round(height)}" rx="${round(width * 0.3)}" fill="${colour}"/>` +
    circle(x + width / 2, y + width * 0.32, width * 0.07, AMBER)
  )
}
