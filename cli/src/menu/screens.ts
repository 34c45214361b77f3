import type { EventSummary, ReplyOf, listOrders } from '@fairground/contract'

export type OrderWithEvent = ReplyOf<typeof listOrders>['items'][number]

/** Where one can be; each is opened over the one before and comes off with Esc. */
export type Screen =
  | { name: 'menu' }
  | { name: 'browse' }
  | { name: 'book' }
  | { name: 'booking'; event: EventSummary }
  | { name: 'orders' }
  | { name: 'order'; order: OrderWithEvent }
  | { name: 'create' }
  | { name: 'own-events' }
  | { name: 'dashboard'; event: EventSummary }
  | { name: 'account' }
  | { name: 'burst' }
  | { name: 'help' }

export interface MenuEntry {
  readonly name: string
  readonly description: string
  readonly opens: (Screen['name'] & MenuScreen) | 'exit'
}

type MenuScreen = 'browse' | 'book' | 'orders' | 'create' | 'own-events' | 'account' | 'burst' | 'help'

/** In the order of their numbers. */
export const MENU: readonly MenuEntry[] = [
  { name: 'Browse events', description: 'what is on, where, for how much, and what is left', opens: 'browse' },
  { name: 'Book tickets', description: 'choose, hold them for a few minutes, confirm', opens: 'book' },
  { name: 'My orders', description: 'what you bought, with the tickets and their codes', opens: 'orders' },
  { name: 'Create an event', description: 'name, date and places are enough to start selling', opens: 'create' },
  { name: 'My events', description: 'sold, held and left, live, and sales per second', opens: 'own-events' },
  { name: 'Account', description: 'sign up, sign in, change the password, sign out', opens: 'account' },
  { name: 'Burst test', description: 'many buyers at once, and whether the books are right', opens: 'burst' },
  { name: 'Help', description: 'what each item does, and every key', opens: 'help' },
  { name: 'Exit', description: 'back to the shell', opens: 'exit' },
]
