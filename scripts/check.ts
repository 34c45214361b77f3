// Everything that reads the code without running it: types, lint, format, dead code.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const checks: [name: string, ...command: string[]][] = [
  ['types', 'typescript/bin/tsc', '-p', 'tsconfig.json'],
  ['lint', 'oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'oxfmt/bin/oxfmt', '--check'],
  ['dead code', 'knip/bin/knip.js'],
]

let failed = 0
for (const [name, program = '', ...args] of checks) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) failed += 1
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}  ${name}\n`)
}
process.exit(failed === 0 ? 0 : 1)
