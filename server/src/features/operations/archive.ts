import { Readable } from 'node:stream'

import type { Archive } from '@fairground/contract'

import type { Queries, StoredPicture } from '../../db/index.ts'
import { invalid, ProblemError } from '../../http/index.ts'
import { invariant } from '../../invariant.ts'
import type { Accounts } from '../accounts/index.ts'
import type { Events } from '../events/index.ts'
import type { Orders } from '../orders/index.ts'
import type { Plans } from '../plans/index.ts'
import {
  selectAccounts,
  selectAreas,
  selectBlockedSeats,
  selectEvents,
  selectMembers,
  selectOrders,
  selectOrganizers,
  selectOwnPlans,
  selectTickets,
  selectTicketTypes,
  selectWidestPicture,
} from './queries.ts'

type ArchivedEvent = Archive['events'][number]

/**
 * Everything as one document of JSON, read in one snapshot: events with their orders and tickets, accounts by e-mail.
 * The plans, which may be larger than all the rest, are in memory one at a time, and as the text that is kept of them.
 */
export async function exportArchive({ queries, plans }: { queries: Queries; plans: Pick<Plans, 'readText'> }) {
  const archive = await queries
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(exportAll)
  // Afterwards: what a plan says never changes, and it is kept as long as anybody names it.
  const pinned = archive.events.flatMap(({ areas }) => areas.flatMap(({ planHash }) => planHash ?? []))
  const hashes = new Set([...archive.plans.map(({ hash }) => hash), ...pinned])
  async function* pieces() {
    yield `${JSON.stringify(archive).slice(0, -1)},"planContents":[`
    let before = ''
    for (const hash of hashes) {
      yield `${before}{"hash":${JSON.stringify(hash)},"plan":`
      yield await plans.readText(hash)
      yield '}'
      before = ','
    }
    yield ']}'
  }
  return Readable.from(pieces())
}

async function exportAll(tx: Queries) {
  const members = Map.groupBy(await selectMembers(tx), (member) => member.organizer_id)
  const events: ArchivedEvent[] = []
  for (const event of await selectEvents(tx)) events.push(await exportEvent(tx, event))
  return {
    format: 'fairground-archive-1',
    exportedAt: new Date().toISOString(),
    accounts: (await selectAccounts(tx)).map((account) => ({
      ...account,
      createdAt: account.createdAt.toISOString(),
    })),
    organizers: (await selectOrganizers(tx)).map((organizer) => ({
      ...organizer,
      members: (members.get(organizer.id) ?? []).map(({ email, role }) => ({ email, role })),
    })),
    plans: await selectOwnPlans(tx),
    events,
  } satisfies Omit<Archive, 'planContents'>
}

async function exportEvent(
  tx: Queries,
  event: Awaited<ReturnType<typeof selectEvents>>[number],
): Promise<ArchivedEvent> {
  const types = Map.groupBy(await selectTicketTypes(tx, event.id), (type) => type.area_id)
  const tickets = Map.groupBy(await selectTickets(tx, event.id), (ticket) => ticket.order_id)
  const blocked = await selectBlockedSeats(tx, event.id)
  return {
    id: event.id,
    slug: event.slug,
    organizerId: event.organizer_id,
    title: event.title,
    description: event.description,
    status: event.status,
    startsAt: event.starts_at.toISOString(),
    endsAt: iso(event.ends_at),
    timeZone: event.time_zone,
    venue: event.venue,
    currency: event.currency,
    maxTicketsPerAccount: event.max_tickets_per_account,
    holdSeconds: event.hold_seconds,
    salesStartAt: iso(event.sales_start_at),
    salesEndAt: iso(event.sales_end_at),
    paymentMethods: event.payment_methods,
    ...(event.picture && { picture: await exportPicture(tx, event.id, event.picture) }),
    areas: (await selectAreas(tx, event.id)).map(({ id, name, kind, ...area }) => ({
      ...{ id, name, kind, ...(kind === 'seated' ? exportSeating(area, blocked) : exportPlaces(area)) },
      ticketTypes: (types.get(id) ?? []).map((type) => ({
        id: type.id,
        name: type.name,
        description: type.description,
        priceMinor: type.price_minor,
        quota: type.capacity,
        maxPerOrder: type.max_per_order,
        maxPerAccount: type.max_per_account,
        salesStartAt: iso(type.sales_start_at),
        salesEndAt: iso(type.sales_end_at),
        ...(type.category === null ? {} : { category: type.category }),
      })),
    })),
    orders: (await selectOrders(tx, event.id)).map((order) => ({
      ...order,
      createdAt: order.createdAt.toISOString(),
      tickets: (tickets.get(order.id) ?? []).map(({ order_id: _, seatId, ...ticket }) => ({
        ...ticket,
        ...(seatId === null ? {} : { seatId }),
      })),
    })),
  }
}

type AreaFields = Omit<Awaited<ReturnType<typeof selectAreas>>[number], 'id' | 'name' | 'kind'>

/** How many places there are follows from the plan and what is blocked. */
function exportSeating({ planHash, noLonelySeats }: AreaFields, blocked: string[]) {
  return { planHash: planHash ?? '', noLonelySeats, blocked }
}

function exportPlaces({ capacity, standing }: AreaFields) {
  return { capacity: capacity ?? 0, ...(standing === null ? {} : { standing }) }
}

/** The widest file: all others can be made of it. */
async function exportPicture(
  tx: Queries,
  eventId: string,
  { hash, alt, focusX, focusY }: StoredPicture,
): Promise<ArchivedEvent['picture']> {
  const file = await selectWidestPicture(tx, eventId, hash)
  return file && { alt, focusX, focusY, webp: file.bytes.toString('base64') }
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}

interface Features {
  readonly queries: Queries
  readonly accounts: Pick<Accounts, 'restore' | 'exists'>
  readonly plans: Pick<Plans, 'restore' | 'restoreContent'>
  readonly events: Pick<Events, 'restore'>
  readonly orders: Pick<Orders, 'restoreOrder'>
}

export interface Imported {
  accounts: number
  organizers: number
  plans: number
  events: number
  orders: number
  tickets: number
  /** Accounts, organizers, plans, events and orders that were there already. */
  skipped: number
}

/**
 * Takes in an archive. Ids are kept, what is there already stays as it is, places go through the allocator. May be
 * repeated after a failure: it goes on where it stopped. Throws what the allocator refuses (more sold than fits).
 */
export async function importArchive(features: Features, archive: Archive): Promise<Imported> {
  const { queries } = features
  await requireWhole(features, archive)
  // Before all the rest: what no plan and no event names is nothing yet.
  const planHashes = await importContents(features, archive)
  const { accountIds, ...people } = await queries
    .transaction()
    .execute((tx) => features.accounts.restore(tx, archive.accounts, archive.organizers))
  const imported: Imported = { ...people, plans: 0, events: 0, orders: 0, tickets: 0 }
  for (const plan of archive.plans ?? []) {
    if (await features.plans.restore({ ...plan, hash: planHashes.get(plan.hash) ?? '' })) imported.plans += 1
    else imported.skipped += 1
  }
  for (const [index, event] of archive.events.entries()) {
    if (await under(`events.${index}`, WHAT_CAME_BEFORE, () => features.events.restore(event, planHashes)))
      imported.events += 1
    else imported.skipped += 1
    await importOrders(features, event, accountIds, imported)
  }
  return imported
}

/** Throws `invalid` where a plan or an event is of what is neither here nor in the archive. */
async function requireWhole({ accounts }: Features, archive: Archive): Promise<void> {
  const contents = new Set(archive.planContents?.map(({ hash }) => hash))
  const organizers = new Set(archive.organizers.map(({ id }) => id.toLowerCase()))
  for (const [index, { hash }] of (archive.plans ?? []).entries()) {
    if (contents.has(hash)) continue
    throw invalid([{ path: `plans.${index}.hash`, message: 'is not in planContents', rule: 'no-such-plan' }])
  }
  for (const part of ['plans', 'events'] as const) {
    for (const [index, { organizerId }] of (archive[part] ?? []).entries()) {
      const id = organizerId.toLowerCase()
      if (organizers.has(id)) continue
      if (await accounts.exists(id)) organizers.add(id)
      else {
        const message = 'is not in organizers, and not here either'
        throw invalid([{ path: `${part}.${index}.organizerId`, message, rule: 'no-such-organizer' }])
      }
    }
  }
}

/** Resolves to the hash under which each of the archive's plans is kept here: nobody has to believe the archive's own. */
async function importContents({ plans }: Features, { planContents = [] }: Archive): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const [index, { hash, plan }] of planContents.entries()) {
    hashes.set(hash, await under(`planContents.${index}`, undefined, () => plans.restoreContent(plan)))
  }
  return hashes
}

const WHAT_CAME_BEFORE = 'What comes before it in the archive was taken in; once this is put right, import it again.'

/** What a feature refuses of a part that it is given, is told by where that stands in the archive, and what became of the rest. */
async function under<Result>(
  path: string,
  outcome: string | undefined,
  takeIn: () => Promise<Result>,
): Promise<Result> {
  try {
    return await takeIn()
  } catch (error) {
    if (!(error instanceof ProblemError) || !error.refusal.errors) throw error
    const errors = error.refusal.errors.map((one) => ({ ...one, path: `${path}.${one.path}` }))
    throw invalid(errors, outcome)
  }
}

/** Orders that are on their way at once; those of one account come one after the other. */
const ORDERS_AT_ONCE = 64

async function importOrders(
  features: Features,
  event: ArchivedEvent,
  accountIds: ReadonlyMap<string, string>,
  imported: Imported,
): Promise<void> {
  const waiting = [...Map.groupBy(event.orders, (order) => order.buyer.toLowerCase())]
  async function takeTurns(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [buyer, orders] = next
      const accountId = accountIds.get(buyer)
      invariant(accountId, 'the archive names the account of each buyer')
      for (const order of orders) {
        if (await restorePatiently(features, event.id, accountId, order)) {
          imported.orders += 1
          imported.tickets += order.tickets.length
        } else imported.skipped += 1
      }
    }
  }
  await Promise.all(Array.from({ length: ORDERS_AT_ONCE }, takeTurns))
}

const MOST_ATTEMPTS = 10

/** False when the order is there already. The allocator may be busy with buyers, who go first. */
async function restorePatiently(
  features: Features,
  eventId: string,
  accountId: string,
  order: ArchivedEvent['orders'][number],
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await features.orders.restoreOrder(eventId, accountId, order)
    } catch (error) {
      const passes = error instanceof ProblemError && error.refusal.retryAfterSeconds !== undefined
      if (!passes || attempt === MOST_ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, (error.refusal.retryAfterSeconds ?? 1) * 1000))
    }
  }
}
