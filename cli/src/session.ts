import { homedir } from 'node:os'
import { join } from 'node:path'

import { usedWrongly } from './failure.ts'
import { makeFolder, PRIVATE, readIfThere, writeWhole } from './files.ts'

/** Where one is signed in: a token for each address of a service. */
interface Credentials {
  servers: Record<string, { token: string; email: string }>
}

type Environment = Readonly<Record<string, string | undefined>>

/** Folder of this program's settings, as the system's customs have it. */
export function settingsFolder(env: Environment = process.env, platform = process.platform): string {
  if (env['XDG_CONFIG_HOME']) return join(env['XDG_CONFIG_HOME'], 'fairground')
  if (platform === 'win32' && env['APPDATA']) return join(env['APPDATA'], 'fairground')
  return join(homedir(), '.config', 'fairground')
}

/** The token for this service that an earlier sign-in left. */
export async function savedToken(server: string, folder = settingsFolder()): Promise<string | undefined> {
  return (await readCredentials(folder)).servers[server]?.token
}

export async function saveToken(
  server: string,
  signedIn: { token: string; email: string },
  folder = settingsFolder(),
): Promise<void> {
  const { servers } = await readCredentials(folder)
  await writeCredentials({ servers: { ...servers, [server]: signedIn } }, folder)
}

export async function forgetToken(server: string, folder = settingsFolder()): Promise<void> {
  const { servers } = await readCredentials(folder)
  const { [server]: forgotten, ...rest } = servers
  if (forgotten) await writeCredentials({ servers: rest }, folder)
}

async function readCredentials(folder: string): Promise<Credentials> {
  const path = credentialsFile(folder)
  const content = await readIfThere(path)
  if (content === undefined) return { servers: {} }
  try {
    const parsed: unknown = JSON.parse(content)
    if (isCredentials(parsed)) return parsed
  } catch {
    // Told below, as for any other content that is not ours.
  }
  throw usedWrongly(`${path} is not readable as credentials. Delete it and sign in again.`)
}

async function writeCredentials(credentials: Credentials, folder: string): Promise<void> {
  await makeFolder(folder, 0o700)
  await writeWhole(credentialsFile(folder), `${JSON.stringify(credentials, null, 2)}\n`, {
    mode: PRIVATE,
    replace: true,
  })
}

function credentialsFile(folder: string): string {
  return join(folder, 'credentials.json')
}

function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== 'object' || value === null || !('servers' in value)) return false
  const { servers } = value
  if (typeof servers !== 'object' || servers === null) return false
  return Object.values(servers).every(
    (entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'token' in entry && typeof entry.token === 'string',
  )
}
