/**
 * Every way in which the service can say no: its HTTP status and a title. The code is stable; the sentence that
 * a person reads (`detail`) is written where the refusal happens, because only there the numbers are known.
 */
export const problems = {
  unreadable: { status: 400, title: 'The request could not be read' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'The e-mail address or the password is wrong' },
  'payment-required': { status: 402, title: 'This order has to be paid for' },
  'account-disabled': { status: 403, title: 'This account is disabled' },
  'not-allowed': { status: 403, title: 'This account may not do that' },
  'foreign-origin': { status: 403, title: 'The request came from a page of another site' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'That cannot be done here' },
  'too-slow': { status: 408, title: 'The request took too long to arrive' },
  'sold-out': { status: 409, title: 'Sold out' },
  'not-enough-left': { status: 409, title: 'Not enough left' },
  'seat-taken': { status: 409, title: 'A seat was just taken' },
  'lonely-seat': { status: 409, title: 'A single seat would be left alone' },
  'account-limit': { status: 409, title: 'The limit for one account is reached' },
  'order-limit': { status: 409, title: 'The limit for one order is exceeded' },
  'sales-closed': { status: 409, title: 'Not on sale' },
  'not-admitted': { status: 409, title: 'It is not your turn yet' },
  'hold-ended': { status: 409, title: 'The hold has already ended' },
  'extension-limit': { status: 409, title: 'The hold cannot be extended again' },
  'email-taken': { status: 409, title: 'There is an account with this e-mail address' },
  'slug-taken': { status: 409, title: 'This short name is in use' },
  'already-there': { status: 409, title: 'That exists already' },
  'below-sold': { status: 409, title: 'More than that is already held or sold' },
  'last-admin': { status: 409, title: 'There has to be at least one admin' },
  'last-owner': { status: 409, title: 'An organizer keeps at least one owner' },
  'event-over': { status: 409, title: 'The event cannot change any more' },
  'hold-expired': { status: 410, title: 'The hold has expired' },
  'invitation-expired': { status: 410, title: 'The invitation is used or has expired' },
  'stale-version': { status: 412, title: 'Somebody changed it in the meantime' },
  'too-large': { status: 413, title: 'The request is too large' },
  'wrong-content-type': { status: 415, title: 'The request is not in a form that is taken here' },
  'not-a-picture': { status: 422, title: 'The file is not a picture that can be used' },
  invalid: { status: 422, title: 'Some fields are not right' },
  'key-reused': { status: 422, title: 'This idempotency key belongs to another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  busy: { status: 503, title: 'Busy at the moment' },
  'outcome-unknown': { status: 503, title: 'The outcome is not known yet' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems

/** Problems that any route may answer, whatever it declares: they come from the edge, not from its rules. */
export const edgeProblems = [
  'unreadable',
  'foreign-origin',
  'method-not-allowed',
  'too-slow',
  'too-large',
  'wrong-content-type',
  'invalid',
  'too-many-requests',
  'internal',
  'unavailable',
] as const satisfies ProblemCode[]

/** Media type of a refusal (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'
