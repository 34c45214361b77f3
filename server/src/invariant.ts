/** Stops at our own bugs: `condition` holds unless the code around it is wrong. */
export function invariant(condition: unknown, promise: string): asserts condition {
  if (!condition) throw new Error(`Broken promise in our own code: ${promise}`)
}
