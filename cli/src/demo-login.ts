import { join } from 'node:path'

import { usedWrongly } from './failure.ts'
import { readIfThere } from './files.ts'
import { dataFolder } from './workspace.ts'

export interface Login {
  email: string
  password: string
}

/** The file of this machine's own service that only its owner can read. */
export async function demoLoginFile(): Promise<string> {
  return join(await dataFolder(), 'demo-login.json')
}

/** The demo organizer of this machine's own service; undefined where there is none. */
export async function findDemoLogin(): Promise<Login | undefined> {
  const path = await demoLoginFile()
  const content = await readIfThere(path)
  if (content === undefined) return undefined
  try {
    const login: unknown = JSON.parse(content)
    if (isLogin(login)) return { email: login.email, password: login.password }
  } catch {
    // Told below, as for any other content.
  }
  throw usedWrongly(`${path} does not hold the demo organizer's e-mail address and password.`)
}

function isLogin(value: unknown): value is Login {
  if (typeof value !== 'object' || value === null || !('email' in value) || !('password' in value)) return false
  return typeof value.email === 'string' && typeof value.password === 'string'
}
