import {
  AMBER,
  circle,
  DEEP,
  drawn,
  EMBER,
  HEIGHT,
  INK,
  line,
  PAPER,
  range,
  rect,
  ring,
  SAND,
  sin,
  TEAL,
  VERMILION,
  WIDTH,
} from './drawing.ts'

/** A harbour that sounds: a sun whose rings are waves of sound, and whose light on the water is a meter of levels. */
export function harbour(): string {
  const [x, horizon] = [800, 548]
  const rings = [1_000, 880, 765, 655, 550, 450, 355, 265].map((radius, index) =>
    circle(x, horizon, radius, index % 2 ? VERMILION : '#ee7443'),
  )
  const levels = [320, 268, 344, 210, 290, 160, 236, 120, 178, 84, 130, 52]
  const light = levels.map((half, index) => {
    const top = horizon + 18 + index * 29
    return `<rect x="${x - half}" y="${top}" width="${2 * half}" height="13" rx="6.5" fill="${index % 3 === 1 ? AMBER : PAPER}"/>`
  })
  return drawn(
    rect(0, 0, WIDTH, HEIGHT, VERMILION),
    rings,
    circle(x, horizon, 190, AMBER),
    circle(x, horizon, 138, PAPER),
    gull(430, 170, 46),
    gull(540, 228, 30),
    gull(1_130, 128, 38),
    `<path d="M0 ${horizon}V498l120-30h70l60 34h110l46 22h120v24zM1600 ${horizon}v-66l-90-40h-64l-70 52h-96l-44 30h-90v24z" fill="${EMBER}"/>`,
    rect(0, horizon, WIDTH, HEIGHT - horizon, TEAL),
    sea(horizon + 90, 86, '#1a8b9a', 0),
    light,
    sea(horizon + 205, 96, DEEP, 40),
    sea(horizon + 282, 108, INK, 10),
    boat(1_190, 650),
    crane(170, 800, 1),
    crane(430, 800, 0.66),
    rect(0, 796, 590, 30, SAND),
    rect(0, 826, 590, 12, AMBER),
    rect(0, 838, 590, 62, INK),
    pier(),
  )
}

/** Rows of round waves down to the lower edge. */
function sea(top: number, width: number, colour: string, shift: number): string {
  const half = width / 2
  const crests = range(Math.ceil(WIDTH / width) + 2, () => `q${half / 2} ${-half * 0.62} ${half} 0t${half} 0`)
  return `<path d="M${-width - shift} ${top}${crests}V${HEIGHT}H${-width - shift}z" fill="${colour}"/>`
}

function gull(x: number, y: number, size: number): string {
  return `<path d="M${x - size} ${y}q${size * 0.5} ${-size * 0.62} ${size} 0q${size * 0.5} ${-size * 0.62} ${size} 0" fill="none" stroke="${PAPER}" stroke-width="${size / 5}" stroke-linecap="round"/>`
}

function crane(x: number, foot: number, scale: number): string {
  const shape = [
    `<path d="M-58 0L-34-330h22L-30 0zM58 0L34-330H12L30 0z" fill="${INK}"/>`,
    `<path d="M-46-150h92v16h-92zM-40-250h80v14h-80z" fill="${INK}"/>`,
    `<path d="M-66-330H66v-62H-40z" fill="${INK}"/>`,
    `<path d="M-96-392L330-520l8 18L-90-366z" fill="${INK}"/>`,
    line(10, -400, 40, -520, INK, 12),
    line(40, -520, 330, -512, INK, 5),
    line(40, -520, -90, -384, INK, 5),
    line(300, -508, 300, -446, INK, 4),
    rect(264, -446, 72, 46, PAPER),
    rect(22, -384, 26, 24, AMBER),
  ]
  return `<g transform="translate(${x} ${foot}) scale(${scale})">${shape.join('')}</g>`
}

function boat(x: number, y: number): string {
  return drawn(
    `<path d="M${x + 6} ${y}V${y - 250}L${x + 150} ${y}z" fill="${PAPER}"/>`,
    `<path d="M${x - 8} ${y}V${y - 206}L${x - 96} ${y}z" fill="${AMBER}"/>`,
    `<path d="M${x - 130} ${y + 12}h306l-46 58H${x - 86}z" fill="${INK}"/>`,
    `<path d="M${x - 130} ${y + 12}h306l-10 13H${x - 119}z" fill="${VERMILION}"/>`,
  )
}

/** Where it is played: loudspeakers, and those who came to hear them. */
function pier(): string {
  const listeners = range(9, (index) => {
    const [x, y] = [1_000 + index * 46, 752 + 7 * sin(index * 140)]
    const arms =
      index % 3 === 1
        ? `<path d="M${x - 9} ${y + 30}l-14-50M${x + 9} ${y + 30}l14-50" stroke="${INK}" stroke-width="8" stroke-linecap="round"/>`
        : ''
    return `${circle(x, y, 12, INK)}<path d="M${x - 16} 810V${y + 32}q0-16 16-16t16 16V810z" fill="${INK}"/>${arms}`
  })
  const speakers = [1_440, 1_530].map(
    (x) => rect(x, 616, 78, 192, INK) + ring(x + 39, 664, 24, AMBER, 8) + ring(x + 39, 748, 30, PAPER, 10),
  )
  return drawn(listeners, speakers, rect(960, 806, 660, 30, SAND), rect(960, 836, 660, 12, AMBER))
}
