import { type ProblemCode, problems } from '@fairground/contract'

/** A field that is not right: for a person, and by the rule that it breaks for a program. */
export interface FieldProblem {
  path: string
  message: string
  rule?: string
  limit?: number
}

/** Members of a refusal beyond the sentence; which ones depends on the code. */
export interface ProblemMembers {
  errors?: FieldProblem[]
  left?: number
  held?: number
  ticketTypeId?: string
  seatIds?: string[]
  offered?: string[]
  retryAfterSeconds?: number
}

/** A refusal as a value, where our own code branches on it. */
export interface Refusal extends ProblemMembers {
  code: ProblemCode
  /** A sentence for the person who asked: what happened, what is possible, what is safe. */
  detail: string
}

/** A refusal on its way to the client. `http/` turns it into an answer; nothing else catches it. */
export class ProblemError extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.refusal = refusal
  }
}

/** Throw this where only the client reads the refusal. */
export function problem(code: ProblemCode, detail: string, members: ProblemMembers = {}): ProblemError {
  return new ProblemError({ code, detail, ...members })
}

/** The body of a refusal (RFC 9457). `status` is the registry's. */
export function problemBody(refusal: Refusal): Record<string, unknown> {
  const { code, detail, ...members } = refusal
  const { status, title } = problems[code]
  return { type: `urn:fairground:problem:${code}`, title, status, code, detail, ...members }
}
