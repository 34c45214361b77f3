/** An Error for the operator: what went wrong, and that a server of their own is the way on. */
export function failure(sentence: string, cause?: unknown): Error {
  return new Error(`${sentence} Set DATABASE_URL to use a PostgreSQL server of your own instead.`, { cause })
}

/** The code of an error of the system or of PostgreSQL, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
