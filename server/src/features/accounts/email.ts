import { hash } from 'node:crypto'

/** One form for each address: people write their own in capitals and with a space behind. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Under which failures are kept, so that a mistyped password in the field of the address is not stored. */
export function hashEmail(email: string): Buffer {
  return hash('sha256', email, 'buffer')
}
