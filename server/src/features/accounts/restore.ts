import type { Language, Role } from '@fairground/contract'

import type { Tx } from '../../db/index.ts'
import { newId } from '../../ids.ts'
import { normalizeEmail } from './email.ts'
import { findAccountByEmail, insertAccount } from './queries/accounts.ts'
import { restoreMember, restoreOrganizer } from './queries/organizers.ts'

/** An account as an archive carries it: known by its address, with its password's hash. */
export interface RestoredAccount {
  readonly email: string
  readonly name: string
  readonly admin: boolean
  readonly disabled?: boolean
  readonly language?: Language | null
  readonly passwordHash: string | null
  /** ISO 8601. */
  readonly createdAt: string
}

export interface RestoredOrganizer {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly members: readonly { readonly email: string; readonly role: Role }[]
}

/** Adds the accounts and organizers that are missing; those that are there stay as they are. */
export async function restore(
  tx: Tx,
  accounts: readonly RestoredAccount[],
  organizers: readonly RestoredOrganizer[],
): Promise<{ accountIds: Map<string, string>; accounts: number; organizers: number; skipped: number }> {
  const accountIds = new Map<string, string>()
  const added = { accounts: 0, organizers: 0, skipped: 0 }
  for (const account of accounts) {
    const email = normalizeEmail(account.email)
    const id = newId()
    if (await insertAccount(tx, { ...account, email, id, createdAt: new Date(account.createdAt) })) {
      accountIds.set(email, id)
      added.accounts += 1
      continue
    }
    const known = await findAccountByEmail(tx, email)
    if (known) accountIds.set(email, known.id)
    added.skipped += 1
  }
  for (const { members, ...organizer } of organizers) {
    if (await restoreOrganizer(tx, organizer)) added.organizers += 1
    else added.skipped += 1
    for (const { email, role } of members) {
      const accountId = accountIds.get(normalizeEmail(email))
      if (accountId) await restoreMember(tx, organizer.id, accountId, role)
    }
  }
  return { accountIds, ...added }
}
