import {
  AMBER,
  circle,
  cos,
  DEEP,
  drawn,
  HEIGHT,
  INK,
  line,
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

/** Stars and crosses of a tiled wall, and a setar before it. */
export function setar(): string {
  const radius = 100
  const tiles = range(40, (index) => {
    const [x, y] = [(index % 8) * 2 * radius + radius, Math.floor(index / 8) * 2 * radius]
    const isEven = ((index % 8) + Math.floor(index / 8)) % 2 === 0
    return drawn(
      star(x, y, radius - 5, isEven ? DEEP : '#0f6372'),
      star(x, y, radius * 0.66, isEven ? AMBER : PAPER),
      star(x, y, radius * 0.5, isEven ? DEEP : TEAL),
      star(x, y, radius * 0.24, isEven ? PAPER : VERMILION),
    )
  })
  const crosses = range(54, (index) => {
    const [x, y] = [(index % 9) * 2 * radius, Math.floor(index / 9) * 2 * radius - radius]
    return star(x, y, radius * 0.3, VERMILION) + star(x, y, radius * 0.15, AMBER)
  })
  return drawn(
    rect(0, 0, WIDTH, HEIGHT, TEAL),
    tiles,
    crosses,
    circle(800, 450, 400, INK),
    circle(800, 450, 384, VERMILION),
    circle(800, 450, 318, '#ea6a43'),
    circle(800, 450, 236, '#f0835f'),
    instrument(),
  )
}

/** With its four strings, its long neck with frets of gut, and a bowl of mulberry wood. */
function instrument(): string {
  const frets = [0, 34, 66, 96, 140, 168, 210, 236, 262, 300, 322, 360].map((at) => rect(-17, -330 + at, 34, 5, SAND))
  const strings = [-9, -3, 3, 9].map((x) => line(x, -452, x * 1.5, 300, PAPER, 2.5))
  const pegs = [
    [-1, -446],
    [1, -446],
    [-1, -402],
    [1, -402],
  ].map(([side = 0, y = 0]) => rect(side < 0 ? -58 : 16, y, 42, 13, PAPER) + circle(side * 60, y + 6.5, 13, AMBER))
  return drawn(
    `<g transform="translate(800 436) rotate(32) translate(0 60)">`,
    `<path d="M0 40C34 74 128 150 128 246C128 326 70 366 0 366S-128 326-128 246C-128 150-34 74 0 40z" fill="${INK}"/>`,
    `<path d="M0 62C32 92 112 160 112 246C112 314 62 350 0 350S-112 314-112 246C-112 160-32 92 0 62z" fill="#a4552a"/>`,
    `<path d="M0 84C28 110 94 168 94 244C94 302 52 330 0 330S-94 302-94 244C-94 168-28 110 0 84z" fill="${AMBER}"/>`,
    [
      [0, 196],
      [-24, 222],
      [24, 222],
      [0, 248],
    ].map(([x = 0, y = 0]) => circle(x, y, 7, '#a4552a')),
    rect(-18, -480, 36, 570, INK),
    rect(-12, -470, 24, 560, '#7d3d1c'),
    frets,
    rect(-34, 296, 68, 12, INK),
    strings,
    pegs,
    `<path d="M-22-476h44l-8-40h-28z" fill="${INK}"/>`,
    `</g>`,
  )
}

/** Two squares, one turned by half a right angle. */
function star(x: number, y: number, radius: number, colour: string): string {
  const inner = (radius * cos(45)) / cos(22.5)
  const points = Array.from({ length: 16 }, (_, index) => {
    const length = index % 2 ? inner : radius
    return `${round(x + length * cos(index * 22.5))} ${round(y + length * sin(index * 22.5))}`
  })
  return `<path d="M${points.join('L')}z" fill="${colour}"/>`
}
