import { Box, Text } from 'ink'
import { useState } from 'react'

import { Frame, useContentRows } from './frame.tsx'
import { move } from './list.ts'
import { useStage, useStrokes } from './stage.tsx'

type Line = readonly [string, string]

const ITEMS: readonly Line[] = [
  ['1 Browse events', 'type to find; the chosen one shows date, price, places'],
  ['2 Book tickets', 'which and how many; Enter holds, Enter again books'],
  ['3 My orders', 'what you bought; Enter shows the tickets and codes'],
  ['4 Create an event', 'name, date and total are enough; on sale at once'],
  ['5 My events', 'sold, held and left, live, and sales per second'],
  ['6 Account', 'sign up, sign in, change the password, sign out'],
  ['7 Burst test', 'a rush of buyers, and whether the books are right'],
  ['8 Help', 'this page; ? opens it from anywhere but a field'],
  ['9 Exit', 'back to the shell; a hold lasts until its time is over'],
]

const KEYS: readonly Line[] = [
  ['↑ ↓  PgUp PgDn', 'choose; in the menu j and k, too'],
  ['1 to 9', 'open an item of the menu at once'],
  ['Enter', 'go on: open, next field, hold, confirm, return'],
  ['Esc', 'go back; in a list it first clears what you look for'],
  ['← →', 'other tickets, seats of a row; move within a field'],
  ['Tab  Ctrl-U', 'next field (Shift-Tab the one before); empty a field'],
  ['e  r', 'more time for a hold; try again while nobody answers'],
  ['Ctrl-C', 'leave at once; a burst is stopped first, with its result'],
  ['Space  t  b', 'a seat: choose it, its ticket; the best seats together'],
  ['c  o', 'change seats that are held; take seats that are offered'],
]

const LINES: readonly Line[] = [...ITEMS, ['', ''], ...KEYS]

export function Help() {
  const { back } = useStage()
  const [top, setTop] = useState(0)
  const size = useContentRows()
  const last = Math.max(0, LINES.length - size)

  useStrokes((stroke) => {
    if ('text' in stroke) return stroke.text === '?'
    if (stroke.key === 'enter' || stroke.key === 'escape') back()
    else setTop(Math.min(last, move(top, stroke.key, last + 1, size) ?? top))
    return true
  })

  const isLong = last > 0
  // A window that has grown may show more than when somebody scrolled.
  const from = Math.min(top, last)
  return (
    <Frame title="Help" keys={[...(isLong ? ['↑↓ more'] : []), 'Enter return']}>
      {LINES.slice(from, from + size).map(([name, what]) => (
        <Box key={name + what} flexShrink={0}>
          <Box width={20} flexShrink={0}>
            <Text bold>{name || ' '}</Text>
          </Box>
          <Text wrap="truncate-end">{what}</Text>
        </Box>
      ))}
    </Frame>
  )
}
