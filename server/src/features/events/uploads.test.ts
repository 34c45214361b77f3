import { connect } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { ProblemError } from '../../http/index.ts'
import { withUploads } from './uploads.ts'

/** Told by a proxy: a connection that was reset has no address any more. */
const SENDER = '192.0.2.1'

let app: FastifyInstance
let port: number
/** What a request waits for before it is known who sends it. */
let identified: (closed: Promise<unknown>) => Promise<unknown>
/** Resolves with the first request that comes as far as its turn. */
let isAdmitted: PromiseWithResolvers<void>

beforeEach(async () => {
  isAdmitted = Promise.withResolvers()
  identified = async () => {}
  app = fastify({ trustProxy: true })
  app.setErrorHandler((error, _request, reply) =>
    reply.code(500).send({ refused: error instanceof ProblemError ? error.refusal.code : String(error) }),
  )
  app.addHook('onRequest', async ({ raw }) => {
    await identified(new Promise((resolve) => raw.once('close', resolve)))
  })
  withUploads(
    app,
    ['image/png'],
    async () => isAdmitted.resolve(),
    (part) => part.put('/', async ({ body }) => ({ bytes: Buffer.isBuffer(body) ? body.length : undefined })),
  )
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
})
afterEach(() => app.close())

async function upload(): Promise<Response> {
  const headers = { 'content-type': 'image/png', 'x-forwarded-for': SENDER }
  return fetch(`http://127.0.0.1:${port}/`, { method: 'PUT', headers, body: new Uint8Array(7) })
}

test('a sender who leaves before it is known who they are takes no turn', async () => {
  const isAsked = Promise.withResolvers<void>()
  identified = (closed) => {
    isAsked.resolve()
    return closed
  }
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  const headers = ['host: 127.0.0.1', `x-forwarded-for: ${SENDER}`, 'content-type: image/png', 'content-length: 7']
  socket.write(`PUT / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\nhalf`)
  await isAsked.promise
  identified = async () => {}
  socket.resetAndDestroy()
  await isAdmitted.promise
  expect(await (await upload()).json()).toEqual({ bytes: 7 })
})
