import { randomBytes } from 'node:crypto'
import type { Role } from '@fairground/contract'

import type { Queries, Tx } from '../../db/index.ts'
import { type Caller, invalid, problem } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import type { Activity } from '../activity/index.ts'
import { normalizeEmail } from './email.ts'
import { findAccount, findAccountByEmail, lockAccount } from './queries/accounts.ts'
import {
  countOwned,
  deleteMember,
  findOwnOrganizer,
  findRole,
  insertMember,
  insertOrganizer,
  lockOrganizer,
  organizerExists,
  readMembers,
  updateMember,
  updateOrganizer,
} from './queries/organizers.ts'

/** Nobody runs more, and lists of organizers stay short. */
const MOST_OWNED = 100
/** One page shows all members of an organizer. */
const MOST_MEMBERS = 200
const LONGEST_SLUG = 60

const MANAGING: readonly Role[] = ['owner', 'manager']

export interface Member {
  accountId: string
  name: string
  email: string
  role: Role
}

/** Organizers, and who may do what for them. */
export function openOrganizers(
  queries: Queries,
  activity: Activity,
  onRename: (organizerId: string, accountId: string) => Promise<void>,
) {
  /** What the account is in the organizer; undefined where it is no member. */
  function roleOf(accountId: string, organizerId: string): Promise<Role | undefined> {
    return findRole(queries, accountId, organizerId)
  }

  function exists(organizerId: string): Promise<boolean> {
    return organizerExists(queries, organizerId)
  }

  /** Whether the caller runs what belongs to the organizer: its owners and managers do, and admins. */
  async function isManager(caller: Caller, organizerId: string): Promise<boolean> {
    if (caller.admin) return true
    const role = await roleOf(caller.accountId, organizerId)
    return role !== undefined && MANAGING.includes(role)
  }

  /** Throws `not-found`, and `not-allowed` unless the caller is a manager of it. */
  async function requireManager(caller: Caller, organizerId: string): Promise<void> {
    if (!(await exists(organizerId))) throw problem('not-found', 'There is no such organizer.')
    if (await isManager(caller, organizerId)) return
    throw problem('not-allowed', 'Only an owner or a manager of this organizer may do that.')
  }

  /** Id of the caller's own organizer, if it has one already. */
  function findOwned({ accountId }: Caller): Promise<string | undefined> {
    return findOwnOrganizer(queries, accountId)
  }

  /** Id of the caller's own organizer, made when it owns none: who has something to sell need not know the word. */
  async function ownOrganizer(tx: Tx, caller: Caller): Promise<string> {
    const owned = await findOwnOrganizer(tx, caller.accountId)
    if (owned !== undefined) return owned
    // Two first events at once make one organizer: the second waits here and then finds it.
    await lockAccount(tx, caller.accountId)
    return (await findOwnOrganizer(tx, caller.accountId)) ?? (await insertNamed(tx, caller, caller.name)).id
  }

  /** Makes an organizer that the caller owns. Throws `slug-taken`, and `invalid` when the caller owns too many. */
  function createOrganizer(caller: Caller, wanted: { name: string; slug?: string }) {
    return queries.transaction().execute(async (tx) => {
      await lockAccount(tx, caller.accountId)
      if ((await countOwned(tx, caller.accountId)) >= MOST_OWNED) {
        const message = `an account can own at most ${MOST_OWNED} organizers`
        throw invalid([{ path: '', message, rule: 'most-organizers', limit: MOST_OWNED }])
      }
      if (wanted.slug === undefined) return insertNamed(tx, caller, wanted.name)
      const organizer = { id: newId(), name: wanted.name, slug: wanted.slug }
      if (await insertOwned(tx, caller, organizer)) return organizer
      throw problem('slug-taken', `"${wanted.slug}" is in use. Choose another short name, or leave it out.`)
    })
  }

  /** With a slug made from the name, and some letters more until it is free. */
  async function insertNamed(tx: Tx, caller: Caller, name: string) {
    const stem = slugOf(name)
    for (let slug = stem; ; slug = `${stem.slice(0, LONGEST_SLUG - 9)}-${randomBytes(4).toString('hex')}`) {
      const organizer = { id: newId(), name, slug }
      if (await insertOwned(tx, caller, organizer)) return organizer
    }
  }

  async function insertOwned(tx: Tx, caller: Caller, organizer: { id: string; name: string; slug: string }) {
    if (!(await insertOrganizer(tx, organizer))) return false
    await insertMember(tx, organizer.id, caller.accountId, 'owner')
    const done = { accountId: caller.accountId, operation: 'create-organizer', subjectId: organizer.id }
    await activity.record(tx, [{ ...done, detail: { slug: organizer.slug } }])
    return true
  }

  /** Gives it another name; its slug stays, since addresses have it. Throws `not-found`, `not-allowed`. */
  async function changeOrganizer(caller: Caller, organizerId: string, { name }: { name: string }) {
    const organizer = await underLock(organizerId, async (tx) => {
      requireOwner(caller, await findRole(tx, caller.accountId, organizerId))
      const done = { accountId: caller.accountId, operation: 'change-organizer', subjectId: organizerId }
      await activity.record(tx, [done])
      return updateOrganizer(tx, organizerId, name)
    })
    await onRename(organizer.id, caller.accountId)
    return organizer
  }

  /** Throws `not-found`, and `not-allowed` to whom it is not theirs to see. */
  async function listMembers(caller: Caller, organizerId: string): Promise<Member[]> {
    await requireManager(caller, organizerId)
    return readMembers(queries, organizerId, MOST_MEMBERS)
  }

  /** Throws `not-found` without such an account, `already-there`, `not-allowed`. */
  function addMember(caller: Caller, organizerId: string, wanted: { email: string; role: Role }): Promise<Member> {
    return underLock(organizerId, async (tx) => {
      requireOwner(caller, await findRole(tx, caller.accountId, organizerId))
      const account = await findAccountByEmail(tx, normalizeEmail(wanted.email))
      if (!account) throw problem('not-found', 'Nobody has signed up with this e-mail address yet.')
      const members = await readMembers(tx, organizerId, MOST_MEMBERS)
      if (members.some((member) => member.accountId === account.id)) {
        throw problem('already-there', 'This account belongs to the organizer already.')
      }
      if (members.length >= MOST_MEMBERS) {
        throw problem('not-allowed', `An organizer can have at most ${MOST_MEMBERS} members.`)
      }
      await insertMember(tx, organizerId, account.id, wanted.role)
      await recordMember(tx, caller, 'add-member', account.id, { organizerId, role: wanted.role })
      return { accountId: account.id, name: account.name, email: account.email, role: wanted.role }
    })
  }

  /** Throws `not-found`, `last-owner`, `not-allowed`. */
  function changeMember(caller: Caller, organizerId: string, accountId: string, role: Role): Promise<Member> {
    return underLock(organizerId, async (tx) => {
      requireOwner(caller, await findRole(tx, caller.accountId, organizerId))
      const member = await requireMember(tx, organizerId, accountId)
      if (member.role === role) return member
      await keepAnOwner(tx, organizerId, member)
      await updateMember(tx, organizerId, accountId, role)
      await recordMember(tx, caller, 'change-member', accountId, { organizerId, role, before: member.role })
      return { ...member, role }
    })
  }

  /** Throws `not-found`, `last-owner`, `not-allowed`. */
  function removeMember(caller: Caller, organizerId: string, accountId: string): Promise<void> {
    return underLock(organizerId, async (tx) => {
      const isLeaving = accountId === caller.accountId
      if (!isLeaving) requireOwner(caller, await findRole(tx, caller.accountId, organizerId))
      const member = await requireMember(tx, organizerId, accountId)
      await keepAnOwner(tx, organizerId, member)
      await deleteMember(tx, organizerId, accountId)
      await recordMember(tx, caller, 'remove-member', accountId, { organizerId, before: member.role })
    })
  }

  /** One change of an organizer at a time: two owners who leave at once cannot both be the second-last. */
  function underLock<Result>(organizerId: string, change: (tx: Tx) => Promise<Result>) {
    return queries.transaction().execute(async (tx) => {
      if (await lockOrganizer(tx, organizerId)) return change(tx)
      throw problem('not-found', 'There is no such organizer.')
    })
  }

  function recordMember(tx: Tx, by: Caller, operation: string, subjectId: string, detail: Record<string, unknown>) {
    return activity.record(tx, [{ accountId: by.accountId, operation, subjectId, detail }])
  }

  return {
    roleOf,
    exists,
    isManager,
    requireManager,
    findOwned,
    ownOrganizer,
    createOrganizer,
    changeOrganizer,
    listMembers,
    addMember,
    changeMember,
    removeMember,
  }
}

function requireOwner(caller: Caller, role: Role | undefined): void {
  if (role === 'owner' || caller.admin) return
  throw problem('not-allowed', 'Only an owner of this organizer may do that.')
}

async function requireMember(tx: Tx, organizerId: string, accountId: string): Promise<Member> {
  const role = await findRole(tx, accountId, organizerId)
  const account = role && (await findAccount(tx, accountId))
  if (role && account) return { accountId, name: account.name, email: account.email, role }
  throw problem('not-found', 'This account does not belong to the organizer.')
}

async function keepAnOwner(tx: Tx, organizerId: string, leaving: Member): Promise<void> {
  if (leaving.role !== 'owner') return
  const members = await readMembers(tx, organizerId, MOST_MEMBERS)
  if (members.filter((member) => member.role === 'owner').length > 1) return
  throw problem('last-owner', 'This is the only owner. Make somebody else an owner first.')
}

/** Letters, digits and hyphens; a name without any (a Persian one, say) is an organizer like any other. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain.replaceAll(/[^a-z0-9]+/g, '-').slice(0, LONGEST_SLUG)
  return slug.replaceAll(/^-+|-+$/g, '') || 'organizer'
}
