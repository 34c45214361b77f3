import { openHouse, type Pairs, ROWS, SEATS_A_ROW } from '../halls.ts'
import { latencyOf, type Load, rateOf, type Requests, type SeatWish, type Target } from '../load.ts'
import { CONNECTIONS, type Crew, measure, withCrew, withScene } from '../measure.ts'
import { median, rounded } from '../results.ts'
import type { Scene } from '../stage.ts'
import { hasProc } from '../usage.ts'
import type { Findings, Profile } from './profile.ts'

const ROUNDS = 3
const WARM_UP_SECONDS = 1
const SECONDS = 2.5
/** Two places a hold in each arm, so that as many places change hands. */
const PLACES_A_HOLD = 2
/** Then the load moves on to the next hall: what is left of a hall is another sale. */
const FULL = 0.8
const HOLDS_A_HALL = (ROWS * SEATS_A_ROW * FULL) / PLACES_A_HOLD
/** More than are filled in a turn at 15,000 holds a second; where all of them are, the turn ends early. */
const HALLS_A_TURN = 8
const SEATED = ['seats', 'best'] as const
const ARMS = ['general', ...SEATED] as const
type Arm = (typeof ARMS)[number]

interface Turn {
  readonly perSecond: number
  readonly msP99: number
  /** CPU time of a hold in microseconds. */
  readonly serviceUs: number
  readonly postgresUs: number
  /** Other than a hold, by answer. */
  readonly others: readonly string[]
}

/** Chosen seats and the best seats against places without a number, in turns on one service. */
export const seats: Profile = {
  title: 'Seats',
  seconds: 12 + ARMS.length * (ROUNDS + 1) * (WARM_UP_SECONDS + SECONDS + 1),
  async run(stage, say) {
    return withScene(stage, async (scene) =>
      withCrew('batched', scene.connectionString, async (crew) => {
        const house = await openHouse(crew.node.url, scene.tokens[0] ?? '')
        const wishes = wishesIn(house.pairs)
        const turns: Record<Arm, Turn[]> = { general: [], seats: [], best: [] }
        const broken = new Set<string>()
        // The first round is the longer warm-up of each, in halls of its own, and does not count.
        for (let round = 0; round <= ROUNDS; round += 1) {
          for (const arm of ARMS) {
            const halls = arm === 'general' ? [] : await house.openHalls(HALLS_A_TURN)
            const turn = await takeTurn(scene, crew, requestsOf(scene, arm, halls, wishes))
            say(
              `${round === 0 ? 'warming up' : `round ${round} of ${ROUNDS}`}, ${arm}: ${Math.round(turn.perSecond)}/s`,
            )
            if (round > 0) turns[arm].push(turn)
            for (const sentence of turn.others) broken.add(`${arm}: ${sentence}`)
          }
        }
        say('checking the invariants')
        // Nothing was given back: what went wrong in any of the turns is still there.
        for (const sentence of await scene.brokenInvariants()) broken.add(sentence)
        return findingsOf(turns, [...broken])
      }),
    )
  },
}

type Wishes = Record<(typeof SEATED)[number], readonly SeatWish[]>

/** Of one hall. */
function wishesIn(pairs: Pairs): Wishes {
  return {
    seats: pairs.slice(0, HOLDS_A_HALL),
    best: Array.from({ length: HOLDS_A_HALL }, () => ({ quantity: PLACES_A_HOLD, best: true as const })),
  }
}

function requestsOf({ hot, tokens }: Scene, arm: Arm, halls: readonly Target[], wishes: Wishes): Requests {
  return arm === 'general'
    ? { kind: 'holds', targets: [hot], tokens, quantities: [PLACES_A_HOLD] }
    : { kind: 'seats', halls, wishes: wishes[arm], tokens }
}

async function takeTurn(scene: Scene, crew: Crew, requests: Requests): Promise<Turn> {
  const load: Load = {
    server: crew.node.url,
    connections: CONNECTIONS,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds: SECONDS,
    model: 'closed',
    streams: [{ name: 'holds', requests }],
  }
  const measured = await measure(scene, crew, load)
  const perSecond = rateOf(measured, 'holds', 201)
  const usOf = (cores: number | undefined) => ((cores ?? Number.NaN) * 1_000_000) / perSecond
  return {
    perSecond,
    msP99: latencyOf(measured, 'holds', 201)?.p99 ?? Number.NaN,
    serviceUs: usOf(measured.cpu?.service),
    postgresUs: usOf(measured.cpu?.postgres),
    others: Object.entries(measured.recording.answers).flatMap(([answer, count]) =>
      answer === 'holds 201' ? [] : [`${count} times ${answer.replace('holds ', '')}, and nobody had to be refused`],
    ),
  }
}

function findingsOf(turns: Record<Arm, Turn[]>, broken: readonly string[]): Findings {
  const middle = (arm: Arm, figure: 'perSecond' | 'msP99' | 'serviceUs' | 'postgresUs', digits: number) =>
    rounded(median(turns[arm].map((turn) => turn[figure])), digits)
  // Of each round by itself: whoever shares the machine slows down neighbours alike.
  const ratioOf = (arm: Arm) =>
    rounded(
      median(turns[arm].map(({ perSecond }, round) => perSecond / (turns.general[round]?.perSecond ?? Number.NaN))),
    )
  return {
    ratios: { 'seats/general': ratioOf('seats'), 'bestAvailable/general': ratioOf('best') },
    figures: Object.fromEntries(
      ARMS.flatMap((arm) => [
        [`${arm}PerSecond`, middle(arm, 'perSecond', 0)],
        [`${arm}Rounds`, turns[arm].map((turn) => Math.round(turn.perSecond)).join(' ')],
        [`${arm}MsP99`, middle(arm, 'msP99', 1)],
        [`${arm}ServiceUsAHold`, middle(arm, 'serviceUs', 1)],
        [`${arm}PostgresUsAHold`, middle(arm, 'postgresUs', 1)],
      ]),
    ),
    broken: broken.map((sentence) => `Seats: ${sentence}.`),
    notes: [
      `Each hold is of two places: of an area without seats, two neighbours that were chosen all over the hall, or the best two. A hall has ${(ROWS * SEATS_A_ROW).toLocaleString('en')} seats, and is followed by the next one when ${FULL * 100} % of them are taken.`,
      ...(hasProc ? [] : ['There is no /proc here, from which the CPU time of processes is read.']),
    ],
    charts: [
      {
        title: 'Holds of two places a second',
        kind: 'bars',
        xLabel: 'places',
        yLabel: 'holds/s',
        x: ['general', 'chosen seats', 'best seats'],
        series: [{ label: 'median', values: ARMS.map((arm) => middle(arm, 'perSecond', 0)) }],
      },
      {
        title: 'CPU time of a hold',
        kind: 'bars',
        xLabel: 'places',
        yLabel: 'µs',
        x: ['general', 'chosen seats', 'best seats'],
        series: [
          { label: 'service', values: ARMS.map((arm) => middle(arm, 'serviceUs', 1)) },
          { label: 'PostgreSQL', values: ARMS.map((arm) => middle(arm, 'postgresUs', 1)) },
        ],
      },
    ],
  }
}
