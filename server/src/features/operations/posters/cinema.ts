import {
  AMBER,
  circle,
  curve,
  DEEP,
  drawn,
  EMBER,
  HEIGHT,
  INK,
  PAPER,
  person,
  range,
  rect,
  SAND,
  sin,
  VERMILION,
  WIDTH,
  type Point,
} from './drawing.ts'

/** A film under the sky: the beam, the screen, the backs of those who watch. */
export function cinema(): string {
  const trees = [
    [60, 470, 150],
    [215, 530, 110],
    [1_420, 520, 120],
    [1_550, 440, 170],
  ].map(([x = 0, y = 0, radius = 0]) => circle(x, y, radius, INK) + rect(x - 12, y, 24, 320, INK))
  return drawn(
    rect(0, 0, WIDTH, HEIGHT, DEEP),
    circle(1_330, 150, 560, '#0f5b6b'),
    circle(1_330, 150, 330, '#12697a'),
    range(46, (index) =>
      circle(
        (index * index * 37 + index * 97) % 1_180,
        (index * 173) % 420,
        1.5 + (index % 3),
        index % 4 ? '#3f98a5' : PAPER,
      ),
    ),
    `${circle(1_330, 150, 84, PAPER)}${circle(1_298, 132, 76, '#12697a')}`,
    `<path d="M0 640q380-120 800-60t800-50V900H0z" fill="#0b3f4b"/>`,
    trees,
    rect(468, 560, 24, 200, INK),
    rect(1_108, 560, 24, 200, INK),
    rect(404, 146, 792, 458, INK),
    bulbs([215, 440], [404, 160], 60, 8),
    bulbs([1_196, 160], [1_424, 420], 60, 8),
    film(),
    `<path d="M780 900L420 588H1180L820 900z" fill="${PAPER}" opacity=".16"/>`,
    range(22, (index) => person(index * 76 + 8, 752 + 9 * sin(index * 97), 26, INK)),
    range(16, (index) => person(index * 108 - 10, 812 + 10 * sin(index * 153), 37, '#11121b')),
  )
}

function bulbs(from: Point, to: Point, sag: number, count: number): string {
  const [path, at] = curve(from, to, sag)
  const lit = range(count, (index) => {
    const [x, y] = at((index + 0.5) / count)
    return circle(x, y + 9, 9, AMBER) + circle(x, y + 9, 18, AMBER, 0.25)
  })
  return `<path d="${path}" fill="none" stroke="${SAND}" stroke-width="3"/>${lit}`
}

/** What is on: a road between hills, and the sun that it leads to. */
function film(): string {
  return drawn(
    `<svg x="420" y="162" width="760" height="426" viewBox="0 0 760 426">`,
    rect(0, 0, 760, 426, AMBER),
    circle(380, 236, 210, '#f7bd63'),
    circle(380, 236, 128, PAPER),
    `<path d="M0 250q150-110 330-10t430-40V426H0z" fill="${VERMILION}"/>`,
    `<path d="M0 330q210-110 420-30t340-50V426H0z" fill="${EMBER}"/>`,
    `<path d="M250 426q170-70 150-130q-8-30-44-50q70 16 92 54q32 56-18 126z" fill="${PAPER}"/>`,
    `</svg>`,
  )
}
