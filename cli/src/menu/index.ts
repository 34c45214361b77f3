import type { Instance } from 'ink'

import type { Connection } from '../connection.ts'
import { ExitCode } from '../failure.ts'
import { openScreen } from '../screen.ts'
import { openVisit } from './visit.ts'

/**
 * Opens the menu on this terminal and resolves to the exit code when it is left. The terminal is then as it was, also
 * after a bug, which is thrown.
 */
export async function openMenu(connection: Connection): Promise<number> {
  // Before the first screen, not a moment after it: what is pressed in between is the menu's, and not to be echoed.
  process.stdin.setRawMode(true)
  const menu = await openScreen(
    async () => (await import('./app.tsx')).App,
    { visit: openVisit(connection) },
    // Ink would stay silent under the environment of a CI; whoever opens a menu wants to see it.
    { alternateScreen: true, interactive: true, incrementalRendering: true },
  )
  const stopWatching = watchForBugs(menu)
  try {
    const code = await menu.waitUntilExit()
    return typeof code === 'number' ? code : ExitCode.done
  } finally {
    stopWatching()
  }
}

/** A promise that nobody awaited must not write its stack over the screen. */
function watchForBugs(menu: Instance): () => void {
  const leave = (error: unknown) => menu.unmount(error instanceof Error ? error : new Error(String(error)))
  process.on('uncaughtException', leave)
  process.on('unhandledRejection', leave)
  return () => {
    process.off('uncaughtException', leave)
    process.off('unhandledRejection', leave)
  }
}
