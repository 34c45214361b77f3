// Runs every test against a real PostgreSQL of its own, and ends with one line of counts. Arguments go to the runner.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const report = join(root, '.fairground', 'test-report.json')

await mkdir(join(root, '.fairground'), { recursive: true })
await rm(report, { force: true })
const runner = spawn(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
const [code] = await once(runner, 'exit')

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
}
// The runner writes it; where it did not, it has failed before any test, and said why.
const counts = JSON.parse(await readFile(report, 'utf8').catch(() => '{}')) as Partial<Report>
const skipped = counts.numPendingTests ? `, ${counts.numPendingTests} skipped` : ''
process.stdout.write(`${counts.numPassedTests ?? 0} passed, ${counts.numFailedTests ?? 0} failed${skipped}\n`)
process.exit(typeof code === 'number' ? code : 1)
