import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { createSecureContext } from 'node:tls'

/** The environment, parsed once. Every limit is here with its default and its reason in docs/operating.md. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Address under which people reach the service; https makes cookies `Secure` and `__Host-`. */
  readonly publicUrl: string
  /** Addresses of proxies whose `X-Forwarded-For` is believed; false: none. */
  readonly trustProxy: boolean | string
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly dataFile: string | undefined
  readonly workers: number
  /** Connections to the database in each process, of which a quarter (2 to 8) belong to the allocator. */
  readonly databasePool: number
  /** New holds that may wait for one event in one process. */
  readonly queueLimit: number
  readonly maxConnections: number
  /** Sign-ins, sign-ups and anonymous writes from one address in a minute. */
  readonly addressLimit: number
  readonly admin: { email: string; password: string } | undefined
  /** Whether an admin may make accounts in bulk for the burst tester; the demo on loopback may without it. */
  readonly allowBurstAccounts: boolean
  readonly tls: { certFile: string; keyFile: string } | undefined
  readonly logLevel: string
  readonly logFormat: 'pretty' | 'json'
}

/** A value of the environment that cannot be used: names it and says what was expected. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Reads the environment. `root` is the folder against which relative paths count. Throws ConfigError. */
export function parseConfig(env: Environment, root: string): Config {
  const port = whole(env, 'PORT', 8080, 0, 65_535)
  const host = text(env, 'HOST') ?? '127.0.0.1'
  const tls = tlsFiles(env, root)
  const logFormat = oneOf(env, 'LOG_FORMAT', ['pretty', 'json'], process.stdout.isTTY ? 'pretty' : 'json')
  return {
    port,
    host,
    publicUrl: url(env, 'PUBLIC_URL', ['http:', 'https:']) ?? `${tls ? 'https' : 'http'}://${urlHost(host)}:${port}`,
    trustProxy: trustProxy(env),
    databaseUrl: databaseUrl(env),
    dataDir: folder(env, 'DATA_DIR', path(root, text(env, 'DATA_DIR') ?? 'data')),
    dataFile: env['DATA_FILE'] ? path(root, env['DATA_FILE']) : undefined,
    workers: whole(env, 'WORKERS', 1, 1, 4 * availableParallelism()),
    databasePool: whole(env, 'DATABASE_POOL', 20, 6, 500),
    queueLimit: whole(env, 'QUEUE_LIMIT', 1_000, 1, 100_000),
    maxConnections: whole(env, 'MAX_CONNECTIONS', 10_000, 1, 1_000_000),
    addressLimit: whole(env, 'ADDRESS_LIMIT', 60, 1, 1_000_000),
    admin: firstAdmin(env),
    allowBurstAccounts: oneOf(env, 'ALLOW_BURST_ACCOUNTS', ['0', '1'], '0') === '1',
    tls,
    logLevel: oneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    logFormat: logFormat === 'pretty' ? 'pretty' : 'json',
  }
}

/** The limits in force, as the start prints them. */
export function limitsInForce(config: Config): Record<string, string | number> {
  return {
    WORKERS: config.workers,
    DATABASE_POOL: config.databasePool,
    QUEUE_LIMIT: config.queueLimit,
    MAX_CONNECTIONS: config.maxConnections,
    ADDRESS_LIMIT: config.addressLimit,
  }
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function whole(env: Environment, name: string, fallback: number, least: number, most: number): number {
  const value = text(env, name)
  if (value === undefined) return fallback
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new ConfigError(`${name} is "${value}", but it has to be a whole number from ${least} to ${most}.`)
  }
  return number
}

function oneOf(env: Environment, name: string, allowed: string[], fallback: string): string {
  const value = text(env, name) ?? fallback
  if (!allowed.includes(value)) throw new ConfigError(`${name} is "${value}", but it has to be ${allowed.join(', ')}.`)
  return value
}

function url(env: Environment, name: string, protocols: string[]): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const parsed = URL.canParse(value) ? new URL(value) : undefined
  if (!parsed || !protocols.includes(parsed.protocol)) {
    throw new ConfigError(`${name} has to be an address that begins with ${protocols.join('// or ')}//.`)
  }
  return value.replace(/\/$/, '')
}

/** Checked by its protocol only: it may hold a password, so no message repeats it. */
function databaseUrl(env: Environment): string | undefined {
  const value = text(env, 'DATABASE_URL')
  if (value !== undefined && !/^postgres(ql)?:\/\//.test(value)) {
    throw new ConfigError('DATABASE_URL has to begin with postgres:// or postgresql://.')
  }
  return value
}

const NAMED_PROXIES = new Set(['loopback', 'linklocal', 'uniquelocal'])

function trustProxy(env: Environment): boolean | string {
  const value = text(env, 'TRUST_PROXY') ?? 'false'
  if (value === 'true' || value === 'false') return value === 'true'
  for (const part of value.split(',').map((each) => each.trim())) {
    if (!NAMED_PROXIES.has(part) && !isNetwork(part)) {
      throw new ConfigError(
        `TRUST_PROXY is "${value}", but it has to be true, false, or addresses of proxies like 10.0.0.0/8, 127.0.0.1.`,
      )
    }
  }
  return value
}

function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const mostBits = isIP(address) === 4 ? 32 : 128
  return (
    isIP(address) > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= mostBits))
  )
}

function firstAdmin(env: Environment): Config['admin'] {
  const email = text(env, 'FAIRGROUND_ADMIN_EMAIL')
  const password = env['FAIRGROUND_ADMIN_PASSWORD']
  if (!email && !password) return undefined
  if (!email || !password) {
    throw new ConfigError('FAIRGROUND_ADMIN_EMAIL and FAIRGROUND_ADMIN_PASSWORD go together: set both or none.')
  }
  if (!/^\S+@\S+$/.test(email)) throw new ConfigError('FAIRGROUND_ADMIN_EMAIL has to be an e-mail address.')
  if (password.length < 8) throw new ConfigError('FAIRGROUND_ADMIN_PASSWORD has to have at least 8 characters.')
  return { email, password }
}

function tlsFiles(env: Environment, root: string): Config['tls'] {
  const certFile = text(env, 'TLS_CERT')
  const keyFile = text(env, 'TLS_KEY')
  if (!certFile && !keyFile) return undefined
  if (!certFile || !keyFile) throw new ConfigError('TLS_CERT and TLS_KEY go together: set both or none.')
  const files = { certFile: path(root, certFile), keyFile: path(root, keyFile) }
  const cert = pem('TLS_CERT', files.certFile)
  const key = pem('TLS_KEY', files.keyFile)
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw new ConfigError(
      `TLS_CERT and TLS_KEY have to be a certificate and its own key, both as PEM (${(error as Error).message}).`,
    )
  }
  return files
}

function pem(name: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigError(`${name} has to be a file that can be read (${(error as Error).message}).`)
  }
}

function folder(env: Environment, name: string, value: string): string {
  if (statSync(value, { throwIfNoEntry: false })?.isDirectory() ?? true) return value
  throw new ConfigError(`${name} is "${text(env, name)}", but that is not a folder.`)
}

function path(root: string, value: string): string {
  return isAbsolute(value) ? value : join(root, value)
}

function urlHost(host: string): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return reachable.includes(':') ? `[${reachable}]` : reachable
}
