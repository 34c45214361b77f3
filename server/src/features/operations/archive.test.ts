import {
  type Archive,
  changeAccount,
  changeMe,
  changePicture,
  createEvent,
  type Event,
  exportArchive,
  importArchive,
  placeOrder,
  putPicture,
  readEvent,
  signIn,
} from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let source: TestService
let archive: Archive
let disabled: Visitor
let event: Event
let bare: Event

beforeAll(async () => {
  source = await startTestService()
  const organizer = await source.signUp('Organizer')
  event = dataOf(await organizer.client(createEvent, { body: newEvent('With a picture') }))
  bare = dataOf(await organizer.client(createEvent, { body: newEvent('Without one') }))
  const params = { eventId: event.id }
  const picture = sharp({ create: { width: 1_800, height: 1_000, channels: 3, background: '#e4572e' } })
  const upload = new Blob([new Uint8Array(await picture.png().toBuffer())], { type: 'image/png' })
  dataOf(await organizer.client(putPicture, { params, upload }))
  const body = { alt: 'A red wall', focusX: 20, focusY: 80 }
  event = dataOf(await organizer.client(changePicture, { params, body }))
  const lines = [{ ticketTypeId: event.areas[0]?.ticketTypes[0]?.id ?? '', quantity: 2 }]
  dataOf(await organizer.client(placeOrder, { params, body: { lines } }))
  const admin = await source.admin()
  disabled = await source.signUp('Disabled')
  dataOf(await disabled.client(changeMe, { body: { language: 'fa' } }))
  const accountId = disabled.account.id
  dataOf(await admin.client(changeAccount, { params: { accountId }, body: { disabled: true } }))
  archive = dataOf(await admin.client(exportArchive, {}))
})
afterAll(() => source.stop())

function newEvent(title: string) {
  const ticketTypes = [{ name: 'Adult', priceMinor: 0 }]
  const areas = [{ name: 'Hall', kind: 'general' as const, capacity: 10, ticketTypes }]
  return { title, startsAt: '2101-06-01T20:00:00Z', areas }
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function archivedPicture() {
  const picture = archive.events.find(({ id }) => id === event.id)?.picture
  if (!picture) throw new Error('the archive has the picture')
  return picture
}

/** A system of its own that has taken in this archive. */
async function takeIn(taken: Archive): Promise<{ target: TestService; admin: Visitor; restored: Event }> {
  const target = await startTestService()
  const admin = await target.admin()
  expect(dataOf(await admin.client(importArchive, { body: taken }))).toMatchObject({ events: 2, orders: 1 })
  const restored = dataOf(await target.client()(readEvent, { params: { eventId: event.id } }))
  return { target, admin, restored }
}

/** The archive with something else in the place of the picture's file. */
function withWebp(webp: string): Archive {
  const picture = { ...archivedPicture(), webp }
  return { ...archive, events: archive.events.map((one) => (one.id === event.id ? { ...one, picture } : one)) }
}

describe('an archive', () => {
  test('has the widest file of a picture with its words, and nothing where there is no picture', async () => {
    const { webp, ...notes } = archivedPicture()
    expect(notes).toEqual({ alt: 'A red wall', focusX: 20, focusY: 80 })
    expect(await sharp(Buffer.from(webp, 'base64')).metadata()).toMatchObject({ format: 'webp', width: 1_600 })
    expect(archive.events.find(({ id }) => id === bare.id)).not.toHaveProperty('picture')
  })

  test('gives the picture back where it is taken in, in all its sizes', async () => {
    const { target, admin, restored } = await takeIn(archive)
    expect(restored.picture).toMatchObject({ alt: 'A red wall', focusX: 20, focusY: 80 })
    const sizes = ({ picture }: Event) => picture?.sizes.map(({ width, height }) => [width, height])
    expect(sizes(restored)).toEqual(sizes(event))
    for (const { url, width } of restored.picture?.sizes ?? []) {
      const response = await fetch(`${target.url}${url}`)
      expect(response.status).toBe(200)
      const file = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
      expect(file).toMatchObject({ format: 'webp', width })
    }
    // What is there stays as it is.
    const again = dataOf(await admin.client(importArchive, { body: archive }))
    expect(again).toMatchObject({ events: 0, orders: 0 })
    await target.invariants()
    await target.stop()
  })

  test.each([
    ['no base64', '%%%'],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>').toString('base64')],
    ['the half of a file', () => archivedPicture().webp.slice(0, 200)],
  ])('whose picture is %s gives back the event and its tickets without it', async (_, webp) => {
    const { target, restored } = await takeIn(withWebp(typeof webp === 'string' ? webp : webp()))
    expect(restored.picture).toBeNull()
    expect(restored).toMatchObject({ title: 'With a picture', left: 8 })
    await target.invariants()
    await target.stop()
  })

  test('takes disabled accounts in as disabled, and each with its language', async () => {
    const { target, admin } = await takeIn(archive)
    const { email, password } = disabled
    const refused = await target.client()(signIn, { body: { email, password } })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'account-disabled' } })
    const { accounts } = dataOf(await admin.client(exportArchive, {}))
    const known = new Map(accounts.map((account) => [account.email, account]))
    for (const account of archive.accounts) expect(known.get(account.email)).toEqual(account)
    expect(known.get(email)).toMatchObject({ disabled: true, language: 'fa' })
    await target.stop()
  })

  test('of an earlier version, which said nothing of disabled accounts and languages, is taken in', async () => {
    const accounts = archive.accounts.map(({ disabled: _, language: __, ...account }) => account)
    const { target } = await takeIn({ ...archive, accounts })
    const { email, password } = disabled
    const signedIn = await target.client()(signIn, { body: { email, password } })
    expect(signedIn).toMatchObject({ ok: true, data: { account: { language: null } } })
    await target.stop()
  })

  test('of an earlier version, which knew no plans, is taken in', async () => {
    const { plans: _, planContents: __, ...earlier } = archive
    const { target } = await takeIn(earlier)
    await target.invariants()
    await target.stop()
  })

  test('of an earlier version, which knew no pictures, is taken in', async () => {
    const events = archive.events.map(({ picture: _, ...one }) => one)
    const { target, restored } = await takeIn({ ...archive, events })
    expect(restored.picture).toBeNull()
    await target.stop()
  })
})
