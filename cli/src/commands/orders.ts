import { listOrders, type ReplyOf } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { parseWhole } from '../numbers.ts'
import { readPages } from '../pages.ts'
import { bold, text } from '../text.ts'
import { ticketLines } from '../tickets.ts'

export function ordersCommand(program: Command): void {
  example(
    program
      .command('orders')
      .summary('your orders with their tickets')
      .description('Your orders, newest first, each with its tickets.')
      .option('--limit <n>', 'at most so many', '100')
      .action(run(orders)),
    'fairground orders --limit 5',
  )
}

async function orders(context: Context, options: { limit: string }): Promise<Answer> {
  const most = parseWhole(options.limit, '--limit')
  const client = await context.client()
  const found = await readPages(most, (page) => client(listOrders, { query: page }))
  if (found.items.length === 0) return { data: found, lines: ['No orders yet.'] }
  const more = found.nextCursor === null ? [] : ['There are more: see them with --limit.']
  return { data: found, lines: [...found.items.flatMap(linesOf), ...more] }
}

type OrderWithEvent = ReplyOf<typeof listOrders>['items'][number]

function linesOf({ event, ...order }: OrderWithEvent): string[] {
  const due = order.payment.dueMinor > 0 ? ', to pay at the door' : ''
  return [
    text`${bold(event.title)}, ${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})`,
    text`order  ${order.id} (${order.state}), ${showPrice(order.totalMinor, order.currency)}${due}`,
    ...ticketLines(order.tickets),
    '',
  ]
}
