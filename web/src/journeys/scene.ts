import {
  addMember,
  createEvent,
  createOrganizer,
  type Event,
  type EventSummary,
  listEvents,
  loadDemo,
  placeHold,
  placeOrder,
  readEvent,
  type ReplyOf,
  type Route,
} from '@fairground/contract'
import type { CallInput } from '@fairground/contract/client'
import type { Browser } from 'playwright-core'

import { startTestService, type TestService, type Visitor } from '../../../server/src/testing/service.ts'
import { openBrowser, openWindow, type Window, type WindowOptions } from './browser.ts'

/** A service with people and sales in it, and a browser to look at it with. */
export interface Scene {
  readonly service: TestService
  readonly browser: Browser
  readonly people: { readonly buyer: Visitor; readonly organizer: Visitor; readonly admin: Visitor }
  /** Of the organizer, with two areas, one of them sold out, and no picture. The demo's events are there, too. */
  readonly event: Event
  /** An event of the demo of which the buyer holds two tickets. */
  readonly heldEvent: Event
  readonly orderId: string
  readonly organizerId: string
  /** A window; of somebody who is signed in, if one is named. */
  window(who?: Visitor, options?: WindowOptions): Promise<Window>
  close(): Promise<void>
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Calls a route and takes its answer for granted. */
export async function done<R extends Route>(visitor: Visitor, route: R, input: CallInput<R>): Promise<ReplyOf<R>> {
  const outcome = await visitor.client(route, input)
  if (!outcome.ok) throw new Error(`${route.name}: ${outcome.problem.code} ${outcome.problem.detail}`)
  return outcome.data
}

/** `connectionString`: of an empty database; without it a new one of the test server. */
export async function openScene(connectionString?: string): Promise<Scene> {
  const service = await startTestService(connectionString ? { connectionString } : {})
  const browser = await openBrowser()
  const admin = await service.admin()
  const organizer = await service.signUp('Olga Organizer')
  const buyer = await service.signUp('Bela Buyer')
  const helper = await service.signUp('Hugo Helper')
  await done(admin, loadDemo, {})
  const { id: organizerId } = await done(organizer, createOrganizer, { body: { name: 'Riverside Club' } })
  await done(organizer, addMember, { params: { organizerId }, body: { email: helper.email, role: 'door' } })
  const event = await done(organizer, createEvent, {
    body: {
      organizerId,
      title: 'Riverside Open Air',
      startsAt: new Date(Date.now() + 40 * DAY_MS).toISOString(),
      endsAt: new Date(Date.now() + 40.2 * DAY_MS).toISOString(),
      timeZone: 'Europe/Istanbul',
      venue: { name: 'Riverside Meadow', address: 'Mill Road 12' },
      description: 'Two stages, **one river**, food from the neighbours.\n\n- Doors at six\n- Bring a blanket',
      paymentMethods: ['door'],
      areas: [
        {
          name: 'Meadow',
          kind: 'general',
          capacity: 300,
          ticketTypes: [
            { name: 'Adult', priceMinor: 1_800, description: 'From 18 years' },
            { name: 'Student', priceMinor: 900, quota: 60, maxPerOrder: 2 },
          ],
        },
        { name: 'Terrace', kind: 'general', capacity: 4, ticketTypes: [{ name: 'Table seat', priceMinor: 3_500 }] },
      ],
    },
  })
  const adult = event.areas[0]?.ticketTypes[0]?.id ?? ''
  const terrace = event.areas[1]?.ticketTypes[0]?.id ?? ''
  const params = { eventId: event.id }
  const payment = { method: 'door' } as const
  const heldEvent = await holdTwo(buyer, 'Harbour')
  const order = await done(buyer, placeOrder, {
    params,
    body: { lines: [{ ticketTypeId: adult, quantity: 2 }], payment },
  })
  await done(helper, placeOrder, { params, body: { lines: [{ ticketTypeId: terrace, quantity: 4 }], payment } })
  await done(helper, placeHold, { params, body: { lines: [{ ticketTypeId: adult, quantity: 5 }] } })
  return {
    service,
    browser,
    people: { buyer, organizer, admin },
    event,
    heldEvent,
    orderId: order.id,
    organizerId,
    async window(who, options) {
      const opened = await openWindow(browser, service.url, options)
      if (who)
        await opened.context.addCookies([
          { name: 'session', value: who.token, url: service.url, httpOnly: true, sameSite: 'Lax' },
        ])
      return opened
    },
    async close() {
      await browser.close()
      await service.stop()
    },
  }
}

async function holdTwo(buyer: Visitor, query: string): Promise<Event> {
  const { id } = await found(buyer, query)
  const held = await done(buyer, readEvent, { params: { eventId: id } })
  const lines = [{ ticketTypeId: held.areas[0]?.ticketTypes[0]?.id ?? '', quantity: 2 }]
  await done(buyer, placeHold, { params: { eventId: id }, body: { lines } })
  return held
}

/** An event of the demo by a word of its title. */
export async function demoEvent(scene: Scene, query: string): Promise<EventSummary> {
  return found(scene.people.buyer, query)
}

async function found(visitor: Visitor, query: string): Promise<EventSummary> {
  const { items } = await done(visitor, listEvents, { query: { query } })
  const [first] = items
  if (!first) throw new Error(`the demo has no event with "${query}"`)
  return first
}

export interface Shown {
  readonly name: string
  readonly path: string
  readonly as?: Visitor
  /** Brings the page into the state that is to be looked at. */
  readonly prepare?: (window: Window) => Promise<void>
}

/** Every page there is, with something on it. */
export function everyPage({ people, event, heldEvent, orderId, organizerId }: Scene): Shown[] {
  const { buyer, organizer, admin } = people
  return [
    { name: 'events', path: '/' },
    { name: 'events-none-found', path: '/?query=nothing-like-this' },
    { name: 'event', path: `/events/${event.slug}` },
    { name: 'not-found', path: '/nothing-here' },
    { name: 'sign-in', path: '/sign-in' },
    { name: 'sign-up', path: '/sign-up' },
    { name: 'event-with-picture', path: `/events/${heldEvent.slug}`, as: buyer },
    { name: 'checkout', path: `/events/${heldEvent.slug}/checkout`, as: buyer },
    { name: 'checkout-nothing-held', path: `/events/${event.slug}/checkout`, as: buyer },
    { name: 'orders', path: '/orders', as: buyer },
    { name: 'order', path: `/orders/${orderId}`, as: buyer },
    { name: 'account', path: '/account', as: buyer },
    { name: 'organizer', path: '/organizer', as: organizer },
    { name: 'organizer-new', path: '/organizer/new', as: organizer },
    { name: 'dashboard', path: `/organizer/events/${event.id}`, as: organizer },
    { name: 'organizer-edit', path: `/organizer/events/${event.id}/edit`, as: organizer },
    { name: 'transactions', path: `/organizer/events/${event.id}/orders`, as: organizer },
    { name: 'transaction', path: `/organizer/events/${event.id}/orders/${orderId}`, as: organizer },
    { name: 'activity', path: `/organizer/events/${event.id}/activity`, as: organizer },
    { name: 'members', path: `/organizer/members/${organizerId}`, as: organizer },
    { name: 'admin', path: '/admin', as: admin },
    { name: 'admin-events', path: '/admin/events', as: admin },
    { name: 'admin-accounts', path: '/admin/accounts', as: admin },
    { name: 'admin-organizers', path: '/admin/organizers', as: admin },
    { name: 'admin-log', path: '/admin/log', as: admin },
    { name: 'admin-health', path: '/admin/health', as: admin },
  ]
}

/** Opens a page and waits until nothing on it is still to come. */
export async function show(window: Window, { path, prepare }: Shown): Promise<void> {
  await window.page.goto(path)
  await window.page.locator('main h1').first().waitFor()
  await window.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  await window.page.evaluate(() => document.fonts.ready)
  await prepare?.(window)
}
