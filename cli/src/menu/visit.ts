import { type Account, readMe } from '@fairground/contract'
import { type Client, createClient } from '@fairground/contract/client'

import type { Connection } from '../connection.ts'
import { forgetToken, saveToken } from '../session.ts'
import type { Booking } from './booking.ts'
import { clockAhead } from './countdown.ts'

/** Who is there just now, and whether they are being asked. */
export interface VisitState {
  readonly token: string | undefined
  /** Unknown for a moment after the start, while the service is asked whose token it is. */
  readonly account: Account | undefined
  /** Something waits for a sign-in: what it is for, as in "to see your orders". */
  readonly asked: string | undefined
}

/** One person's stay in the menu: which service, signed in as whom, with which holds. */
export interface Visit {
  readonly server: string
  readonly tokenFromEnvironment: boolean
  /** What was begun and not finished, by event: leaving a screen loses no hold. */
  readonly bookings: Map<string, Booking>
  state: () => VisitState
  /** Calls back at each change of `state`; returns how to stop that. */
  subscribe: (onChange: () => void) => () => void
  client: () => Client
  /** The way to the service, as whoever is signed in now. */
  connection: () => Pick<Connection, 'server' | 'ca' | 'send' | 'token'>
  /** As fetch to the service, signed in. */
  fetch: (path: string, signal: AbortSignal) => Promise<Response>
  /** Milliseconds since the epoch by the service's clock, by which holds end. */
  now: () => number
  /** Resolves at once for somebody who is signed in; else asks, and tells whether they did. */
  requireAccount: (purpose: string) => Promise<boolean>
  signedIn: (account: Account, token: string) => Promise<void>
  /** The answer to a question for a sign-in that nobody wants to give. */
  declineSignIn: () => void
  /** Forgets the sign-in here and on this machine. */
  signedOut: () => Promise<void>
  /** The service no longer knows the session of this token. */
  expire: (token: string) => void
  /** Asks whose the remembered token is. */
  recognise: () => Promise<void>
}

export function openVisit(connection: Connection): Visit {
  const { server, ca, send, tokenFromEnvironment } = connection
  let state: VisitState = { token: connection.token, account: undefined, asked: undefined }
  let aheadMs = 0
  const listeners = new Set<() => void>()
  const waiting = new Set<(isSignedIn: boolean) => void>()

  function change(changes: Partial<VisitState>): void {
    state = { ...state, ...changes }
    for (const listener of listeners) listener()
  }

  function answerWaiting(isSignedIn: boolean): void {
    for (const answer of waiting) answer(isSignedIn)
    waiting.clear()
  }

  /** Meanwhile somebody may have signed in anew. */
  function expire(token: string): void {
    if (state.token === token) change({ token: undefined, account: undefined })
  }

  const sendTimed: typeof fetch = async (input, init) => {
    const response = await send(input, init)
    aheadMs = clockAhead(response.headers.get('date'), Date.now())
    return response
  }

  const client = () => createClient({ server, token: state.token, fetch: sendTimed })

  return {
    server,
    tokenFromEnvironment,
    bookings: new Map(),
    state: () => state,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    client,
    connection: () => ({ server, ca, send, token: state.token }),
    fetch(path, signal) {
      const headers: Record<string, string> = state.token ? { authorization: `Bearer ${state.token}` } : {}
      return send(new URL(path, server), { headers, signal })
    },
    now: () => Date.now() + aheadMs,
    async requireAccount(purpose) {
      if (state.token) return true
      const answer = new Promise<boolean>((resolve) => waiting.add(resolve))
      change({ asked: purpose })
      return answer
    },
    async signedIn(account, token) {
      await saveToken(server, { token, email: account.email })
      change({ account, token, asked: undefined })
      answerWaiting(true)
    },
    declineSignIn() {
      change({ asked: undefined })
      answerWaiting(false)
    },
    async signedOut() {
      if (!tokenFromEnvironment) await forgetToken(server)
      change({ token: undefined, account: undefined })
    },
    expire,
    async recognise() {
      const asked = state.token
      if (!asked) return
      const outcome = await client()(readMe, {})
      if (outcome.ok && state.token === asked) change({ account: outcome.data })
      else if (!outcome.ok && outcome.problem.code === 'not-signed-in') expire(asked)
    },
  }
}
