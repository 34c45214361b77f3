import {
  AMBER,
  circle,
  cos,
  DEEP,
  drawn,
  HEIGHT,
  INK,
  PAPER,
  range,
  rect,
  round,
  SAND,
  sin,
  TEAL,
  turns,
  VERMILION,
  WIDTH,
} from './drawing.ts'

/** A forme of wooden blocks, locked and inked: no letters, only what letters are made of. */
export function letterpress(): string {
  const unit = 150
  const blocks: [column: number, row: number, columns: number, rows: number, block: Block][] = [
    [0, 0, 2, 2, sun],
    [2, 0, 1, 1, dots],
    [3, 0, 1, 2, scales],
    [4, 0, 2, 1, bars],
    [6, 0, 1, 1, quarter],
    [7, 0, 2, 2, cross],
    [9, 0, 1, 3, wedge],
    [2, 1, 1, 1, leaf],
    [4, 1, 1, 1, quarter],
    [5, 1, 2, 2, arch],
    [0, 2, 1, 2, wedge],
    [1, 2, 2, 1, waves],
    [3, 2, 2, 2, petals],
    [7, 2, 1, 1, leaf],
    [8, 2, 1, 1, dots],
    [1, 3, 1, 1, quarter],
    [2, 3, 1, 2, scales],
    [5, 3, 1, 1, dots],
    [6, 3, 2, 2, sun],
    [8, 3, 2, 1, bars],
    [0, 4, 2, 1, waves],
    [3, 4, 1, 1, leaf],
    [4, 4, 2, 1, bars],
    [8, 4, 1, 1, cross],
    [9, 4, 1, 1, quarter],
  ]
  const looks: [ground: string, shape: string][] = [
    [VERMILION, PAPER],
    [PAPER, INK],
    [TEAL, PAPER],
    [AMBER, INK],
    [DEEP, AMBER],
    [PAPER, VERMILION],
    [SAND, TEAL],
  ]
  const order = [0, 1, 2, 3, 5, 4, 0, 6, 2, 3, 2, 1, 0, 4, 6, 3, 0, 2, 1, 5, 4, 1, 0, 2, 3]
  const set = blocks.map(([column, row, columns, rows, block], index) => {
    const [ground, shape] = looks[order[index] ?? 0] ?? [PAPER, INK]
    const [left, top] = [50 + column * unit, 75 + row * unit]
    const [width, height] = [columns * unit - 10, rows * unit - 10]
    const face = `<g transform="translate(${left} ${top})">${block(width, height, shape, ground)}</g>`
    // The side of the wood, in whose shadow the next block stands.
    return `${rect(left + 7, top + 7, width, height, '#10111a')}${rect(left, top, width, height, ground)}${face}`
  })
  return drawn(rect(0, 0, WIDTH, HEIGHT, SAND), rect(30, 55, 1_540, 790, INK), set)
}

type Block = (width: number, height: number, colour: string, ground: string) => string

const sun: Block = (width, height, colour, ground) =>
  turns(12, (angle) => {
    const at = (part: number, turn: number) =>
      `${round(width / 2 + width * part * cos(angle + turn))} ${round(height / 2 + width * part * sin(angle + turn))}`
    return `<path d="M${at(0.24, -10)}L${at(0.44, 0)}L${at(0.24, 10)}z" fill="${colour}"/>`
  }) +
  circle(width / 2, height / 2, width * 0.22, colour) +
  circle(width / 2, height / 2, width * 0.1, ground)
const scales: Block = (width, height, colour, ground) =>
  range(4, (index) => {
    const [radius, top] = [width * 0.44, height * 0.97 - (3 - index) * height * 0.245]
    const dome = (part: number, fill: string) =>
      `<path d="M${width / 2 - radius * part} ${top}a${radius * part} ${radius * part} 0 0 1 ${2 * radius * part} 0z" fill="${fill}"/>`
    return dome(1, colour) + dome(0.45, ground)
  })
const bars: Block = (width, height, colour) =>
  range(4, (index) =>
    rect(22, 20 + index * ((height - 20) / 4), width - 44 - index * 46, (height - 20) / 4 - 13, colour),
  )
const dots: Block = (width, height, colour) =>
  range(9, (index) =>
    circle(width * (0.22 + 0.28 * (index % 3)), height * (0.22 + 0.28 * Math.floor(index / 3)), 14, colour),
  )
const quarter: Block = (width, height, colour, ground) =>
  `<path d="M0 ${height}V0A${width} ${height} 0 0 1 ${width} ${height}z" fill="${colour}"/>` +
  `<path d="M0 ${height}V${height * 0.55}A${width * 0.45} ${height * 0.45} 0 0 1 ${width * 0.45} ${height}z" fill="${ground}"/>`
const cross: Block = (width, height, colour, ground) =>
  `<path d="M0 0h${width * 0.36}L${width / 2} ${height * 0.2}L${width * 0.64} 0H${width}v${height * 0.36}L${width * 0.8} ${height / 2}L${width} ${height * 0.64}V${height}h${-width * 0.36}L${width / 2} ${height * 0.8}L${width * 0.36} ${height}H0v${-height * 0.36}L${width * 0.2} ${height / 2}L0 ${height * 0.36}z" fill="${colour}"/>` +
  circle(width / 2, height / 2, width * 0.12, ground)
const wedge: Block = (width, height, colour) => `<path d="M0 ${height}L${width} 0V${height}z" fill="${colour}"/>`
const leaf: Block = (width, height, colour) =>
  `<path d="M0 0H${width / 2}A${width / 2} ${height / 2} 0 0 1 ${width} ${height / 2}V${height}H${width / 2}A${width / 2} ${height / 2} 0 0 1 0 ${height / 2}z" fill="${colour}"/>`
const arch: Block = (width, height, colour, ground) =>
  [0.5, 0.38, 0.26, 0.14]
    .map((part, index) => {
      const radius = width * part
      return `<path d="M${width / 2 - radius} ${height}V${height / 2}a${radius} ${radius} 0 0 1 ${2 * radius} 0V${height}z" fill="${index % 2 ? ground : colour}"/>`
    })
    .join('')
const petals: Block = (width, height, colour, ground) =>
  [0, 90, 180, 270]
    .map(
      (angle) =>
        `<path d="M0 0V${-width * 0.46}A${width * 0.46} ${width * 0.46} 0 0 1 ${width * 0.46} 0z" transform="translate(${width / 2} ${height / 2}) rotate(${angle}) translate(6 -6)" fill="${colour}"/>`,
    )
    .join('') + circle(width / 2, height / 2, width * 0.13, ground)
const waves: Block = (width, height, colour) =>
  range(3, (index) => {
    const step = width / 6
    const top = height * (0.26 + index * 0.25)
    return `<path d="M${step / 2} ${top}q${step / 2} ${-height * 0.24} ${step} 0t${step} 0t${step} 0t${step} 0t${step} 0" fill="none" stroke="${colour}" stroke-width="16"/>`
  })
