import type { Readable } from 'node:stream'

import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from '@fairground/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The account behind a request. */
export interface Caller {
  readonly accountId: string
  readonly sessionId: string
  readonly name: string
  readonly admin: boolean
}

/** What a handler is given: the parts of the request, checked against the route. */
export interface Call<R extends Route> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  /** Present on routes of access `account` and `admin`; elsewhere whoever is signed in. */
  readonly caller: R['access'] extends 'account' | 'admin' ? Caller : Caller | undefined
  /** Idempotency-Key. */
  readonly key: string | undefined
  /** If-Match, without quotes and weakness mark. */
  readonly ifMatch: string | undefined
  /** When the request must be answered, in milliseconds of `performance.now()`. */
  readonly deadline: number
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean
  /** Adds to the operation's log line and tells which event a refusal counts for. */
  note(fields: LogFields): void
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export interface LogFields {
  eventId?: string
  subjectId?: string
  [field: string]: string | number | boolean | undefined
}

/** An answer that is JSON text already: a stored answer, a cached page. */
export class JsonText {
  readonly text: string
  readonly replayed: boolean
  constructor(text: string, replayed = false) {
    this.text = text
    this.replayed = replayed
  }
}

/** Text of a route that produces it may be long, and is then written as it is read. */
type TextStream<R extends Route> = R extends { produces: string } | { inPieces: true } ? Readable : never

export type Handler<R extends Route> = (
  call: Call<R>,
) => Promise<ReplyOf<R> | TextStream<R> | JsonText | typeof notModified>

/** The client's copy is still right. */
export const notModified = Symbol('not modified')
