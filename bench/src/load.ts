// The generator, in a process of its own: closed connections, each asking again as soon as it has its answer.
import { randomUUID } from 'node:crypto'

import autocannon from 'autocannon'

export interface Load {
  url: string
  eventId: string
  ticketTypeId: string
  tokens: string[]
  connections: number
  seconds: number
}

export interface LoadResult {
  perSecond: number
  latencyMsP50: number
  latencyMsP99: number
  answers: Record<string, number>
}

process.once('message', (load: Load) => {
  run(load).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})

async function run(load: Load): Promise<LoadResult> {
  let next = 0
  const bodies = [1, 2].map((quantity) => JSON.stringify({ lines: [{ ticketTypeId: load.ticketTypeId, quantity }] }))
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    duration: load.seconds,
    requests: [
      {
        method: 'POST',
        path: `/api/events/${load.eventId}/holds`,
        setupRequest(request) {
          next += 1
          request.headers = {
            'content-type': 'application/json',
            authorization: `Bearer ${load.tokens[next % load.tokens.length]}`,
            'idempotency-key': randomUUID(),
          }
          request.body = bodies[next % 2]
          return request
        },
      },
    ],
  })
  return {
    perSecond: result['2xx'] / result.duration,
    latencyMsP50: result.latency.p50,
    latencyMsP99: result.latency.p99,
    answers: Object.fromEntries(
      Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => [status, count ?? 0]),
    ),
  }
}
