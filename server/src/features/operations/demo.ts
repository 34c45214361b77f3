import type { NewEvent } from '@fairground/contract'

import { type Caller, ProblemError } from '../../http/index.ts'
import type { Events } from '../events/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { type Plans, THEATRE } from '../plans/index.ts'
import { subscribedSeats } from './demo-seats.ts'
import { drawPoster, type Poster } from './posters.ts'

/** Six pictures take a second; somebody who waits this long for the demo has a machine that is busy with buyers. */
const PICTURE_SECONDS = 14

export interface DemoDeps {
  readonly events: Pick<Events, 'create' | 'putPicture'>
  readonly plans: Pick<Plans, 'readMap' | 'seedHall'>
  readonly inventory: Pick<Inventory, 'blockSeats'>
}

/** Makes the demo events for the caller's own organizer. Resolves to their ids. */
export async function loadDemo(deps: DemoDeps, caller: Caller): Promise<string[]> {
  await deps.plans.seedHall(THEATRE)
  const made: { eventId: string; demo: DemoEvent }[] = []
  for (const demo of demoEvents(new Date())) {
    const { record } = await deps.events.create(caller, demo.event)
    const hall = record.areas.find(({ kind }) => kind === 'seated')
    if (hall?.planHash) await keepForSubscribers(deps, caller, record.id, hall.planHash)
    made.push({ eventId: record.id, demo })
  }
  // Afterwards: the events are on sale while their pictures are drawn.
  for (const { eventId, demo } of made) await hang(deps.events, caller, eventId, demo)
  return made.map(({ eventId }) => eventId)
}

async function keepForSubscribers(
  { plans, inventory }: DemoDeps,
  { accountId }: Caller,
  eventId: string,
  planHash: string,
): Promise<void> {
  const blocked = subscribedSeats(await plans.readMap(planHash))
  const asker = { key: undefined, deadline: performance.now() + BLOCK_WITHIN_MS, isGone: () => false }
  await inventory.blockSeats(eventId, accountId, { blocked, unblocked: [] }, asker)
}

const BLOCK_WITHIN_MS = 10_000

/** A demo event without its picture is one all the same. */
async function hang(
  events: Pick<Events, 'putPicture'>,
  caller: Caller,
  eventId: string,
  demo: DemoEvent,
): Promise<void> {
  const deadline = performance.now() + PICTURE_SECONDS * 1_000
  try {
    await events.putPicture({ eventId, caller, deadline }, await drawPoster(demo.poster), demo)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
  }
}

/** An event of the demo and what its picture shows. */
interface DemoEvent {
  readonly event: NewEvent
  readonly poster: Poster
  readonly alt: string
  /** What stays visible where the picture is cut, in per cent. */
  readonly focusX: number
  readonly focusY: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Events to try things with: one with seats to choose, a free one that 100 people can fill, one to pay for, one with
 * limits, a free one with several ticket types, and one that reads from right to left.
 */
function demoEvents(now: Date): DemoEvent[] {
  const at: At = (days, hourUtc) => {
    const day = new Date(now.getTime() + days * DAY_MS)
    day.setUTCHours(hourUtc, 0, 0, 0)
    return day.toISOString()
  }
  return [
    lanternNight(at),
    harbourSound(at),
    letterpressWorkshop(at),
    openAirCinema(at),
    setarNight(at),
    twelfthNight(at),
  ]
}

type At = (days: number, hourUtc: number) => string

function lanternNight(at: At): DemoEvent {
  const description = `
A hundred lanterns, a brass band and **no ticket price**. The wheel turns until ten, and the last dance is in the tent.

Come early: at dusk everybody lights one lantern, and all of them go up on the strings together.

## Good to know

- Free entry, **100 places**, first come, first served
- Lanterns and matches are there; bring a jacket
- Dogs are welcome, on a short lead
- In light rain we dance in the tent

> The nicest evening of the year, and the shortest queue for the wheel.
`
  return {
    event: {
      title: 'Lantern Night at the Fairground',
      description: description.trim(),
      startsAt: at(21, 18),
      endsAt: at(21, 22),
      timeZone: 'Europe/Berlin',
      venue: { name: 'The Old Fairground', address: 'Meadow Lane 1' },
      areas: [{ name: 'Meadow', kind: 'general', capacity: 100, ticketTypes: [{ name: 'Free entry', priceMinor: 0 }] }],
    },
    poster: 'lanterns',
    alt: 'A fairground at night: a Ferris wheel before a red moon, a striped tent, and lanterns on strings above the crowd',
    focusX: 62,
    focusY: 50,
  }
}

function harbourSound(at: At): DemoEvent {
  const description = `
Three bands, one pier, and the sun going down behind the stage. **Harbour Sound** is the summer concert of the docks: loud, salty, and over before the last ferry.

## The evening

1. **18:00** Doors, and fish from the grill
2. **19:00** *The Tugboats*: brass with too many trombones
3. **20:15** *Marina & the Mainsail*: songs for four voices
4. **21:30** *Low Tide*: dancing until the lights come on

## Tickets

You pay at the door, **in cash or by card**. A student ticket needs a student card.

- No seats on the pier; a few benches for those who need them
- A flat way for wheels from the tram to the stage
- Ear plugs at the till, for nothing
`
  return {
    event: {
      title: 'Harbour Sound: Summer Concert',
      description: description.trim(),
      startsAt: at(60, 17),
      timeZone: 'Europe/Lisbon',
      venue: { name: 'Pier 7', address: 'Rua das Gaivotas 7, Lisbon' },
      currency: 'EUR',
      paymentMethods: ['door'],
      areas: [
        {
          name: 'Pier',
          kind: 'general',
          capacity: 2_000,
          ticketTypes: [
            { name: 'Adult', priceMinor: 2_800 },
            { name: 'Student', priceMinor: 1_600, quota: 400, maxPerOrder: 2, description: 'With a student card' },
          ],
        },
      ],
    },
    poster: 'harbour',
    alt: 'A harbour at sunset: rings of sound around the sun, two cranes, a sailing boat, and people dancing on a pier',
    focusX: 50,
    focusY: 58,
  }
}

function letterpressWorkshop(at: At): DemoEvent {
  const description = `
Set type by hand, ink it, print it. In one day you go from a case of wooden letters to **a poster of your own**, on paper that you can feel from behind.

There are twelve presses and a printer at each end of the room, so nobody waits and nobody is alone.

## What you do

- Choose a word that is worth a poster
- Set it in wood type from the 1920s
- Mix two inks and find out what the third one is
- Print **ten copies**, and sign them

Wear something that may meet ink. Tea and lunch are part of it. *Two tickets a person, so that it goes round.*
`
  return {
    event: {
      title: 'Letterpress Workshop',
      description: description.trim(),
      startsAt: at(35, 9),
      endsAt: at(35, 15),
      timeZone: 'Europe/Istanbul',
      venue: { name: 'Print Room, Faculty of Arts' },
      currency: 'EUR',
      maxTicketsPerAccount: 2,
      paymentMethods: ['door'],
      areas: [{ name: 'Presses', kind: 'general', capacity: 12, ticketTypes: [{ name: 'Press', priceMinor: 4_500 }] }],
    },
    poster: 'letterpress',
    alt: 'Wooden printing blocks locked in a frame: suns, waves, arches, dots and leaves in red, teal, amber and black',
    focusX: 45,
    focusY: 45,
  }
}

function openAirCinema(at: At): DemoEvent {
  const description = `
A white wall, a warm night and a film about **the road home**. The Hill Cinema shows one film a summer, for everybody and for nothing.

The film begins when it is dark enough, at about nine. It has subtitles in the language of the place, and no break.

## Where you sit

- **Blanket**: on the grass, as close as you like
- **Deckchair**: we put it up for you, in the two rows at the back
- **Wheelchair and companion**: firm ground in the middle, with a view over all heads

## Please

Bring a cushion, a jumper and somebody who laughs at the right moments. Leave the barbecue at home: the meadow is dry.
`
  return {
    event: {
      title: 'Open-Air Cinema on the Hill',
      description: description.trim(),
      startsAt: at(14, 18),
      endsAt: at(14, 21),
      timeZone: 'Europe/Vienna',
      venue: { name: 'Hill Meadow', address: 'Weinbergweg 12, Vienna' },
      maxTicketsPerAccount: 6,
      areas: [
        {
          name: 'Grass',
          kind: 'general',
          capacity: 320,
          ticketTypes: [
            { name: 'Blanket', priceMinor: 0, description: 'A place on the grass; bring your own blanket' },
            { name: 'Deckchair', priceMinor: 0, quota: 60, maxPerOrder: 2, description: 'In the two rows at the back' },
          ],
        },
        {
          name: 'Terrace',
          kind: 'general',
          capacity: 24,
          ticketTypes: [
            {
              name: 'Wheelchair and companion',
              priceMinor: 0,
              maxPerOrder: 4,
              description: 'Firm ground, without steps',
            },
          ],
        },
      ],
    },
    poster: 'cinema',
    alt: 'An open-air cinema at night: on the screen a road leads into the sunrise, before it the backs of the audience',
    focusX: 50,
    focusY: 45,
  }
}

function setarNight(at: At): DemoEvent {
  const description = `
شبی با سه‌تار، تنبک و آواز، زیر گنبد یک کاروانسرای قدیمی. گروه **«راه شب»** از دستگاه شور آغاز می‌کند و با ترانه‌های محلی به پایان می‌رسد.

پیش از برنامه چای و شیرینی آماده است. نیم ساعت زودتر بیایید تا جای خوبی پیدا کنید.

## برنامه

1. تک‌نوازی سه‌تار
2. آواز و تنبک، همراه با شعر حافظ
3. **بداهه‌نوازی** گروه، به خواست شنوندگان

## خوب است بدانید

- پرداخت هنگام ورود، نقدی یا با کارت
- دانشجویان با کارت دانشجویی تخفیف دارند
- برنامه بدون بلندگو اجرا می‌شود؛ لطفاً تلفن خود را خاموش کنید
`
  return {
    event: {
      title: 'شب موسیقی سنتی',
      description: description.trim(),
      startsAt: at(28, 16),
      endsAt: at(28, 19),
      timeZone: 'Europe/Istanbul',
      venue: { name: 'کاروانسرای قدیم', address: 'Kervansaray Sokağı 4, Fatih, İstanbul' },
      currency: 'TRY',
      maxTicketsPerAccount: 8,
      paymentMethods: ['door'],
      areas: [
        {
          name: 'حیاط',
          kind: 'general',
          capacity: 180,
          ticketTypes: [
            { name: 'بزرگسال', priceMinor: 75_000 },
            { name: 'دانشجو', priceMinor: 45_000, quota: 50, maxPerOrder: 2, description: 'با کارت دانشجویی' },
          ],
        },
      ],
    },
    poster: 'setar',
    alt: 'سه‌تاری روی دایره‌ای سرخ، پیش از دیواری از کاشی‌های هشت‌پر فیروزه‌ای',
    focusX: 50,
    focusY: 55,
  }
}

function twelfthNight(at: At): DemoEvent {
  const description = `
A ship goes down, twins lose each other, and everybody falls in love with the wrong person. **Twelfth Night** is Shakespeare's comedy of mix-ups, with live music and a sea made of paper.

Choose your seats on the plan, or take the best ones together and let the house find them.

## Good to know

- Two and a half hours, with **one interval**
- Boxes seat six, on loose chairs
- Places for wheelchairs, each with one beside it, are in the last row of the stalls
- The standing places behind the stalls are for those who laugh loudest

> Some seats at the ends of the rows belong to subscribers of the house. The rest are yours.
`
  return {
    event: {
      title: 'Twelfth Night',
      description: description.trim(),
      startsAt: at(42, 18),
      endsAt: at(42, 21),
      timeZone: 'Europe/London',
      venue: { name: 'The Paper Sea Theatre', address: '12 Orchard Street, London' },
      currency: 'GBP',
      maxTicketsPerAccount: 10,
      paymentMethods: ['door'],
      areas: [
        {
          name: 'Theatre',
          kind: 'seated',
          planId: THEATRE,
          noLonelySeats: true,
          ticketTypes: [
            { name: 'Premium', priceMinor: 6_200, category: 'Premium', description: 'The middle of the stalls' },
            { name: 'Stalls', priceMinor: 4_400, category: 'Stalls' },
            {
              name: 'Stalls, student',
              priceMinor: 2_200,
              category: 'Stalls',
              quota: 120,
              description: 'With a student card',
            },
            { name: 'Box', priceMinor: 5_200, category: 'Boxes' },
            { name: 'Balcony', priceMinor: 2_600, category: 'Balcony' },
          ],
        },
        {
          name: 'Standing room',
          kind: 'general',
          standing: 'Standing',
          ticketTypes: [{ name: 'Standing', priceMinor: 900, maxPerOrder: 4, description: 'Behind the stalls' }],
        },
      ],
    },
    poster: 'theatre',
    alt: 'A stage seen from the seats: between red curtains a paper ship sails a paper sea under a full moon',
    focusX: 50,
    focusY: 45,
  }
}
