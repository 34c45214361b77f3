import { randomUUIDv7 } from 'node:crypto'

/** A new UUIDv7: random, and in the order of its making, so that an index on it grows at its end. */
export function newId(): string {
  return randomUUIDv7()
}
