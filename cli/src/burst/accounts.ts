import { createBurstAccounts, MOST_BURST_ACCOUNTS } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'

import { Failure } from '../failure.ts'
import type { BurstAccount } from './buyer.ts'

/** Accounts for the buyers, signed in. Needs an admin's client. */
export async function makeAccounts(client: Client, wanted: number): Promise<BurstAccount[]> {
  const accounts: BurstAccount[] = []
  while (accounts.length < wanted) {
    const count = Math.min(MOST_BURST_ACCOUNTS, wanted - accounts.length)
    const outcome = await client(createBurstAccounts, { body: { count } })
    if (!outcome.ok) throw new Failure(outcome.problem, hintsFor(outcome.problem.code))
    accounts.push(...outcome.data.accounts)
  }
  return accounts
}

function hintsFor(code: string): string[] {
  if (code !== 'not-found') return []
  return [
    'This service makes no accounts for bursts. Where it is there to be tested, start it with:',
    '  ALLOW_BURST_ACCOUNTS=1',
  ]
}
