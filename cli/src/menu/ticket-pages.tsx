import type { Order } from '@fairground/contract'
import { Box, Text, useWindowSize } from 'ink'
import { useState } from 'react'

import { showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { ACCENT } from '../screen.ts'
import { seatWords } from '../seats/names.ts'
import { harmless } from '../text.ts'
import type { TicketType } from '../seats/hall.ts'
import { drawQr, type Qr } from './qr.ts'
import { useStrokes } from './stage.tsx'

interface TicketPagesProps {
  order: Order
  event: { title: string; startsAt: string; timeZone: string }
  types: readonly Pick<TicketType, 'id' | 'name'>[]
  /** Just bought, rather than looked up. */
  isNew?: boolean
  onReturn: () => void
}

/** Least columns for the words beside the code. */
const WORDS_COLUMNS = 26
const MARGIN = 2

/** The tickets of an order, one a page: the code to be shown at the door on one side, the rest on the other. */
export function TicketPages({ order, event, types, isNew = false, onReturn }: TicketPagesProps) {
  const { columns, rows } = useWindowSize()
  const [index, setIndex] = useState(0)
  const { tickets } = order
  const ticket = tickets[index]

  useStrokes((stroke) => {
    if (!('key' in stroke)) return false
    if (stroke.key === 'right') setIndex(Math.min(tickets.length - 1, index + 1))
    else if (stroke.key === 'left') setIndex(Math.max(0, index - 1))
    else if (stroke.key === 'enter' || stroke.key === 'escape') onReturn()
    else return false
    return true
  })

  const qr = ticket && drawQr(ticket.code, columns - WORDS_COLUMNS - MARGIN, rows)
  const typeName = types.find(({ id }) => id === ticket?.ticketTypeId)?.name
  const total = order.tickets.length
  const due = order.payment.dueMinor
  return (
    <Box width={columns} height={rows} overflow="hidden">
      {qr ? <QrPicture qr={qr} /> : null}
      <Box flexDirection="column" flexGrow={1} flexShrink={1} paddingLeft={MARGIN} paddingTop={1}>
        <Text color={ACCENT} bold>
          {isNew ? `Booked: ${total} ${total === 1 ? 'ticket' : 'tickets'}` : `Order, ${order.state}`}
        </Text>
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          <Text bold>{harmless(event.title)}</Text>
          <Text>{showMoment(event.startsAt, event.timeZone)}</Text>
          <Text dimColor>{harmless(event.timeZone)}</Text>
          {due > 0 ? <Text>{`${showPrice(due, order.currency)} to pay at the door`}</Text> : null}
        </Box>
        {ticket ? (
          <Box flexDirection="column" marginTop={1} flexShrink={0}>
            <Text bold>{`Ticket ${index + 1} of ${total}`}</Text>
            <Text>
              {harmless(typeName ?? '')}
              {ticket.state === 'valid' ? '' : ` (${ticket.state})`}
            </Text>
            {ticket.seat ? <Text bold>{harmless(seatWords(ticket.seat))}</Text> : null}
            <Text wrap="hard" dimColor={qr !== undefined}>
              {harmless(ticket.code)}
            </Text>
          </Box>
        ) : (
          <Text>This order has no tickets.</Text>
        )}
        <Box marginTop={1} flexShrink={0}>
          <Text dimColor>{`order ${order.id}`}</Text>
        </Box>
        {ticket && !qr ? (
          <Text color="yellow">{`A picture of the code needs a window of 80x24; this one is ${columns}x${rows}.`}</Text>
        ) : null}
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          {total > 1 ? <Text dimColor>← → other tickets</Text> : null}
          <Text>Press Enter to return</Text>
        </Box>
      </Box>
    </Box>
  )
}

/** Black on white whatever the terminal's colours are; without colours light blocks, as on a dark terminal. */
function QrPicture({ qr }: { qr: Qr }) {
  return (
    <Box flexDirection="column" flexShrink={0} width={qr.width}>
      {qr.rows.map((row, index) => (
        // Rows of one picture never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Text key={index} color="#ffffff" backgroundColor="#000000">
          {row}
        </Text>
      ))}
    </Box>
  )
}
