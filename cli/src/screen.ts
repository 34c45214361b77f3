import type { Instance, RenderOptions } from 'ink'
import type { FunctionComponent } from 'react'
import { fileURLToPath } from 'node:url'

/** The loud stripe of the printed ticket. */
export const ACCENT = '#ed4428'

/**
 * Draws a component on this terminal. It is loaded only here: JSX needs a compiler, and the other commands should not
 * wait for it, nor for React. Whoever draws hears Ctrl-C, since each end has an exit code of its own.
 */
export async function openScreen<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  props: Props,
  options: RenderOptions = {},
): Promise<Instance> {
  obeyNoColor()
  // Node runs no .tsx by itself.
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) })
  const [{ render }, { createElement }, component] = await Promise.all([import('ink'), import('react'), load()])
  return render(createElement(component, props), { exitOnCtrlC: false, ...options })
}

/** Ink's colours know FORCE_COLOR only, and Node warns where both are set. */
function obeyNoColor(): void {
  if (!process.env['NO_COLOR']) return
  process.env['FORCE_COLOR'] = '0'
  delete process.env['NO_COLOR']
}
