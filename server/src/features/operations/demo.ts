import type { NewEvent } from '@fairground/contract'

const DAY_MS = 24 * 60 * 60 * 1000

/** Three events to try things with: a free one that 100 people can fill, one to pay for, one with limits. */
export function demoEvents(now: Date): NewEvent[] {
  const at = (days: number, hourUtc: number) => {
    const day = new Date(now.getTime() + days * DAY_MS)
    day.setUTCHours(hourUtc, 0, 0, 0)
    return day.toISOString()
  }
  return [
    {
      title: 'Lantern Night at the Fairground',
      description: 'A hundred lanterns, a brass band and no ticket price. First come, first served: 100 places.',
      startsAt: at(21, 18),
      endsAt: at(21, 22),
      timeZone: 'Europe/Berlin',
      venue: { name: 'The Old Fairground', address: 'Meadow Lane 1' },
      areas: [{ name: 'Meadow', kind: 'general', capacity: 100, ticketTypes: [{ name: 'Free entry', priceMinor: 0 }] }],
    },
    {
      title: 'Harbour Sound: Summer Concert',
      description: 'Three bands on the pier. Pay at the door.',
      startsAt: at(60, 17),
      timeZone: 'Europe/Lisbon',
      venue: { name: 'Pier 7' },
      currency: 'EUR',
      paymentMethods: ['door'],
      areas: [
        {
          name: 'Pier',
          kind: 'general',
          capacity: 2_000,
          ticketTypes: [
            { name: 'Adult', priceMinor: 2_800 },
            { name: 'Student', priceMinor: 1_600, quota: 400, maxPerOrder: 2 },
          ],
        },
      ],
    },
    {
      title: 'Letterpress Workshop',
      description: 'Set type by hand, ink it, print it. Twelve presses, two tickets a person.',
      startsAt: at(35, 9),
      endsAt: at(35, 15),
      timeZone: 'Europe/Istanbul',
      venue: { name: 'Print Room, Faculty of Arts' },
      currency: 'EUR',
      maxTicketsPerAccount: 2,
      paymentMethods: ['door'],
      areas: [{ name: 'Presses', kind: 'general', capacity: 12, ticketTypes: [{ name: 'Press', priceMinor: 4_500 }] }],
    },
  ]
}
