import { createEvent, type Event, listPlans, type PlanSummary } from '@fairground/contract'
import type { Page } from 'playwright-core'

import { seedHalls } from '../../../server/src/features/plans/halls.ts'
import { pictureAtRest } from './map-picture.ts'
import { done, type Scene } from './scene.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DEAREST_MINOR = 4_500
const STEP_MINOR = 1_000

/** A plan that comes along, by its name. */
export async function commonPlan({ people, service }: Scene, name: string): Promise<PlanSummary> {
  // As each start of the service does it, in the background; done before, it takes no time.
  await seedHalls(service.database.queries)
  const { items } = await done(people.organizer, listPlans, {})
  const plan = items.find((one) => one.organizerId === null && one.name === name)
  if (!plan) throw new Error(`there is no plan "${name}"`)
  return plan
}

/** An event in a hall that comes along: each category as two ticket types, the first the dearest, paid at the door. */
export async function openHall(scene: Scene, name: string, title: string): Promise<Event> {
  const { id: planId, categories } = await commonPlan(scene, name)
  return done(scene.people.organizer, createEvent, {
    body: {
      organizerId: scene.organizerId,
      title,
      startsAt: new Date(Date.now() + 40 * DAY_MS).toISOString(),
      timeZone: 'Europe/Berlin',
      venue: { name },
      paymentMethods: ['door'],
      areas: [
        {
          name: 'Seats',
          kind: 'seated',
          planId,
          ticketTypes: categories.flatMap(({ name: category }, index) => [
            { name: `${category}, adult`, category, priceMinor: DEAREST_MINOR - index * STEP_MINOR },
            { name: `${category}, student`, category, priceMinor: (DEAREST_MINOR - index * STEP_MINOR) / 2 },
          ]),
        },
      ],
    },
  })
}

/** Whatever the language: the ways to choose are two, best seats and one's own; and those are shown as map or list. */
export async function chooseOwnSeats(page: Page, shown: 'map' | 'list'): Promise<void> {
  // What the service rendered hears of presses once the scripts are there.
  await page.waitForFunction(() => performance.getEntriesByName('interactive').length > 0)
  // What one sees is pressed: the radio buttons inside are hidden, and may lie below the bar with the sum.
  await page.locator('.ways .segment').nth(1).click()
  await page
    .locator('.seat-tools .segment')
    .nth(shown === 'map' ? 0 : 1)
    .click()
  if (shown === 'list') return page.locator('.section-list').waitFor()
  await page.waitForFunction(() => performance.getEntriesByName('seat-map').length > 0)
  await pictureAtRest(page)
}
