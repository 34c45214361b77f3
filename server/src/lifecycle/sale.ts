import { randomBytes } from 'node:crypto'

import { createEvent, signUp } from '@fairground/contract'
import { type Client, createClient } from '@fairground/contract/client'

export interface Buyer {
  readonly client: Client
  readonly token: string
  readonly email: string
  readonly accountId: string
}

export const PASSWORD = 'a password for tests'

/** A new account at the service that listens there. */
export async function newBuyer(url: string): Promise<Buyer> {
  const email = `buyer-${randomBytes(6).toString('hex')}@fairground.test`
  const outcome = await createClient({ server: url })(signUp, { body: { email, password: PASSWORD, name: 'Buyer' } })
  if (!outcome.ok) throw new Error(`sign-up: ${outcome.problem.code} ${outcome.problem.detail}`)
  const { account, token } = outcome.data
  return { client: createClient({ server: url, token }), token, email, accountId: account.id }
}

/** One after the other: hashing a password takes a core for some 50 ms. */
export async function newBuyers(url: string, count: number): Promise<Buyer[]> {
  const buyers: Buyer[] = []
  for (let made = 0; made < count; made += 1) buyers.push(await newBuyer(url))
  return buyers
}

/** A free event on sale, of one area and one ticket type. */
export async function newSale(organizer: Pick<Buyer, 'client'>, capacity: number, title = 'A night to count') {
  const outcome = await organizer.client(createEvent, {
    body: {
      title,
      startsAt: '2099-06-01T18:00:00Z',
      areas: [{ name: 'Hall', kind: 'general', capacity, ticketTypes: [{ name: 'Entry', priceMinor: 0 }] }],
    },
  })
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
  const event = outcome.data
  const ticketTypeId = event.areas[0]?.ticketTypes[0]?.id ?? ''
  return { eventId: event.id, ticketTypeId, one: { lines: [{ ticketTypeId, quantity: 1 }] } }
}
