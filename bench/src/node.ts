// One node of a measurement, in a process of its own: the real service with a strategy in place of its allocator.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import pg from 'pg'

import { parseConfig } from '../../server/src/config.ts'
import { openLog } from '../../server/src/log.ts'
import { limitHeap } from '../../server/src/memory.ts'
import { openService } from '../../server/src/service.ts'
import { type StrategyName, strategyOf } from './strategies/index.ts'

limitHeap()
const [name, size] = process.argv.slice(2)
const { open } = strategyOf(name as StrategyName)
let pool: pg.Pool | undefined

// The defaults, as in production.
const config = parseConfig({ PORT: '0', LOG_FORMAT: 'json' }, process.cwd())
const service = await openService({
  config,
  // Not an argument, which everybody on the machine may read.
  connectionString: process.env['DATABASE_URL'] ?? '',
  // Lines are made and written, as in production, but to nowhere that a disk would feel.
  output: openLog({ level: config.logLevel, format: 'json', file: '/dev/null' }),
  openAllocator:
    open &&
    ((options) => {
      // The product's own pool in everything but its size: pipelining, timeouts, the planner's settings.
      pool = new pg.Pool({ ...options.pool.options, max: Number(size) })
      pool.on('error', () => {})
      return open(options, pool)
    }),
})
const url = await service.listen()

process.on('message', (asked: number | 'collect-garbage') => {
  if (asked === 'collect-garbage') {
    process.send?.({ liveMb: collectGarbage() })
    return
  }
  // Read by the pool whenever it wonders whether it may open another connection, so a larger one takes effect at once.
  if (pool) pool.options.max = asked
})
// Ctrl-C is the parent's to handle; it ends this process by closing the channel.
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  void stop().finally(() => process.exit(0))
})
process.send?.({ url })

/** The megabytes of objects and buffers that are still needed. */
function collectGarbage(): number {
  setFlagsFromString('--expose-gc')
  // The function that the flag has just made.
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 / 1024
}

async function stop(): Promise<void> {
  await service.stop()
  await pool?.end()
}
