import {
  AMBER,
  circle,
  cos,
  curve,
  DEEP,
  drawn,
  EMBER,
  HEIGHT,
  INK,
  line,
  NIGHT,
  PAPER,
  person,
  range,
  rect,
  ring,
  SAND,
  sin,
  TEAL,
  turns,
  VERMILION,
  WIDTH,
  type Point,
} from './drawing.ts'

/** A fairground at night: a wheel before a red moon, a tent, lanterns on their strings. */
export function lanterns(): string {
  const [x, y, radius] = [1_090, 468, 318]
  const spokes = turns(16, (angle) => line(x, y, x + radius * cos(angle), y + radius * sin(angle), PAPER, 5))
  const cabins = turns(16, (angle, index) => {
    const [left, top] = [x + radius * cos(angle), y + radius * sin(angle)]
    const colour = [AMBER, PAPER, TEAL, PAPER][index % 4]
    return `<path d="M${left - 24} ${top}a24 24 0 0 1 48 0v22a10 10 0 0 1-10 10h-28a10 10 0 0 1-10-10z" fill="${colour}" stroke="${INK}" stroke-width="5"/>`
  })
  const crowd = range(30, (index) => person(index * 56 - 12, 852 + 14 * sin(index * 131), 17, INK))
  const strings = [
    string([-60, 96], [610, -50], 110, 5, 42),
    string([560, -70], [1_660, -10], 108, 7, 40),
    line(74, -10, 74, 250, SAND, 5) + lantern(74, 250, 78, VERMILION),
    line(1_520, -10, 1_520, 300, SAND, 5) + lantern(1_520, 300, 86, AMBER),
  ]
  return drawn(
    rect(0, 0, WIDTH, HEIGHT, INK),
    range(70, (index) =>
      circle((index * 377) % 1_600, (index * 211) % 560, 1.5 + (index % 3), index % 5 ? '#4a4f6b' : SAND),
    ),
    circle(x, y, 410, NIGHT),
    circle(x, y, 250, VERMILION),
    spokes,
    ring(x, y, radius, PAPER, 12),
    ring(x, y, radius - 44, PAPER, 5),
    ring(x, y, 120, PAPER, 5),
    `<path d="M${x - 12} ${y}L${x - 190} 850h44L${x} ${y + 110}L${x + 146} 850h44L${x + 12} ${y}z" fill="${TEAL}"/>`,
    cabins,
    circle(x, y, 42, PAPER),
    circle(x, y, 24, VERMILION),
    tent(),
    `<path d="M0 812q400-34 800-12t800-6V900H0z" fill="${DEEP}"/>`,
    crowd,
    strings,
  )
}

function tent(): string {
  const [middle, top, eaves] = [390, 384, 628]
  // Stripes of the roof run from the top to the eaves, those of the wall straight down.
  const stripes = range(10, (index) => {
    const colour = index % 2 ? PAPER : VERMILION
    const [left, right] = [90 + index * 60, 150 + index * 60]
    const bend = (edge: number) => `${middle + (edge - middle) * 0.28} ${eaves - 95}`
    return (
      `<path d="M${middle} ${top}Q${bend(left)} ${left} ${eaves}H${right}Q${bend(right)} ${middle} ${top}z" fill="${colour}"/>` +
      rect(left, eaves, 60, 220, index % 2 ? SAND : EMBER) +
      `<path d="M${left} ${eaves - 1}h60v18a30 30 0 0 1-60 0z" fill="${colour}"/>`
    )
  })
  return drawn(
    line(middle, top + 8, middle, 306, PAPER, 8),
    `<path d="M${middle} 308l92 26l-92 30z" fill="${TEAL}"/>`,
    stripes,
    `<path d="M${middle - 60} 850V706q60-110 120 0v144z" fill="${INK}"/>`,
  )
}

/** Lanterns of one size along a string that hangs between two points. */
function string(from: Point, to: Point, sag: number, count: number, size: number): string {
  const [path, at] = curve(from, to, sag)
  const hung = range(count, (index) => {
    const [x, y] = at((index + 0.5) / count)
    return lantern(x, y, size, [AMBER, VERMILION, PAPER][index % 3] ?? AMBER)
  })
  return `<path d="${path}" fill="none" stroke="${SAND}" stroke-width="4"/>${hung}`
}

function lantern(x: number, y: number, size: number, colour: string): string {
  const middle = y + size * 1.25
  const ribs = [0.36, 0.74].map(
    (part) =>
      `<ellipse cx="${x}" cy="${middle}" rx="${size * part}" ry="${size * 0.96}" fill="none" stroke="${INK}" stroke-opacity=".28" stroke-width="${size / 18}"/>`,
  )
  return drawn(
    circle(x, middle, size * 1.75, AMBER, 0.13),
    circle(x, middle, size * 1.35, AMBER, 0.16),
    line(x, y, x, y + size * 0.3, SAND, 4),
    `<ellipse cx="${x}" cy="${middle}" rx="${size}" ry="${size * 0.96}" fill="${colour}"/>`,
    ribs,
    rect(x - size * 0.4, middle - size * 1.06, size * 0.8, size * 0.2, INK),
    rect(x - size * 0.4, middle + size * 0.86, size * 0.8, size * 0.2, INK),
    line(x, middle + size, x, middle + size * 1.5, colour, size / 9),
  )
}
