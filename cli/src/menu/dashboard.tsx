import { type EventSummary, listEventOrders, type ReplyOf } from '@fairground/contract'
import { Box, Text, useWindowSize } from 'ink'
import { useEffect, useState } from 'react'

import { showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { showCount } from '../numbers.ts'
import { totalPlaces } from '../places.ts'
import { ACCENT } from '../screen.ts'
import { harmless } from '../text.ts'
import type { Request } from './attempt.ts'
import { useAvailability } from './availability.ts'
import { Facts, Frame, Waiting } from './frame.tsx'
import { useNow } from './now.ts'
import { addReading, drawPlot, PLOT_SECONDS, type Reading, salesPerSecond } from './plot.ts'
import { useRequests } from './request.ts'
import { useIsTop, useReturn, useStage } from './stage.tsx'

type Totals = ReplyOf<typeof listEventOrders>['totals']

/** How an event sells, as it happens. */
export function Dashboard({ event }: { event: EventSummary }) {
  const { back } = useStage()
  const availability = useAvailability(event.id)
  const money = useMoney(event.id)
  const counts = availability && totalPlaces(availability.areas)
  const readings = useReadings(counts?.sold)
  const capacity = counts?.capacity ?? event.total
  useReturn(back)
  return (
    <Frame title="My events" keys={['Esc back', '? help']}>
      <Text bold wrap="truncate-end">
        {harmless(event.title)}
      </Text>
      <Text dimColor wrap="truncate-end">
        {harmless(`${showMoment(event.startsAt, event.timeZone)} (${event.timeZone}), ${event.status}`)}
      </Text>
      {counts ? (
        <>
          <Box flexDirection="column" marginTop={1} flexShrink={0}>
            <Bar name="sold" count={counts.sold} of={capacity} color={ACCENT} />
            <Bar name="held" count={counts.held} of={capacity} color="yellow" />
            <Bar name="left" count={counts.left} of={capacity} color="green" />
          </Box>
          <Plot readings={readings} />
          {money ? <Money totals={money} /> : null}
        </>
      ) : (
        <Waiting what="Reading the counts" waitsFor={undefined} />
      )}
    </Frame>
  )
}

const BAR_COLUMNS = 40

function Bar({ name, count, of, color }: { name: string; count: number; of: number; color: string }) {
  const share = of > 0 ? count / of : 0
  // Something is seen of whatever is not nothing.
  const filled = count > 0 ? Math.max(1, Math.floor(share * BAR_COLUMNS)) : 0
  return (
    <Box flexShrink={0}>
      <Box width={6} flexShrink={0}>
        <Text dimColor>{name}</Text>
      </Box>
      <Box width={10} flexShrink={0} justifyContent="flex-end" marginRight={2}>
        <Text bold>{showCount(count)}</Text>
      </Box>
      <Text color={color}>{'█'.repeat(filled)}</Text>
      <Text dimColor>{'░'.repeat(BAR_COLUMNS - filled)}</Text>
      <Box marginLeft={2} flexShrink={0}>
        <Text dimColor>{`${Math.floor(share * 100)} %`}</Text>
      </Box>
    </Box>
  )
}

const PLOT_ROWS = 5
/** Rows that the rest of the screen needs. */
const OTHER_ROWS = 18

function Plot({ readings }: { readings: readonly Reading[] }) {
  const now = useNow(Date.now, useIsTop())
  const { rows: windowRows } = useWindowSize()
  const values = salesPerSecond(readings, now)
  const { rows, top } = drawPlot(values, Math.max(PLOT_ROWS, windowRows - OTHER_ROWS))
  const busiest = Math.max(...values)
  return (
    <Box flexDirection="column" marginTop={1} flexShrink={0}>
      <Text dimColor>{`sold per second, the last minute; most ${busiest}, now ${values.at(-1) ?? 0}`}</Text>
      {rows.map((row, index) => (
        // The rows of a plot never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Box key={index} flexShrink={0}>
          <Box width={7} flexShrink={0} justifyContent="flex-end">
            <Text dimColor>{index === 0 ? String(top) : ''}</Text>
          </Box>
          <Text dimColor>{' │'}</Text>
          <Text color={ACCENT}>{row}</Text>
        </Box>
      ))}
      <Text dimColor>{`${'0'.padStart(7)} └${'─'.repeat(PLOT_SECONDS)}`}</Text>
    </Box>
  )
}

function Money({ totals }: { totals: Totals }) {
  const price = (minor: number) => (minor === 0 ? 'nothing' : showPrice(minor, totals.currency))
  return (
    <Box marginTop={1} flexShrink={0}>
      <Facts
        facts={[
          ['orders', showCount(totals.orders)],
          ['worth', `${price(totals.totalMinor)}; ${price(totals.dueMinor)} of it still due`],
        ]}
      />
    </Box>
  )
}

/** Every count of what is sold that came, with its time. */
function useReadings(sold: number | undefined): readonly Reading[] {
  const [readings, setReadings] = useState<readonly Reading[]>([])
  useEffect(() => {
    if (sold !== undefined) setReadings((known) => addReading(known, { at: Date.now(), sold }))
  }, [sold])
  return readings
}

/** Money is a sum over all orders; nobody needs it by the second. */
const MONEY_EVERY_MS = 5_000

function useMoney(eventId: string): Totals | undefined {
  const { run } = useRequests()
  const [totals, setTotals] = useState<Totals>()
  const isTop = useIsTop()
  const round = Math.floor(useNow(Date.now, isTop) / MONEY_EVERY_MS)
  useEffect(() => {
    async function read(): Promise<void> {
      const asked = { params: { eventId }, query: { limit: 1 } }
      const send: Request<ReplyOf<typeof listEventOrders>>['send'] = (client, signal) =>
        client(listEventOrders, { ...asked, signal })
      const result = await run({ send, repeats: false })
      if (result.state === 'done') setTotals(result.data.totals)
    }
    if (isTop) void read()
  }, [run, eventId, round, isTop])
  return totals
}
