import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

import Negotiator from 'negotiator'

const ENCODINGS = ['br', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** The best of ours that the client takes. Browsers take Brotli only where nobody can read along; in the clear it is gzip. */
export function chooseEncoding(request: IncomingMessage): Encoding {
  const wanted = new Negotiator(request).encodings([...ENCODINGS])
  return ENCODINGS.find((encoding) => wanted.includes(encoding)) ?? 'identity'
}

export async function encode(bytes: Buffer, encoding: Exclude<Encoding, 'br'>): Promise<Buffer> {
  return encoding === 'gzip' ? promisify(gzip)(bytes) : bytes
}
