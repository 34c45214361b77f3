import { type Static, type TObject, type TSchema, Type } from 'typebox'

import { edgeProblems, type ProblemCode } from './problems.ts'

/** The chapters of the API's page, in the order in which a newcomer reads them. */
export const tags = [
  'events',
  'seats',
  'plans',
  'holds',
  'orders',
  'accounts',
  'organizers',
  'activity',
  'admin',
  'service',
] as const

/** Who may call: anybody; anybody, but a signed-in caller is recognised; a signed-in account; a platform admin. */
export type Access = 'anyone' | 'optional' | 'account' | 'admin'

/** A route as data: the server validates and serialises with it, OpenAPI and the typed client come from it. */
export interface Route {
  /** Stable name of the operation, as in the log and in OpenAPI. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/${string}`
  readonly summary: string
  readonly access: Access
  readonly query?: TObject
  readonly body?: TSchema
  /** The body is a file of one of these media types, sent as it is, in the place of JSON. */
  readonly upload?: readonly string[]
  /** Bytes of body accepted; 64 kB unless said. */
  readonly bodyLimit?: number
  /** Exactly one successful reply: its status and body. `Type.Null()` is no body. */
  readonly replies: { readonly [status: number]: TSchema }
  readonly problems: readonly ProblemCode[]
  /** Honours `Idempotency-Key`. */
  readonly idempotent?: true
  /** Honours `If-Match`. */
  readonly versioned?: true
  /** Answers server-sent events, each `data:` of the shape of the reply. */
  readonly stream?: true
  /** Answers text of this media type in the place of JSON. */
  readonly produces?: 'text/csv' | 'text/calendar'
  /** Answers JSON as text of its own, written as it is read: the whole may be larger than the memory. */
  readonly inPieces?: true
  /** Where it is told in the API's page. */
  readonly tag: (typeof tags)[number]
}

/** Declares a route; the types of its parts are kept for the server and the client. */
export function route<const R extends Route>(definition: R): R {
  return definition
}

type PathNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

export type ParamsOf<R extends Route> = { [Name in PathNames<R['path']>]: string }
export type QueryOf<R extends Route> = R['query'] extends TObject ? Static<R['query']> : object
export type BodyOf<R extends Route> = R['body'] extends TSchema
  ? Static<R['body']>
  : R['upload'] extends readonly string[]
    ? Uint8Array
    : undefined
export type ReplyOf<R extends Route> = R['replies'][keyof R['replies']] extends infer Schema
  ? Schema extends TSchema
    ? Static<Schema>
    : never
  : never

/** The names of the parameters in a route's path, in their order. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
}

/** The successful status of a route. */
export function successStatus(definition: Route): number {
  return Number(Object.keys(definition.replies)[0])
}

/** All problems that a route may answer: its own, and those that its shape brings with it. */
export function problemsOf(definition: Route): ProblemCode[] {
  const own: ProblemCode[] = [...definition.problems, ...edgeProblems]
  if (definition.access === 'account' || definition.access === 'admin') own.push('not-signed-in')
  if (definition.access === 'admin') own.push('not-allowed')
  if (definition.path.includes(':')) own.push('not-found')
  if (definition.idempotent) own.push('key-reused', 'busy', 'outcome-unknown')
  if (definition.versioned) own.push('stale-version', 'busy', 'outcome-unknown')
  return [...new Set(own)]
}

export const NoBody = Type.Null()
