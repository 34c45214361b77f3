// PostgreSQL refuses to run as root. Then its programs run as the owner of the cluster, or as nobody for a new one.
import { spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { failure } from './failure.ts'

export interface Account {
  uid: number
  gid: number
}

// An existing user, because initdb looks up its name: 65534 is nobody on Debian, Alpine, Fedora and distroless.
const nobody: Account = { uid: 65534, gid: 65534 }

/** The account that PostgreSQL must run as for this cluster, or undefined for our own. */
export async function chooseAccount(clusterFolder: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(clusterFolder).catch(() => undefined)
  return owner === undefined || owner.uid === 0 ? nobody : { uid: owner.uid, gid: owner.gid }
}

export const ownFolderByProc = '/proc/self/cwd'

/**
 * How PostgreSQL, started in this folder, must call it. Where a parent folder is closed to the account (/root, say),
 * that is /proc/self/cwd: the kernel follows it without looking at the parents, so that the data can stay in place.
 */
export function nameForAccount(folder: string, account: Account | undefined): string {
  if (account === undefined || reaches(account, folder)) return folder
  if (process.platform === 'linux') return ownFolderByProc
  throw failure(`PostgreSQL must not run as root, and user ${account.uid} cannot reach ${folder}.`)
}

function reaches(account: Account, folder: string): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'cd -- "$0"', folder], { ...account, cwd: '/', env: {}, stdio: 'ignore' })
  return asked.status === 0
}

/**
 * Nothing of our own environment reaches PostgreSQL: PG* would confuse it, and our secrets are not for a process
 * that runs as nobody. LC_ALL=C keeps its messages in the English that launch.ts reads.
 */
export function environmentForPostgres(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'SystemDrive', 'ComSpec', 'TEMP', 'TMP']
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C' }
  for (const name of kept) if (process.env[name] !== undefined) environment[name] = process.env[name]
  return environment
}
