import { type Config, limitsInForce } from './config.ts'
import type { Login } from './prepare.ts'

/** What a newcomer sees once the service listens. */
export function printWelcome(config: Config): void {
  const limits = Object.entries(limitsInForce(config))
    .map(([name, value]) => `${name}=${value}`)
    .join('  ')
  write([
    '',
    `  Fairground is open:  ${config.publicUrl}`,
    `  The API, to read:    ${config.publicUrl}/docs/`,
    `  Limits in force:     ${limits}`,
    `                       (docs/operating.md says what each does)`,
  ])
}

export function printDemoLogin(login: Login): void {
  write([
    '',
    '  Six demo events are on sale. Their organizer, who is admin as well unless you named one, signs in with',
    `    ${login.email}  ${login.password}`,
    '  In a second terminal:',
    '    npx fairground login --demo      signs in as their organizer',
    '    npx fairground list              shows them',
    '    npx fairground book EVENT 2      books two tickets',
    '    npx fairground burst EVENT       sends a hundred buyers, and checks the books',
    '    npx fairground                   opens a menu of all this',
    '',
  ])
}

/** On standard error, so that standard output stays a stream of log lines. */
function write(lines: string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`)
}
