import {
  addMember,
  blockSeats,
  changeAccount,
  changeEvent,
  changeHold,
  changeMe,
  changeMember,
  changeOrganizer,
  changePassword,
  changePicture,
  changeTicketType,
  checkHealth,
  checkReadiness,
  createArea,
  createBurstAccounts,
  createEvent,
  createOrganizer,
  createPlan,
  createTicketType,
  endSession,
  type Event,
  exportArchive,
  exportEventOrders,
  extendHold,
  followAvailability,
  followLog,
  followSeats,
  importArchive,
  inviteAdmin,
  listAccounts,
  listActivity,
  listErrors,
  listEventOrders,
  listEvents,
  listHolds,
  listMembers,
  listOrders,
  listOrganizers,
  listPlans,
  listRefusals,
  listSales,
  listSessions,
  listTicketTypes,
  loadDemo,
  type NewEvent,
  pathNames,
  placeHold,
  placeOrder,
  Problem,
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  problems,
  problemsOf,
  putPicture,
  readAvailability,
  readCalendar,
  readDashboard,
  readEvent,
  readHealth,
  readHold,
  readMe,
  readOrder,
  readPlan,
  readSeatGeometry,
  readSeats,
  readSeatStatus,
  readTicketType,
  releaseHold,
  removeMember,
  removePicture,
  removePlan,
  replacePlan,
  type ReplyOf,
  type Route,
  routes,
  runCheck,
  signIn,
  signOut,
  signUp,
  strict,
  successStatus,
} from '@fairground/contract'
import { type CallInput, createClient } from '@fairground/contract/client'
import sharp from 'sharp'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { drawHall } from '@fairground/seating'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { openSeatedEvent } from './testing/seats.ts'
import { startTestService, type TestService, type Visitor } from './testing/service.ts'

const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000'

let service: TestService
let organizer: Visitor
let buyer: Visitor
let admin: Visitor
let event: Event
let type: string

beforeAll(async () => {
  service = await startTestService({ env: { ALLOW_BURST_ACCOUNTS: '1' } })
  organizer = await service.signUp('Organizer')
  buyer = await service.signUp('Buyer')
  admin = await service.admin()
  event = await done(organizer, createEvent, { body: newEvent() })
  type = typeOf(event)
})
afterAll(async () => {
  await service.invariants()
  await service.stop()
})

/** A real success of each route, and refusals of its own that are near. */
const cases: Record<string, () => Promise<unknown>> = {
  async 'sign-up'() {
    const account = { email: 'new@fairground.test', password: 'correct horse', name: 'New' }
    await done(undefined, signUp, { body: account })
    await refused('email-taken', undefined, signUp, { body: account })
    const body = { ...account, email: 'newer@fairground.test', invitation: 'none' }
    await refused('invitation-expired', undefined, signUp, { body })
  },
  async 'sign-in'() {
    const { email, password } = organizer
    const { account } = await done(undefined, signIn, { body: { email, password } })
    expect(account.organizers).toHaveLength(1)
    await refused('wrong-credentials', undefined, signIn, { body: { email, password: 'wrong' } })
    const disabled = await service.signUp()
    const params = { accountId: disabled.account.id }
    await done(admin, changeAccount, { params, body: { disabled: true } })
    const { email: disabledEmail, password: right } = disabled
    await refused('account-disabled', undefined, signIn, { body: { email: disabledEmail, password: right } })
  },
  'list-sessions': () => page(buyer, listSessions, {}),
  async 'sign-out'() {
    const visitor = await service.signUp()
    await done(visitor, signOut, {})
    await refused('not-signed-in', visitor, readMe, {})
  },
  async 'end-session'() {
    const visitor = await service.signUp()
    const [session] = await page(visitor, listSessions, {})
    await done(visitor, endSession, { params: { sessionId: session?.id ?? '' } })
  },
  async 'read-me'() {
    expect((await done(organizer, readMe, {})).organizers).toHaveLength(1)
  },
  async 'change-me'() {
    const visitor = await service.signUp()
    await done(visitor, changeMe, { body: { name: 'Other', language: 'zh' } })
    await done(visitor, changeMe, { body: { language: null } })
    await refused('invalid', visitor, changeMe, { body: {} })
  },
  async 'change-password'() {
    const visitor = await service.signUp()
    const body = { currentPassword: visitor.password, newPassword: 'battery staple' }
    await done(visitor, changePassword, { body })
    await refused('wrong-credentials', visitor, changePassword, { body })
  },
  async 'create-organizer'() {
    await done(organizer, createOrganizer, { body: { name: 'Second', slug: 'second' } })
    await refused('slug-taken', organizer, createOrganizer, { body: { name: 'Second', slug: 'second' } })
  },
  async 'change-organizer'() {
    const visitor = await service.signUp()
    const { id: organizerId } = await done(visitor, createOrganizer, { body: { name: 'Before' } })
    await done(visitor, changeOrganizer, { params: { organizerId }, body: { name: 'After' } })
    await refused('not-allowed', buyer, changeOrganizer, { params: { organizerId }, body: { name: 'Mine' } })
  },
  async 'list-members'() {
    await page(organizer, listMembers, { params: members() })
    await refused('not-allowed', buyer, listMembers, { params: members() })
  },
  async 'add-member'() {
    const { email } = await service.signUp()
    await done(organizer, addMember, { params: members(), body: { email, role: 'door' } })
    await refused('already-there', organizer, addMember, { params: members(), body: { email, role: 'door' } })
    await refused('not-allowed', buyer, addMember, { params: members(), body: { email, role: 'door' } })
  },
  async 'change-member'() {
    const params = { ...members(), accountId: await newMember() }
    await done(organizer, changeMember, { params, body: { role: 'manager' } })
    await refused('not-allowed', buyer, changeMember, { params, body: { role: 'owner' } })
    const owner = { ...members(), accountId: organizer.account.id }
    await refused('last-owner', organizer, changeMember, { params: owner, body: { role: 'door' } })
  },
  async 'remove-member'() {
    const params = { ...members(), accountId: await newMember() }
    await refused('not-allowed', buyer, removeMember, { params })
    await done(organizer, removeMember, { params })
    const owner = { ...members(), accountId: organizer.account.id }
    await refused('last-owner', organizer, removeMember, { params: owner })
  },
  async 'invite-admin'() {
    await done(admin, inviteAdmin, { body: {} })
    const { invitation } = await done(admin, inviteAdmin, { body: { email: 'invited@fairground.test' } })
    const body = { email: 'invited@fairground.test', password: 'correct horse', name: 'Invited', invitation }
    expect((await done(undefined, signUp, { body })).account.admin).toBe(true)
  },
  async 'list-accounts'() {
    await page(admin, listAccounts, { query: { limit: 2 } })
    await page(admin, listAccounts, { query: { query: 'buyer', limit: 1 } })
    await page(admin, listAccounts, { query: { admin: 'yes' } })
  },
  async 'change-account'() {
    const { account } = await service.signUp()
    const params = { accountId: account.id }
    await done(admin, changeAccount, { params, body: { admin: true } })
    await done(admin, changeAccount, { params, body: { admin: false, disabled: true } })
    await done(admin, changeAccount, { params, body: { disabled: false } })
    await refused('invalid', admin, changeAccount, { params, body: {} })
    const self = { accountId: admin.account.id }
    const admins = await page(admin, listAccounts, { query: { admin: 'yes', limit: 200 } })
    for (const { id = '' } of admins.filter((one) => one.id !== self.accountId)) {
      await done(admin, changeAccount, { params: { accountId: id }, body: { admin: false } })
    }
    await refused('last-admin', admin, changeAccount, { params: self, body: { admin: false } })
  },
  async 'list-organizers'() {
    await page(admin, listOrganizers, {})
    await page(admin, listOrganizers, { query: { query: 'organizer', limit: 1 } })
  },
  async 'create-burst-accounts'() {
    const { accounts } = await done(admin, createBurstAccounts, { body: { count: 3 } })
    expect(new Set(accounts.map(({ accountId }) => accountId)).size).toBe(3)
    for (const { accountId, token } of accounts) {
      const me = await service.client(token)(readMe, {})
      expect(me).toMatchObject({ ok: true, data: { id: accountId, email: `burst-${accountId}@burst.invalid` } })
    }
    await refused('invalid', admin, createBurstAccounts, { body: { count: 5_001 } })
  },
  async 'list-events'() {
    await page(undefined, listEvents, {})
    await page(admin, listEvents, { query: { status: 'any', limit: 1, query: 'contract' } })
    await page(undefined, listEvents, { query: { place: 'pier meadow', price: 'free' } })
  },
  async 'create-event'() {
    await done(organizer, createEvent, { body: { ...newEvent(), venue: null, endsAt: null, salesEndAt: null } })
    const body = { ...newEvent(), organizerId: event.organizer.id }
    await refused('not-allowed', buyer, createEvent, { body })
    await refused('not-found', buyer, createEvent, { body: { ...body, organizerId: UNKNOWN_ID } })
  },
  async 'read-event'() {
    expect((await done(buyer, readEvent, { params: { eventId: event.slug } })).id).toBe(event.id)
  },
  async 'change-event'() {
    const { params, version } = await anotherEvent()
    await done(organizer, changeEvent, { params, ifMatch: String(version), body: { title: 'Changed' } })
    await refused('stale-version', organizer, changeEvent, { params, ifMatch: '0', body: { title: 'Late' } })
    await refused('not-allowed', buyer, changeEvent, { params, body: { title: 'Mine' } })
    await done(organizer, changeEvent, { params, body: { status: 'cancelled' } })
    await refused('event-over', organizer, changeEvent, { params, body: { title: 'Again' } })
  },
  async 'create-ticket-type'() {
    const { params } = await anotherEvent()
    await done(organizer, createTicketType, { params, body: { name: 'Child', priceMinor: 500, quota: 3 } })
    await refused('not-allowed', buyer, createTicketType, { params, body: { name: 'Mine', priceMinor: 0 } })
    await done(organizer, changeEvent, { params, body: { status: 'cancelled' } })
    await refused('event-over', organizer, createTicketType, { params, body: { name: 'Late', priceMinor: 0 } })
  },
  async 'create-area'() {
    const { params } = await anotherEvent()
    const body = { ...area(), name: 'Balcony' }
    await done(organizer, createArea, { params, body })
    await refused('invalid', organizer, createArea, { params, body })
    await refused('not-allowed', buyer, createArea, { params, body })
    await done(organizer, changeEvent, { params, body: { status: 'cancelled' } })
    await refused('event-over', organizer, createArea, { params, body: { ...body, name: 'Late' } })
  },
  async 'read-calendar'() {
    expect(await done(undefined, readCalendar, { params: { eventId: event.slug } })).toContain(
      'SUMMARY:A contract kept',
    )
    const { params } = await anotherEvent({ status: 'draft' })
    await done(organizer, readCalendar, { params })
    await refused('not-found', buyer, readCalendar, { params })
  },
  async 'put-picture'() {
    const { params, version } = await anotherEvent()
    const upload = await aPicture()
    const changed = await done(organizer, putPicture, { params, upload, ifMatch: String(version) })
    expect(changed.picture?.sizes).toHaveLength(1)
    await refused('stale-version', organizer, putPicture, { params, upload, ifMatch: '0' })
    await refused('not-allowed', buyer, putPicture, { params, upload })
    const text = new Blob(['a picture, honestly'], { type: 'image/png' })
    await refused('not-a-picture', organizer, putPicture, { params, upload: text })
    const script = new Blob(['<svg/>'], { type: 'image/svg+xml' })
    await refused('wrong-content-type', organizer, putPicture, { params, upload: script })
    await done(organizer, changeEvent, { params, body: { status: 'cancelled' } })
    await refused('event-over', organizer, putPicture, { params, upload })
  },
  async 'change-picture'() {
    const { params } = await anotherEvent()
    await refused('not-found', organizer, changePicture, { params, body: { alt: 'Nothing' } })
    await done(organizer, putPicture, { params, upload: await aPicture() })
    await done(organizer, changePicture, { params, body: { alt: 'A wall', focusX: 0, focusY: 100 } })
    await refused('invalid', organizer, changePicture, { params, body: { focusX: 101 } })
    await refused('stale-version', organizer, changePicture, { params, ifMatch: '0', body: { alt: 'Late' } })
    await refused('not-allowed', buyer, changePicture, { params, body: { alt: 'Mine' } })
    await done(organizer, changeEvent, { params, body: { status: 'cancelled' } })
    await refused('event-over', organizer, changePicture, { params, body: { alt: 'Over' } })
  },
  async 'remove-picture'() {
    const { params } = await anotherEvent()
    await done(organizer, putPicture, { params, upload: await aPicture() })
    await refused('not-allowed', buyer, removePicture, { params })
    await refused('stale-version', organizer, removePicture, { params, ifMatch: '0' })
    expect((await done(organizer, removePicture, { params })).picture).toBeNull()
    await refused('not-found', organizer, removePicture, { params })
    await done(organizer, changeEvent, { params, body: { status: 'cancelled' } })
    await refused('event-over', organizer, removePicture, { params })
  },
  'list-ticket-types': () => page(buyer, listTicketTypes, { params: { eventId: event.id } }),
  'read-ticket-type': () => done(buyer, readTicketType, { params: { eventId: event.id, ticketTypeId: type } }),
  async 'change-ticket-type'() {
    const { params, ticketTypeId, lines } = await anotherEvent()
    const ofType = { ...params, ticketTypeId }
    await done(organizer, changeTicketType, { params: ofType, body: { priceMinor: 0, quota: 5 } })
    await done(buyer, placeHold, { params, body: { lines: lines(2) } })
    await refused('below-sold', organizer, changeTicketType, { params: ofType, body: { quota: 1 } })
    await refused('not-allowed', buyer, changeTicketType, { params: ofType, body: { quota: 9 } })
    await refused('stale-version', organizer, changeTicketType, { params: ofType, ifMatch: '0', body: { quota: 9 } })
  },
  'read-availability': () => done(undefined, readAvailability, { params: { eventId: event.id } }),
  'follow-availability': () => firstOf(undefined, followAvailability, { eventId: event.id }),
  async 'place-hold'() {
    const { params, lines } = await anotherEvent({ maxTicketsPerAccount: 3 })
    await done(buyer, placeHold, { params, body: { lines: lines(1) } })
    await refused('account-limit', buyer, placeHold, { params, body: { lines: lines(3) } })
    await refused('key-reused', buyer, placeHold, { params, key: 'k', body: { lines: lines(1) } }, { lines: lines(2) })
    const draft = await anotherEvent({ status: 'draft' })
    await refused('sales-closed', buyer, placeHold, { params: draft.params, body: { lines: draft.lines(1) } })
  },
  async 'list-holds'() {
    const params = await aHold()
    await page(buyer, listHolds, { params })
  },
  async 'read-hold'() {
    await done(buyer, readHold, { params: await aHold() })
  },
  async 'release-hold'() {
    const params = await aHold()
    await done(buyer, releaseHold, { params })
    const bought = await aHold()
    await done(buyer, placeOrder, { params: bought, body: { holdId: bought.holdId } })
    await refused('hold-ended', buyer, releaseHold, { params: bought })
  },
  async 'change-hold'() {
    const params = await aHold()
    const ticketTypeId = typeOf(await done(buyer, readEvent, { params }))
    const lines = (quantity: number) => [{ ticketTypeId, quantity }]
    await done(buyer, changeHold, { params, body: { lines: lines(2) } })
    await refused('not-enough-left', buyer, changeHold, { params, body: { lines: lines(11) } })
    await done(buyer, releaseHold, { params })
    await refused('hold-ended', buyer, changeHold, { params, body: { lines: lines(1) } })
  },
  async 'extend-hold'() {
    const params = await aHold()
    await done(buyer, extendHold, { params })
    await done(buyer, extendHold, { params })
    await refused('extension-limit', buyer, extendHold, { params })
  },
  async 'place-order'() {
    const { params, ticketTypeId, lines } = await anotherEvent({ paymentMethods: ['door'] }, { maxPerOrder: 6 })
    const payment = { method: 'door' } as const
    const paid = await done(buyer, placeOrder, { params, body: { lines: lines(5), payment } })
    expect(paid.payment).toEqual({ method: 'door', state: 'due', dueMinor: 5_000 })
    await refused('order-limit', buyer, placeOrder, { params, body: { lines: lines(7) } })
    await refused('not-enough-left', buyer, placeOrder, { params, body: { lines: lines(6) } })
    await done(organizer, changeTicketType, { params: { ...params, ticketTypeId }, body: { priceMinor: 0 } })
    const free = await done(buyer, placeOrder, { params, body: { lines: lines(5) } })
    expect(free.payment).toEqual({ method: null, state: 'none', dueMinor: 0 })
    await refused('sold-out', buyer, placeOrder, { params, body: { lines: lines(1) } })
    const unpayable = await anotherEvent()
    await refused('payment-required', buyer, placeOrder, { ...unpayable, body: { lines: unpayable.lines(1) } })
  },
  async 'list-orders'() {
    await anOrder()
    await page(buyer, listOrders, { query: { limit: 1 } })
  },
  async 'read-order'() {
    const { id } = await anOrder()
    for (const who of [buyer, organizer, admin]) await done(who, readOrder, { params: { orderId: id } })
  },
  async 'list-event-orders'() {
    await anOrder()
    await page(organizer, listEventOrders, { params: { eventId: event.id } })
    await page(organizer, listEventOrders, { params: { eventId: event.id }, query: { query: 'buyer', limit: 1 } })
    await refused('not-allowed', buyer, listEventOrders, { params: { eventId: event.id } })
  },
  async 'export-event-orders'() {
    const { id } = await anOrder()
    expect(await done(organizer, exportEventOrders, { params: { eventId: event.id } })).toContain(id)
    await refused('not-allowed', buyer, exportEventOrders, { params: { eventId: event.id } })
  },
  async 'read-dashboard'() {
    await anOrder()
    const { totals } = await done(organizer, readDashboard, { params: { eventId: event.id } })
    expect(totals.orders).toBeGreaterThan(0)
    await refused('not-allowed', buyer, readDashboard, { params: { eventId: event.id } })
  },
  'check-health': () => done(undefined, checkHealth, {}),
  'check-readiness': () => done(undefined, checkReadiness, {}),
  async 'list-activity'() {
    await page(admin, listActivity, {})
    await page(organizer, listActivity, { query: { eventId: event.id } })
    await refused('not-allowed', buyer, listActivity, {})
    await refused('not-found', admin, listActivity, { query: { eventId: UNKNOWN_ID } })
  },
  async 'list-refusals'() {
    const params = { eventId: event.id }
    await refused('not-enough-left', buyer, placeOrder, {
      params,
      body: { lines: [{ ticketTypeId: type, quantity: 900 }] },
    })
    // They are counted in memory and written together.
    await vi.waitFor(() => page(organizer, listRefusals, { params }), { timeout: 20_000, interval: 200 })
    await refused('not-allowed', buyer, listRefusals, { params })
  },
  'follow-log': () => firstOf(admin, followLog, {}),
  async 'read-health'() {
    // A node says for the first time how it is when it has served for 2 s.
    const isThere = async () => expect((await done(admin, readHealth, {})).history.length).toBeGreaterThan(0)
    await vi.waitFor(isThere, { timeout: 20_000, interval: 200 })
  },
  async 'list-errors'() {
    const row = { node: 'a-node', level: 'error', message: 'an operation failed', detail: 'Error: no' }
    await service.database.queries.insertInto('last_errors').values(row).execute()
    await page(admin, listErrors, {})
  },
  async 'list-sales'() {
    await page(admin, listSales, { query: { query: 'contract', limit: 1 } })
    await done(admin, listSales, { query: { over: 'yes' } })
    await refused('invalid', admin, listSales, { query: { cursor: 'no-cursor' } })
  },
  async 'run-check'() {
    const { violations, invariants } = await done(admin, runCheck, {})
    expect(violations).toBe(0)
    expect(invariants.length).toBeGreaterThan(5)
  },
  async 'export-archive'() {
    await anOrder()
    const archive = await done(admin, exportArchive, {})
    expect(archive.events.flatMap(({ orders }) => orders).length).toBeGreaterThan(0)
  },
  async 'import-archive'() {
    await anOrder()
    const archive = await done(admin, exportArchive, {})
    const [newcomer] = archive.accounts
    if (!newcomer) throw new Error('an archive has accounts')
    const accounts = [...archive.accounts, { ...newcomer, email: 'imported@fairground.test' }]
    const imported = await done(admin, importArchive, { body: { ...archive, accounts } })
    expect(imported).toMatchObject({ accounts: 1, events: 0, orders: 0 })
  },
  async 'create-plan'() {
    const plan = drawHall({ rows: 2, seats: 4 })
    expect(await done(organizer, createPlan, { body: { plan } })).toMatchObject({ seats: 8, version: 1 })
    await refused('not-found', organizer, createPlan, { body: { organizerId: UNKNOWN_ID, plan } })
    const [zone] = plan.zones
    const twice = {
      ...plan,
      zones: [...plan.zones, { ...zone, name: 'Again', position: { x: 0, y: 0 }, rows: zone?.rows ?? [] }],
    }
    await refused('invalid', organizer, createPlan, { body: { plan: twice } })
  },
  async 'list-plans'() {
    await aPlan()
    await page(organizer, listPlans, {})
  },
  async 'read-plan'() {
    const { id: planId } = await aPlan()
    expect(await done(organizer, readPlan, { params: { planId } })).toEqual(drawHall({ rows: 2, seats: 4 }))
    await done(organizer, readPlan, { params: { planId }, query: { format: 'pretix' } })
    await refused('not-allowed', buyer, readPlan, { params: { planId } })
  },
  async 'replace-plan'() {
    const { id: planId, version } = await aPlan()
    const body = { plan: drawHall({ rows: 3, seats: 4 }) }
    const input = { params: { planId }, body, ifMatch: String(version) }
    expect(await done(organizer, replacePlan, input)).toMatchObject({ seats: 12, version: version + 1 })
    await refused('stale-version', organizer, replacePlan, input)
    await refused('not-allowed', buyer, replacePlan, { params: { planId }, body })
  },
  async 'remove-plan'() {
    const { id: planId } = await aPlan()
    await refused('not-allowed', buyer, removePlan, { params: { planId } })
    await done(organizer, removePlan, { params: { planId } })
    await refused('not-found', organizer, readPlan, { params: { planId } })
  },
  async 'read-seats'() {
    const { eventId } = await seated()
    expect(await done(undefined, readSeats, { params: { eventId } })).toMatchObject({ seats: 8 })
    await refused('not-found', undefined, readSeats, { params: { eventId: event.id } })
  },
  async 'read-seat-geometry'() {
    const { eventId } = await seated()
    const { hash } = await done(undefined, readSeats, { params: { eventId } })
    await done(undefined, readSeatGeometry, { params: { eventId, hash } })
    await refused('not-found', undefined, readSeatGeometry, { params: { eventId, hash: 'another' } })
  },
  async 'read-seat-status'() {
    const { eventId } = await seated()
    await done(undefined, readSeatStatus, { params: { eventId } })
  },
  async 'block-seats'() {
    const { eventId, seatIds, ticketTypeId } = await seated()
    const [first = '', second = ''] = seatIds
    await done(organizer, blockSeats, { params: { eventId }, body: { blocked: [first] } })
    await refused('not-allowed', buyer, blockSeats, { params: { eventId }, body: { unblocked: [first] } })
    const body = { lines: [{ ticketTypeId, seatIds: [first] }] }
    await refused('seat-taken', buyer, placeHold, { params: { eventId }, body })
    await done(buyer, placeHold, { params: { eventId }, body: { lines: [{ ticketTypeId, seatIds: [second] }] } })
    await refused('seat-taken', organizer, blockSeats, { params: { eventId }, body: { blocked: [second] } })
  },
  async 'follow-seats'() {
    const { eventId } = await seated()
    await firstOf(undefined, followSeats, { eventId })
  },
  async 'load-demo'() {
    expect((await done(admin, loadDemo, {})).eventIds).toHaveLength(6)
  },
}

async function aPlan() {
  return done(organizer, createPlan, { body: { plan: drawHall({ rows: 2, seats: 4 }) } })
}

function seated() {
  return openSeatedEvent(organizer.client, { plan: { rows: 2, seats: 4 } })
}

/** Routes with a success whose body was found to be as declared. */
const succeeded = new Set<string>()

describe('a route answers as it declares', () => {
  test.each(Object.entries(cases))('%s', async (name, run) => {
    await run()
    expect(succeeded).toContain(name)
  })

  test('and each of them was tried', () => {
    expect(Object.keys(cases).toSorted()).toEqual(routes.map(({ name }) => name).toSorted())
  })
})

describe('a route refuses as its shape says', () => {
  const where = (has: (route: Route) => unknown) => routes.filter((route) => has(route))

  test.each(where(({ access }) => access === 'account' || access === 'admin'))(
    '$name is for those who signed in',
    async (route) => {
      await refusedAnyhow('not-signed-in', undefined, route)
    },
  )

  test.each(where(({ access }) => access === 'admin'))('$name is for admins', async (route) => {
    await refusedAnyhow('not-allowed', buyer, route)
  })

  test.each(where(({ path }) => path.includes(':')))('$name knows what is not there', async (route) => {
    // A body that is right, so that nothing but the id is wrong.
    const file = route.upload && new Blob(['a file'], { type: route.upload[0] })
    await refusedAnyhow('not-found', admin, route, file ? { upload: file } : { body: bodies[route.name] })
  })

  test.each(where(({ body }) => body))('$name takes no field that it does not know', async (route) => {
    await refusedAnyhow('invalid', admin, route, { body: { nonsense: 1 } })
  })

  test.each(where(({ body, upload, method }) => !body && !upload && method !== 'GET'))(
    '$name takes no body',
    async (route) => {
      await refusedAnyhow('invalid', admin, route, { body: { nonsense: 1 } })
    },
  )

  test.each(where(({ upload }) => upload))('$name takes no file of another kind, and no JSON', async (route) => {
    // Whose event it is, is asked before the file is looked at.
    const params = { eventId: event.id }
    const upload = new Blob(['%PDF'], { type: 'application/pdf' })
    await refusedAnyhow('wrong-content-type', admin, route, { params, upload })
    await refusedAnyhow('wrong-content-type', admin, route, { params, body: {} })
  })

  test.each(where(({ query }) => query))('$name takes no question that it does not know', async (route) => {
    await refusedAnyhow('invalid', admin, route, { query: { nonsense: '1' } })
  })

  test.each(where(({ idempotent }) => idempotent))('$name takes no key of 201 characters', async (route) => {
    await refusedAnyhow('invalid', admin, route, { key: 'k'.repeat(201), body: bodies[route.name] })
  })
})

/** What the routes take that have a body and name something in their path. */
const bodies: Record<string, unknown> = {
  'block-seats': { blocked: ['A-1'] },
  'replace-plan': { plan: drawHall({ rows: 1, seats: 1 }) },
  'add-member': { email: 'somebody@fairground.test', role: 'door' },
  'change-member': { role: 'door' },
  'change-organizer': { name: 'Other' },
  'change-account': { disabled: true },
  'change-event': { title: 'Other' },
  'create-ticket-type': { name: 'Other', priceMinor: 0 },
  'create-area': { name: 'Other', kind: 'general', capacity: 1, ticketTypes: [{ name: 'Other', priceMinor: 0 }] },
  'change-picture': { alt: 'Other' },
  'change-ticket-type': { priceMinor: 0 },
  'place-hold': { lines: [{ ticketTypeId: UNKNOWN_ID, quantity: 1 }] },
  'change-hold': { lines: [{ ticketTypeId: UNKNOWN_ID, quantity: 1 }] },
  'place-order': { lines: [{ ticketTypeId: UNKNOWN_ID, quantity: 1 }] },
}

describe('the contract', () => {
  test('has problems that are all in the registry, and a route names none twice', () => {
    for (const route of routes) {
      expect(Object.keys(problems)).toEqual(expect.arrayContaining([...route.problems]))
      expect(new Set(route.problems).size).toBe(route.problems.length)
    }
  })

  test('has one name, one address and one successful reply for each route', () => {
    const addresses = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`)
    expect(new Set(addresses).size).toBe(routes.length)
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length)
    for (const { replies } of routes) expect(Object.keys(replies)).toEqual([expect.stringMatching(/^20\d$/)])
  })
})

interface Operation {
  operationId: string
  summary: string
  tags: string[]
  security: object[]
  parameters: { name: string; in: string; required?: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}

describe('/openapi.json', () => {
  let document: {
    openapi: string
    info: Record<string, unknown>
    servers: { url: string }[]
    paths: Record<string, Record<string, Operation>>
    components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
  }
  let operations: { path: string; method: string; operation: Operation }[]

  beforeAll(async () => {
    const response = await fetch(`${service.url}/openapi.json`)
    document = (await response.json()) as typeof document
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
  })

  test('is OpenAPI 3.1 with a title, a version and where the service is', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.info).toMatchObject({ title: 'Fairground', version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(document.servers).toHaveLength(1)
  })

  test('has every route and nothing else, each under a name of its own', () => {
    const told = operations.map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`)
    const declared = routes.map(
      ({ name, method, path }) => `${name} ${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    )
    expect(told.toSorted()).toEqual(declared.toSorted())
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
  })

  test('tells the reply and every refusal of each route', () => {
    for (const route of routes) {
      const { operation } = operations.find((one) => one.operation.operationId === route.name) ?? {}
      const statuses = [successStatus(route), ...problemsOf(route).map((code) => problems[code].status)]
      expect(Object.keys(operation?.responses ?? {})).toEqual([...new Set(statuses.map(String))].toSorted())
      for (const { description } of Object.values(operation?.responses ?? {})) expect(description).not.toBe('')
      expect(operation?.requestBody !== undefined).toBe((route.body ?? route.upload) !== undefined)
      expect(operation?.summary).not.toBe('')
    }
  })

  test('declares every parameter of a path, and refers to nothing that is not in it', () => {
    for (const { path, operation } of operations) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path' && parameter.required === true)
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
      for (const scheme of operation.security.flatMap(Object.keys)) {
        expect(Object.keys(document.components.securitySchemes)).toContain(scheme)
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1])
    expect(new Set(references)).toEqual(new Set(['#/components/schemas/Problem']))
    expect(document.components.schemas).toHaveProperty('Problem')
  })
})

describe('/docs/', () => {
  test('is a page that needs nothing of any other address, and may not ask for it', async () => {
    const response = await fetch(`${service.url}/docs/`)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("connect-src 'self'")
    const addresses = [...html.matchAll(/\s(?:src|href|action|data|poster)\s*=\s*["']?([^"'\s>]+)/gi)].map(
      (match) => new URL(match[1] ?? '', `${service.url}/docs/`),
    )
    expect(addresses.length).toBeGreaterThan(0)
    for (const address of addresses) {
      expect(address.origin).toBe(service.url)
      expect((await fetch(address)).status).toBe(200)
    }
    expect(html).toContain('/openapi.json')
  })
})

/** Calls a route and holds its answer, whatever it is, against what the route declares. */
async function ask<R extends Route>(who: Visitor | undefined, route: R, input: CallInput<R>) {
  let answer: { status: number; mediaType: string; text: string } | undefined
  const client = createClient({
    server: service.url,
    token: who?.token,
    async fetch(...request) {
      const response = await fetch(...request)
      const text = await response.clone().text()
      answer = { status: response.status, mediaType: response.headers.get('content-type') ?? '', text }
      return response
    },
  })
  const outcome = await client(route, input)
  expect(answer).toBeDefined()
  if (answer) expectDeclared(route, answer)
  return outcome
}

function expectDeclared(route: Route, answer: { status: number; mediaType: string; text: string }): void {
  if (answer.status === successStatus(route) && route.produces) {
    expect(answer.mediaType).toBe(`${route.produces}; charset=utf-8`)
    succeeded.add(route.name)
    return
  }
  const body: unknown = answer.text === '' ? null : JSON.parse(answer.text)
  if (answer.status === successStatus(route)) {
    expect(answer.mediaType).toBe(answer.text === '' ? '' : 'application/json; charset=utf-8')
    expectExactly(route.replies[answer.status], body)
    succeeded.add(route.name)
    return
  }
  expect(answer.mediaType).toBe(PROBLEM_MEDIA_TYPE)
  expectExactly(Problem, body)
  const { code, status, title } = body as { code: ProblemCode; status: number; title: string }
  // `internal` is declared for everything, and is also what an undeclared problem becomes.
  expect(problemsOf(route).filter((each) => each !== 'internal')).toContain(code)
  expect({ status, title }).toEqual(problems[code])
  expect(answer.status).toBe(status)
}

/** As the schema says, and without a field more. */
function expectExactly(schema: TSchema | undefined, value: unknown): void {
  expect([...Value.Errors(exact(schema ?? Type.Never()), value)]).toEqual([])
}

/** The same schema, in which every object refuses what it does not name. */
function exact(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(schema), (_, part: unknown) =>
    typeof part === 'object' && part !== null && 'properties' in part && 'type' in part && part.type === 'object'
      ? { ...part, ...strict }
      : part,
  ) as TSchema
}

async function done<R extends Route>(who: Visitor | undefined, route: R, input: CallInput<R>): Promise<ReplyOf<R>> {
  const outcome = await ask(who, route, input)
  if (!outcome.ok) throw new Error(`${route.name}: ${outcome.problem.code} ${outcome.problem.detail}`)
  return outcome.data
}

/** A page with something on it, so that the shape of its rows is tried. */
async function page<R extends Route>(who: Visitor | undefined, route: R, input: CallInput<R>) {
  const { items } = (await done(who, route, input)) as { items: { id?: string }[] }
  expect(items.length).toBeGreaterThan(0)
  return items
}

async function refused<R extends Route>(
  code: ProblemCode,
  who: Visitor | undefined,
  route: R,
  input: CallInput<R>,
  /** The same call comes a second time, with this body. */
  secondBody?: object,
): Promise<void> {
  if (secondBody) await done(who, route, input)
  const outcome = await ask(who, route, secondBody ? { ...input, body: secondBody } : input)
  expect(outcome).toMatchObject({ ok: false, problem: { code } })
}

/** With ids that nothing has, and whatever else is given. */
async function refusedAnyhow(
  code: ProblemCode,
  who: Visitor | undefined,
  route: Route,
  input: { params?: Record<string, string>; body?: unknown; upload?: Blob; query?: object; key?: string } = {},
): Promise<void> {
  const params = Object.fromEntries(pathNames(route.path).map((name) => [name, UNKNOWN_ID]))
  // Of any route, so that no type can say what it takes.
  await refused(code, who, route, { params, ...input } as never)
}

/** The first event of a stream, held against what the route declares. */
async function firstOf(who: Visitor | undefined, route: Route, params: Record<string, string>): Promise<void> {
  const leaving = new AbortController()
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '')
  const response = await fetch(`${service.url}${path}`, {
    headers: who ? { authorization: `Bearer ${who.token}` } : {},
    signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(30_000)]),
  })
  expect(response.status).toBe(successStatus(route))
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const data = /^data: (.*)\n\n/m.exec(text)?.[1]
    if (data === undefined) continue
    expectExactly(route.replies[successStatus(route)], JSON.parse(data))
    succeeded.add(route.name)
    break
  }
  leaving.abort()
}

function newEvent(over: Partial<NewEvent> = {}, typeOver: object = {}): NewEvent {
  return {
    title: 'A contract kept',
    startsAt: '2099-06-01T18:00:00Z',
    venue: { name: 'Pier', address: 'Meadow Lane 1' },
    areas: [area(typeOver)],
    ...over,
  }
}

function area(typeOver: object = {}): NewEvent['areas'][number] {
  return { name: 'Hall', kind: 'general', capacity: 500, ticketTypes: [{ name: 'Entry', priceMinor: 0, ...typeOver }] }
}

/** An event of its own for a case: ten places at 10.00. */
async function anotherEvent(over: Partial<NewEvent> = {}, typeOver: object = {}) {
  const ticketTypes = [{ name: 'Entry', priceMinor: 1_000, ...typeOver }]
  const areas: NewEvent['areas'] = [{ name: 'Hall', kind: 'general', capacity: 10, ticketTypes }]
  const { id, version, ...rest } = await done(organizer, createEvent, { body: newEvent({ areas, ...over }) })
  const ticketTypeId = typeOf(rest)
  const lines = (quantity: number) => [{ ticketTypeId, quantity }]
  return { params: { eventId: id }, version, ticketTypeId, lines }
}

function typeOf({ areas }: Pick<Event, 'areas'>): string {
  return areas[0]?.ticketTypes[0]?.id ?? ''
}

async function aPicture(): Promise<Blob> {
  const picture = sharp({ create: { width: 400, height: 200, channels: 3, background: '#e4572e' } })
  return new Blob([new Uint8Array(await picture.png().toBuffer())], { type: 'image/png' })
}

async function aHold() {
  const { params, lines } = await anotherEvent({ paymentMethods: ['door'] })
  const { id } = await done(buyer, placeHold, { params, body: { lines: lines(1) } })
  return { ...params, holdId: id }
}

function anOrder() {
  const body = { lines: [{ ticketTypeId: type, quantity: 1 }] }
  return done(buyer, placeOrder, { params: { eventId: event.id }, body })
}

function members() {
  return { organizerId: event.organizer.id }
}

async function newMember(): Promise<string> {
  const { email, account } = await service.signUp()
  await done(organizer, addMember, { params: members(), body: { email, role: 'door' } })
  return account.id
}
