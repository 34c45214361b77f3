import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What becomes of a COMMIT of the allocator: `cut-before` loses it on its way to the server; `cut-after` lets it
 * through, waits until the server has done it, and loses the answer with the connection; `silence-after` loses the
 * answer and leaves the connection open, as a firewall does that forgot it; `gone-after` loses the answer with all
 * connections, and lets nobody in until `admit` is called.
 */
export type CommitFate = 'deliver' | 'cut-before' | 'cut-after' | 'silence-after' | 'gone-after'

/** A place between the service and PostgreSQL where connections break at a chosen moment. */
export interface Proxy {
  /** The same database, by way of here. */
  readonly connectionString: string
  /** Asked at each COMMIT of the allocator. */
  decideCommit: () => CommitFate
  /** While true, what the server answers to a batch that begins stays here: its node is between two round trips. */
  withholdsAnswers: boolean
  /** Passes on what was withheld. */
  flow(): void
  /** Lets connections in again, after `gone-after`. */
  admit(): void
  close(): Promise<void>
}

/** The only connections that are interfered with; the rest of the service has others. */
const BATCH_CONNECTION = 'fairground-batch'

export async function openProxy(connectionString: string): Promise<Proxy> {
  const links = new Set<Link>()
  let isRefusing = false
  const server = createServer((client) => {
    if (isRefusing) {
      client.destroy()
      return
    }
    const link = openLink(client, connect(addressOf(connectionString)), proxy, goAway)
    links.add(link)
    client.on('close', () => links.delete(link))
  })
  const proxy: Proxy = {
    connectionString: '',
    decideCommit: () => 'deliver',
    withholdsAnswers: false,
    flow() {
      proxy.withholdsAnswers = false
      for (const link of links) link.flow()
    },
    admit() {
      isRefusing = false
    },
    async close() {
      goAway()
      server.close()
      await once(server, 'close')
    },
  }
  function goAway(): void {
    isRefusing = true
    for (const link of links) link.cut()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo
  return Object.assign(proxy, { connectionString: throughPort(connectionString, port) })
}

function addressOf(connectionString: string): { path: string } | { host: string; port: number } {
  const url = new URL(connectionString)
  const folder = url.searchParams.get('host')
  const port = Number(url.port || 5432)
  return folder ? { path: `${folder}/.s.PGSQL.${port}` } : { host: url.hostname, port }
}

function throughPort(connectionString: string, port: number): string {
  const url = new URL(connectionString)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  url.search = '?sslmode=disable'
  return url.toString()
}

interface Link {
  cut(): void
  flow(): void
}

/** One connection: messages are passed on one by one, so that each can be the last. */
function openLink(client: Socket, server: Socket, proxy: Proxy, goAway: () => void): Link {
  let isBatch = false
  let isWithholding = false
  let fate: CommitFate = 'deliver'
  let withheld: Buffer[] = []

  function cut(): void {
    client.destroy()
    server.destroy()
  }

  const takeAsked = splitMessages(true, (message) => {
    if (client.destroyed) return
    if (message.isStartup) isBatch = message.bytes.includes(BATCH_CONNECTION)
    const statement = isBatch ? statementOf(message) : ''
    if (statement.startsWith('BEGIN')) isWithholding = proxy.withholdsAnswers
    if (statement === 'COMMIT') fate = proxy.decideCommit()
    if (fate === 'cut-before') cut()
    else server.write(message.bytes)
  })

  const takeAnswered = splitMessages(false, (message) => {
    if (client.destroyed) return
    const isDone = message.type === 'C' && message.bytes.includes('COMMIT')
    if (fate === 'cut-after' && isDone) cut()
    else if (fate === 'gone-after' && isDone) goAway()
    else if (fate === 'deliver' && isWithholding) withheld.push(message.bytes)
    else if (fate === 'deliver') client.write(message.bytes)
  })

  client.on('data', takeAsked).on('error', cut).on('close', cut)
  server.on('data', takeAnswered).on('error', cut)
  // Until what was withheld has flowed, the client does not learn that the server has gone.
  server.on('close', () => {
    if (!isWithholding) cut()
  })
  return {
    cut,
    flow() {
      isWithholding = false
      for (const bytes of withheld) client.write(bytes)
      withheld = []
      if (server.destroyed) client.end()
    },
  }
}

interface Message {
  readonly isStartup: boolean
  /** One letter, as in the protocol's documentation; '' for a start-up message, which has none. */
  readonly type: string
  readonly bytes: Buffer
}

/** Cuts the stream of one direction into the messages of PostgreSQL's protocol (version 3). */
function splitMessages(beginsWithStartup: boolean, take: (message: Message) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  let isStartup = beginsWithStartup
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    for (;;) {
      const typeBytes = isStartup ? 0 : 1
      if (rest.length < typeBytes + 4) return
      const length = typeBytes + rest.readUInt32BE(typeBytes)
      if (rest.length < length) return
      const message = { isStartup, type: rest.toString('latin1', 0, typeBytes), bytes: rest.subarray(0, length) }
      rest = rest.subarray(length)
      isStartup = false
      take(message)
    }
  }
}

/** The SQL that a Query or Parse message carries. */
function statementOf({ type, bytes }: Message): string {
  if (type === 'Q') return bytes.toString('utf8', 5, bytes.length - 1)
  if (type !== 'P') return ''
  const start = bytes.indexOf(0, 5) + 1
  return bytes.toString('utf8', start, bytes.indexOf(0, start))
}
