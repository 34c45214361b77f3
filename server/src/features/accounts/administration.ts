import type { Queries } from '../../db/index.ts'
import { type Caller, problem } from '../../http/index.ts'
import { invariant } from '../../invariant.ts'
import type { Activity } from '../activity/index.ts'
import {
  type AccountSearch,
  lockAdminsAnd,
  readKnownAccount,
  searchAccounts,
  updateRights,
} from './queries/accounts.ts'
import { type OrganizerSearch, searchOrganizers } from './queries/organizers.ts'
import { deleteSessions } from './queries/sessions.ts'

interface Rights {
  readonly admin: boolean
  readonly disabled: boolean
}

/** What an admin sees and decides of everybody. `forget`: this node asks anew who the account's sessions are. */
export function openAdministration(queries: Queries, activity: Activity, forget: (accountId: string) => void) {
  async function listAccounts(search: AccountSearch) {
    return (await searchAccounts(queries, search)).map(shown)
  }

  /**
   * Makes somebody an admin or not, disables an account (its sessions end: here at once, elsewhere within 5 s) or
   * enables it again. Throws `not-found`, `last-admin`, and `not-allowed` to who has lost the right in the meantime.
   */
  async function changeAccount(caller: Caller, accountId: string, change: Partial<Rights>) {
    const account = await queries.transaction().execute(async (tx) => {
      const locked = await lockAdminsAnd(tx, accountId)
      if (!locked.some((one) => one.id === caller.accountId && isWorkingAdmin(one))) {
        throw problem('not-allowed', 'You are no admin any more. Nothing was changed.')
      }
      const before = locked.find((one) => one.id === accountId)
      if (!before) throw problem('not-found', 'There is no such account.')
      const after = { admin: change.admin ?? before.admin, disabled: change.disabled ?? before.disabled }
      const others = locked.filter((one) => one.id !== accountId)
      if (!isWorkingAdmin(after) && !others.some(isWorkingAdmin)) {
        throw problem('last-admin', 'This is the only admin. Make somebody else an admin first.')
      }
      if (after.admin !== before.admin || after.disabled !== before.disabled) {
        await updateRights(tx, accountId, after)
        const endedSessions = after.disabled ? await deleteSessions(tx, accountId) : 0
        const detail = { ...change, endedSessions }
        const done = { accountId: caller.accountId, operation: 'change-account', subjectId: accountId, detail }
        await activity.record(tx, [done])
      }
      const changed = await readKnownAccount(tx, accountId)
      invariant(changed, 'an account that is locked can be read')
      return changed
    })
    forget(accountId)
    return shown(account)
  }

  async function listOrganizers(search: OrganizerSearch) {
    const found = await searchOrganizers(queries, search)
    return found.map((organizer) => ({ ...organizer, createdAt: organizer.createdAt.toISOString() }))
  }

  return { listAccounts, changeAccount, listOrganizers }
}

/** An admin who is disabled is of no help to anybody. */
function isWorkingAdmin({ admin, disabled }: Rights): boolean {
  return admin && !disabled
}

function shown(account: Awaited<ReturnType<typeof searchAccounts>>[number]) {
  return {
    ...account,
    createdAt: account.createdAt.toISOString(),
    lastUsedAt: account.lastUsedAt?.toISOString() ?? null,
  }
}
