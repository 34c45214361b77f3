import { readMe, signIn, signOut } from '@fairground/contract'
import { type Client, createClient } from '@fairground/contract/client'

import type { Connection } from '../connection.ts'
import { findDemoLogin } from '../demo-login.ts'
import { Failure } from '../failure.ts'
import { isLoopback } from './loopback.ts'

export type Target = Pick<Connection, 'server' | 'ca' | 'send' | 'token'>

export interface Admin {
  client(patienceMs: number): Client
  /** Ends the session, where it was begun for this. */
  leave(): Promise<void>
}

/** The service's check reads whole tables. */
const TIMEOUT_MS = 120_000

/**
 * An admin's way in: the sign-in that is there, or else, on this machine, that of the demo organizer, whose password
 * is in a file of the data folder that only its owner can read. Rejects with a `Failure` where there is neither.
 */
export async function enterAsAdmin(target: Target): Promise<Admin> {
  const { server, send } = target
  const clientWith = (token: string | undefined, patienceMs = 0) =>
    createClient({ server, token, fetch: send, patienceMs, timeoutMs: TIMEOUT_MS })
  if (target.token !== undefined) {
    const me = await clientWith(target.token)(readMe, {})
    if (me.ok && me.data.admin) {
      return { client: (patienceMs) => clientWith(target.token, patienceMs), leave: async () => {} }
    }
    if (!me.ok && me.problem.code !== 'not-signed-in') throw new Failure(me.problem)
  }
  const token = await demoToken(target, clientWith(undefined))
  return {
    client: (patienceMs) => clientWith(token, patienceMs),
    async leave() {
      // A session that cannot be ended now ends by itself.
      await clientWith(token)(signOut, {})
    },
  }
}

async function demoToken({ server }: Target, client: Client): Promise<string> {
  const login = isLoopback(server) ? await findDemoLogin() : undefined
  if (!login) throw noAdmin()
  const outcome = await client(signIn, { body: login })
  if (!outcome.ok && outcome.problem.code === 'wrong-credentials') throw noAdmin()
  if (!outcome.ok) throw new Failure(outcome.problem)
  const { account, token } = outcome.data
  if (!account.admin) throw noAdmin()
  return token
}

function noAdmin(): Failure {
  return new Failure(
    {
      code: 'not-allowed',
      status: 403,
      title: 'Only an admin can do that',
      detail: 'The buyers need accounts, and an admin makes them.',
    },
    ['Sign in as an admin: fairground login, or item 6 of the menu.', 'The demo organizer of npm start is one.'],
  )
}
