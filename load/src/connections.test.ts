import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openConnections } from './connections.ts'

const server = createServer((_request, response) => response.end('ok'))
let address: string
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

test('a request that has to wait for a connection is answered, also after quiet times', async () => {
  const connections = openConnections({ server: address, connections: 2 })
  const ask = () => connections.send({ method: 'GET', path: '/' })
  // Quiet: nobody waits, and the line must stay a line.
  for (let asked = 0; asked < 5; asked += 1) await ask()
  expect(connections.waiting()).toBe(0)
  const replies = await Promise.all(Array.from({ length: 50 }, ask))
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
  expect(connections.waiting()).toBe(0)
  await connections.close()
})
