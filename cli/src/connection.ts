import { type Client, type ClientOptions, createClient, type Outcome } from '@fairground/contract/client'

import { Failure, usedWrongly } from './failure.ts'
import { readNamed, userPath } from './files.ts'
import { savedToken } from './session.ts'

export const DEFAULT_SERVER = 'http://127.0.0.1:8080'

/** Which service a command talks to, and how. */
export interface Connection {
  /** Origin of the service; sign-ins are remembered by it. */
  readonly server: string
  readonly token: string | undefined
  /** Whether the token is the environment's and not a remembered one. */
  readonly tokenFromEnvironment: boolean
  /** PEM of the only authority to believe. */
  readonly ca: string | undefined
  /** As fetch, believing the authority that was named. */
  readonly send: typeof fetch
  client(options?: Pick<ClientOptions, 'patienceMs' | 'timeoutMs'>): Client
}

interface Named {
  server: string
  ca: string | undefined
  /** Told when the service is busy or away and the call will be repeated. */
  onWait: (reason: string) => void
}

/** Prepares the way to a service; nothing is sent yet. */
export async function connect({ server: named, ca: caFile, onWait }: Named): Promise<Connection> {
  const server = parseServer(named)
  const fromEnvironment = process.env['FAIRGROUND_TOKEN']
  const token = fromEnvironment || (await savedToken(server))
  const ca = caFile === undefined ? undefined : await readAuthority(caFile)
  const send = ca === undefined ? fetch : await fetchTrusting(ca)
  return {
    server,
    token,
    tokenFromEnvironment: Boolean(fromEnvironment),
    ca,
    send,
    client: (options = {}) =>
      createClient({ server, token, fetch: options.patienceMs ? telling(send, onWait) : send, ...options }),
  }
}

/** The data of an answer; a refusal ends the command. */
export async function answered<Data>(outcome: Promise<Outcome<Data>>): Promise<Data> {
  const settled = await outcome
  if (!settled.ok) throw new Failure(settled.problem)
  return settled.data
}

function parseServer(named: string): string {
  const url = URL.canParse(named) ? new URL(named) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw usedWrongly(`"${named}" is not the address of a service: write it like ${DEFAULT_SERVER}.`)
  }
  return url.origin
}

async function readAuthority(caFile: string): Promise<string> {
  const ca = await readNamed(userPath(caFile))
  if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw usedWrongly(`${caFile} holds no certificate in PEM form.`)
  return ca
}

/** As fetch, but believing only this authority. */
async function fetchTrusting(ca: string): Promise<typeof fetch> {
  // Loaded here because Node has a fetch of its own for the rest.
  const { Agent, fetch: undiciFetch } = await import('undici')
  const dispatcher = new Agent({ connect: { ca } })
  const send = (input: string | URL, init: object = {}) => undiciFetch(input, { ...init, dispatcher })
  // Node's fetch is undici's; the types of the two differ in name only.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return send as unknown as typeof fetch
}

function telling(send: typeof fetch, onWait: (reason: string) => void): typeof fetch {
  return async (input, init) => {
    try {
      const response = await send(input, init)
      if (response.status === 429 || response.status === 503) onWait('The service is busy')
      return response
    } catch (error) {
      onWait('The service does not answer')
      throw error
    }
  }
}
