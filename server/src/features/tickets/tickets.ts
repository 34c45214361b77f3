import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'

import type { Queries } from '../../db/index.ts'
import { invariant } from '../../invariant.ts'
import { insertFirstKey, selectKeys } from './queries.ts'

/** What a ticket's code says. */
export interface TicketIdentity {
  readonly eventId: string
  readonly ticketId: string
  readonly keyId: number
  /** Raised by a transfer; codes of earlier generations are dead. */
  readonly generation: number
}

export interface Tickets {
  /** Id of the key that signs new tickets. */
  readonly keyId: number
  /** The ticket's code: 135 characters of base64url. The same ticket always has the same code. */
  codeOf(ticket: TicketIdentity): string
  /** What a code says, if one of our keys signed it; undefined for anything else. */
  identify(code: string): TicketIdentity | undefined
}

const VERSION = 1
/** Version, key id (2), event (16), ticket (16), generation (2). */
const MESSAGE_BYTES = 37
const SIGNATURE_BYTES = 64

interface Key {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/**
 * Loads the keys that sign tickets and makes the first one where there is none. A code is an Ed25519 signature
 * (RFC 8032) over what it says, so a door can check it without the network, and nobody can make one up. Signing takes
 * 31 µs and is deterministic: codes are computed when they are read and are stored nowhere.
 */
export async function openTickets(queries: Queries): Promise<Tickets> {
  let rows = await selectKeys(queries)
  if (rows.length === 0) {
    const pair = generateKeyPairSync('ed25519')
    await insertFirstKey(
      queries,
      pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
      pair.publicKey.export({ type: 'spki', format: 'der' }),
    )
    rows = await selectKeys(queries)
  }
  const keys = new Map<number, Key>(
    rows.map((row) => [
      row.id,
      {
        privateKey: createPrivateKey({ key: row.private_key, type: 'pkcs8', format: 'der' }),
        publicKey: createPublicKey({ key: row.public_key, type: 'spki', format: 'der' }),
      },
    ]),
  )
  const newest = rows.at(-1)
  invariant(newest, 'there is a ticket key after the first was made')
  return {
    keyId: newest.id,
    codeOf(ticket) {
      const key = keys.get(ticket.keyId)
      invariant(key, `ticket key ${ticket.keyId} is known`)
      const message = encode(ticket)
      return Buffer.concat([message, sign(null, message, key.privateKey)]).toString('base64url')
    },
    identify(code) {
      const bytes = Buffer.from(code, 'base64url')
      if (bytes.length !== MESSAGE_BYTES + SIGNATURE_BYTES || bytes[0] !== VERSION) return undefined
      // Another spelling of the same bytes is not the code that we gave out.
      if (bytes.toString('base64url') !== code) return undefined
      const message = bytes.subarray(0, MESSAGE_BYTES)
      const ticket = decode(message)
      const key = keys.get(ticket.keyId)
      return key && verify(null, message, key.publicKey, bytes.subarray(MESSAGE_BYTES)) ? ticket : undefined
    },
  }
}

function encode(ticket: TicketIdentity): Buffer {
  const message = Buffer.alloc(MESSAGE_BYTES)
  message.writeUInt8(VERSION, 0)
  message.writeUInt16BE(ticket.keyId, 1)
  message.set(uuidBytes(ticket.eventId), 3)
  message.set(uuidBytes(ticket.ticketId), 19)
  message.writeUInt16BE(ticket.generation, 35)
  return message
}

function decode(message: Buffer): TicketIdentity {
  return {
    keyId: message.readUInt16BE(1),
    eventId: uuidText(message.subarray(3, 19)),
    ticketId: uuidText(message.subarray(19, 35)),
    generation: message.readUInt16BE(35),
  }
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
