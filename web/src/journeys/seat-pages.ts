import { createPlan, placeHold, placeOrder, readPlan } from '@fairground/contract'

import { chooseOwnSeats, commonPlan, openHall } from './halls.ts'
import { pictureAtRest } from './map-picture.ts'
import { demoEvent, done, type Scene, type Shown } from './scene.ts'

/** Every page on which there are seats, in halls of 300, of 1,200 and of 60,000. */
export async function seatPages(scene: Scene): Promise<Shown[]> {
  const { buyer, organizer } = scene.people
  const theatre = await demoEvent(scene, 'Twelfth Night')
  const lecture = await openHall(scene, 'Lecture hall', 'The Sky at Night')
  const arena = await openHall(scene, 'Arena', 'The Long Final')
  const ticketTypeId = lecture.areas[0]?.ticketTypes[0]?.id ?? ''
  const params = { eventId: lecture.id }
  const lines = [{ ticketTypeId, quantity: 3, best: true as const }]
  const order = await done(buyer, placeOrder, { params, body: { lines, payment: { method: 'door' } } })
  await done(buyer, placeHold, { params, body: { lines } })
  const { id: commonId } = await commonPlan(scene, 'Theatre')
  const plan = await done(organizer, readPlan, { params: { planId: commonId } })
  const { organizerId } = scene
  const own = await done(organizer, createPlan, { body: { organizerId, plan: { ...plan, name: 'Our theatre' } } })

  const map: Shown['prepare'] = ({ page }) => chooseOwnSeats(page, 'map')
  return [
    { name: 'seats-best', path: `/events/${theatre.slug}` },
    { name: 'seats-map-theatre', path: `/events/${theatre.slug}`, prepare: map },
    { name: 'seats-map-lecture-hall', path: `/events/${lecture.slug}`, prepare: map },
    { name: 'seats-map-held', path: `/events/${lecture.slug}`, as: buyer, prepare: map },
    { name: 'seats-map-arena', path: `/events/${arena.slug}`, prepare: map },
    {
      name: 'seats-list',
      path: `/events/${arena.slug}`,
      async prepare({ page }) {
        await chooseOwnSeats(page, 'list')
        await page.locator('.floor-name').first().click()
      },
    },
    {
      name: 'seats-grid',
      path: `/events/${theatre.slug}`,
      async prepare({ page }) {
        await chooseOwnSeats(page, 'list')
        await page.locator('.section-head').first().click()
        await page.locator('.seat.seat-free').first().click()
        await page.locator('.seat-stub').waitFor()
      },
    },
    { name: 'seats-checkout', path: `/events/${lecture.slug}/checkout`, as: buyer },
    { name: 'seats-order', path: `/orders/${order.id}`, as: buyer },
    {
      name: 'seats-dashboard',
      path: `/organizer/events/${lecture.id}`,
      as: organizer,
      async prepare({ page }) {
        await page.locator('.seat-map-canvas').waitFor()
        await pictureAtRest(page)
      },
    },
    { name: 'seats-edit', path: `/organizer/events/${lecture.id}/edit`, as: organizer },
    {
      name: 'plans',
      path: '/organizer/plans',
      as: organizer,
      async prepare({ page }) {
        // They are fetched when they come into view.
        for (const picture of await page.locator('.plan-picture').all()) {
          await picture.scrollIntoViewIfNeeded()
          await picture.locator('canvas').waitFor()
        }
      },
    },
    {
      name: 'plan-new',
      path: '/organizer/plans/new',
      as: organizer,
      async prepare({ page }) {
        await page.locator('.plan-bar-row .button:not(.button-quiet):not(.button-main)').first().click()
        await page.locator('dialog .button-main').click()
        // Counted and checked a moment later: twelve rows of sixteen.
        await page
          .locator('.plan-side')
          .getByText(/192|۱۹۲/)
          .first()
          .waitFor()
      },
    },
    { name: 'plan-theatre', path: `/organizer/plans/${own.id}`, as: organizer },
  ]
}
