import { hash } from 'node:crypto'

/** One form for each address: people write their own in capitals and with a space behind. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Under which guesses are counted; hashed, since people type passwords into the field of the address. */
export function guessesKey(addressOrAccountId: string): Buffer {
  return hash('sha256', addressOrAccountId, 'buffer')
}
