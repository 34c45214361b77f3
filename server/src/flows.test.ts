import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

import { type ServiceProcess, startProcess } from './testing/process.ts'
import { createDatabase, dropDatabase } from './testing/service.ts'

/** 110 accounts are made, 50 ms of a core each, and each of 90 answers is read by a Node of its own. */
const WITHIN_MS = 300_000
const ADMIN = { email: 'admin@fairground.test', password: 'quotes " and $signs are fine' }
const SCRIPT = join(import.meta.dirname, '../../scripts/flows.sh')

const tools = ['bash', 'curl'].filter((name) => spawnSync(name, ['--version']).status === 0)

let service: ServiceProcess | undefined
let database: string | undefined
afterEach(async () => {
  await service?.stop()
  if (database) await dropDatabase(database)
})

test.skipIf(tools.length < 2)(
  'every flow of the small systems works against the service as it is started (needs bash and curl)',
  async () => {
    database = await createDatabase()
    service = await startProcess({
      connectionString: database,
      env: { FAIRGROUND_ADMIN_EMAIL: ADMIN.email, FAIRGROUND_ADMIN_PASSWORD: ADMIN.password },
    })
    // A script that ended early, or was emptied, has nothing to say for itself.
    const output: unknown = expect.stringMatching(/\nflows: ([89]\d|\d{3}) ok, 0 failed\n$/)
    expect(await runFlows(service.url)).toEqual({ code: 0, output })
  },
  WITHIN_MS,
)

async function runFlows(url: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('bash', [SCRIPT], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // The script's node is the one that runs this test.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: process.env['HOME'],
      BASE_URL: url,
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const timer = setTimeout(() => child.kill(), WITHIN_MS - 30_000)
  const [code] = await once(child, 'close')
  clearTimeout(timer)
  return { code, output }
}
