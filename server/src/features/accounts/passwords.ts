import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Cost of one hash. `memory` is in KiB. */
interface Cost {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

interface StoredPassword extends Cost {
  readonly nonce: Buffer
  readonly tag: Buffer
}

/** The first choice of OWASP's Password Storage Cheat Sheet for argon2id: 46 MiB, one pass, one lane. */
const COST: Cost = { memory: 47_104, passes: 1, parallelism: 1 }
const NONCE_BYTES = 16
const TAG_BYTES = 32

/** What an imported hash may cost at most (256 MiB): one that asks for more is one that nobody can sign in with. */
const MOST: Cost = { memory: 262_144, passes: 10, parallelism: 4 }

const derive = promisify(argon2)

/** Stands in where there is no account or no password: the same work, and no password fits it. */
const NOBODYS = format({ ...COST, nonce: Buffer.alloc(NONCE_BYTES), tag: Buffer.alloc(TAG_BYTES) })

/** The password as it is stored, in PHC string format with its cost in it. Takes about 50 ms and 46 MiB. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES)
  const tag = await derive('argon2id', { ...COST, message: typed(password), nonce, tagLength: TAG_BYTES })
  return format({ ...COST, nonce, tag })
}

/** Whether the password fits. Costs the same without a stored one, so that time tells nothing about who is known. */
export async function isRightPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const known = parse(stored ?? NOBODYS) ?? parse(NOBODYS)
  if (known === undefined) return false
  const { memory, passes, parallelism, nonce, tag } = known
  const parameters = { memory, passes, parallelism, nonce, message: typed(password), tagLength: tag.length }
  return timingSafeEqual(await derive('argon2id', parameters), tag)
}

/** Whether it was hashed with less than is asked for today. */
export function isWeak(stored: string): boolean {
  const known = parse(stored)
  return known === undefined || known.memory < COST.memory || known.passes < COST.passes
}

/** The same characters, whichever way a keyboard composes them (NIST SP 800-63B, 3.1.1.2). */
function typed(password: string): string {
  return password.normalize('NFKC')
}

function format({ memory, passes, parallelism, nonce, tag }: StoredPassword): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/

function parse(stored: string): StoredPassword | undefined {
  const [, memory, passes, parallelism, nonce = '', tag = ''] = PHC.exec(stored) ?? []
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const isAffordable =
    cost.memory <= MOST.memory &&
    cost.passes >= 1 &&
    cost.passes <= MOST.passes &&
    cost.parallelism >= 1 &&
    cost.parallelism <= MOST.parallelism &&
    cost.memory >= 8 * cost.parallelism
  if (!isAffordable) return undefined
  return { ...cost, nonce: Buffer.from(nonce, 'base64'), tag: Buffer.from(tag, 'base64') }
}

/** PHC strings have no padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
