import { randomBytes } from 'node:crypto'

import { type Account, signIn, signUp } from '@fairground/contract'
import { type Client, createClient } from '@fairground/contract/client'
import pg from 'pg'
import { expect, inject } from 'vitest'

import { parseConfig } from '../config.ts'
import { openLog } from '../log.ts'
import { openService, type Service } from '../service.ts'
import { databaseOn, TEMPLATE } from './postgres.ts'

export interface Visitor {
  readonly client: Client
  readonly account: Account
  readonly token: string
  readonly email: string
  readonly password: string
}

export interface TestService extends Service {
  readonly url: string
  readonly connectionString: string
  client(token?: string): Client
  /** A new account, signed in. */
  signUp(name?: string): Promise<Visitor>
  /** A new account that is a platform admin. */
  admin(): Promise<Visitor>
  /** Another service on the same database: a second node. Stopped with the first. */
  second(env?: Record<string, string>): Promise<TestService>
  /** Every invariant, as SQL, finds nothing. */
  invariants(): Promise<void>
}

export interface TestServiceOptions {
  readonly env?: Record<string, string>
  /** An existing database; without it a new one, dropped at the end. */
  readonly connectionString?: string
}

const PASSWORD = 'correct horse battery'

/** Starts the real service on a database of its own and a free port. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const database = options.connectionString ?? (await createDatabase())
  const config = parseConfig({ PORT: '0', LOG_LEVEL: 'silent', ADDRESS_LIMIT: '100000', ...options.env }, process.cwd())
  const output = openLog({ level: config.logLevel, format: 'json', file: '/dev/null' })
  const service = await openService({
    config,
    connectionString: database,
    output,
  })
  const url = (await service.listen()).replace('[::1]', 'localhost')
  const others: TestService[] = []
  let visitors = 0

  const client = (token?: string) => createClient({ server: url, token })

  async function signUpVisitor(name = 'Visitor'): Promise<Visitor> {
    visitors += 1
    const email = `visitor-${visitors}-${randomBytes(4).toString('hex')}@fairground.test`
    const outcome = await client()(signUp, { body: { email, password: PASSWORD, name } })
    if (!outcome.ok) throw new Error(`sign-up: ${outcome.problem.code} ${outcome.problem.detail}`)
    const { account, token } = outcome.data
    return { client: client(token), account, token, email, password: PASSWORD }
  }

  return {
    ...service,
    url,
    connectionString: database,
    client,
    signUp: signUpVisitor,
    async admin() {
      const visitor = await signUpVisitor('Admin')
      await service.accounts.createAdmin({ email: visitor.email, password: PASSWORD, name: 'Admin' })
      const outcome = await client()(signIn, { body: { email: visitor.email, password: PASSWORD } })
      if (!outcome.ok) throw new Error(`sign-in: ${outcome.problem.code}`)
      const { account, token } = outcome.data
      return { ...visitor, client: client(token), account, token }
    },
    async second(env) {
      const other = await startTestService({ env: { ...options.env, ...env }, connectionString: database })
      others.push(other)
      return other
    },
    async invariants() {
      const broken = (await service.operations.check()).filter((invariant) => invariant.violations > 0)
      expect(broken).toEqual([])
    },
    async stop() {
      for (const other of others) await other.stop()
      await service.stop()
      await output.close()
      if (!options.connectionString) await dropDatabase(database)
    },
  }
}

/** A new database with the schema in it; resolves to its connection string. */
export async function createDatabase(): Promise<string> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
  await client.end()
  return databaseOn(server, name)
}

export async function dropDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgres') })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${new URL(connectionString).pathname.slice(1)} WITH (FORCE)`)
  await client.end()
}
