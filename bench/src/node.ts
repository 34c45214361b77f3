// One node of a measurement, in a process of its own: the real service with the strategy's allocator.
import { parseConfig } from '../../server/src/config.ts'
import { openLog } from '../../server/src/log.ts'
import { openService } from '../../server/src/service.ts'
import { strategies, type StrategyName } from './strategies.ts'

const [strategy, connectionString = ''] = process.argv.slice(2)
const config = parseConfig({ ...process.env, PORT: '0', LOG_FORMAT: 'json' }, process.cwd())
const service = await openService({
  config,
  connectionString,
  // Logs are written, as in production, but to nowhere that a disk would feel.
  output: openLog({ level: config.logLevel, format: 'json', file: '/dev/null' }),
  openAllocator: strategies[strategy as StrategyName],
})
process.send?.({ url: await service.listen() })
process.on('message', (message) => {
  if (message === 'usage') {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    process.send?.({ cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssMb: maxRSS / 1024 })
  }
})
process.on('disconnect', () => {
  void service.stop().finally(() => process.exit(0))
})
