import { spawn } from '@lydell/node-pty'
// A CommonJS bundle: its names are on the default export only.
import xterm from '@xterm/headless'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** What a person presses, as a terminal sends it. */
export const KEYS = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  stop: '\u0003',
} as const

/** The program in a real pseudo-terminal, and what a person would see of it. */
export interface Person {
  /** The rows of the screen, without the blanks at their ends. */
  rows: () => string[]
  screen: () => string
  /** Everything that the program has written so far. */
  written: () => string
  isAlternate: () => boolean
  isCursorHidden: () => boolean
  press: (...keys: string[]) => void
  resize: (columns: number, rows: number) => void
  /** Resolves to the screen once it shows this. */
  sees: (expected: string | RegExp) => Promise<string>
  seesNot: (unexpected: string | RegExp) => Promise<string>
  readonly exited: Promise<number>
  /** Where the person stands in the file system. */
  readonly folder: string
  leave: () => Promise<void>
}

interface Seat {
  columns?: number
  rows?: number
  env?: Record<string, string>
  /** Settings of somebody who was here before. */
  home?: string
}

const SEEN_WITHIN_MS = 20_000
const LOOK_EVERY_MS = 20

/** Sits a person down before `fairground ...commandArguments`. */
export async function sitDown(
  commandArguments: string[],
  { columns = 80, rows = 24, env = {}, home }: Seat = {},
): Promise<Person> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'fairground-menu-')))
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  const child = spawn(process.execPath, [MAIN, ...commandArguments], {
    cols: columns,
    rows,
    cwd: folder,
    name: 'xterm-256color',
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      TZ: 'Europe/Berlin',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      ...env,
    },
  })
  let written = ''
  child.onData((bytes) => {
    written += bytes
    terminal.write(bytes)
  })
  const exited = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)))

  // What a narrower window cut off is still kept in the row, beyond the last column.
  const rowsNow = () => {
    const { active } = terminal.buffer
    return Array.from({ length: terminal.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true, 0, terminal.cols) ?? '').trimEnd(),
    )
  }
  const screen = () => rowsNow().join('\n')
  const shows = (expected: string | RegExp) =>
    typeof expected === 'string' ? screen().includes(expected) : expected.test(screen())

  async function until(isSo: () => boolean, what: string): Promise<string> {
    const deadline = Date.now() + SEEN_WITHIN_MS
    while (!isSo()) {
      if (Date.now() > deadline) throw new Error(`${what}; the screen was:\n${screen()}`)
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_EVERY_MS)
      })
    }
    return screen()
  }

  return {
    rows: rowsNow,
    screen,
    written: () => written,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    // The headless terminal does not tell; the last word of the program counts.
    isCursorHidden: () => written.lastIndexOf('\u001b[?25l') > written.lastIndexOf('\u001b[?25h'),
    press: (...keys) => {
      for (const key of keys) child.write(key)
    },
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows)
      child.resize(newColumns, newRows)
    },
    sees: (expected) => until(() => shows(expected), `waited for ${String(expected)}`),
    seesNot: (unexpected) => until(() => !shows(unexpected), `waited for the end of ${String(unexpected)}`),
    exited,
    folder,
    async leave() {
      child.kill()
      await exited
      terminal.dispose()
      if (!home) await rm(folder, { recursive: true, force: true })
    },
  }
}
