import { Text } from 'ink'
import { useState } from 'react'

import { Frame } from './frame.tsx'
import { move } from './list.ts'
import { Numbered } from './numbered.tsx'
import { HoldReminder } from './reminder.tsx'
import { MENU } from './screens.ts'
import { useStage, useStrokes } from './stage.tsx'

export function MainMenu() {
  const { visit, open, exit } = useStage()
  const [chosen, setChosen] = useState(0)

  function enter(index: number): void {
    const entry = MENU[index]
    if (!entry) return
    setChosen(index)
    if (entry.opens === 'exit') exit(0)
    else open({ name: entry.opens })
  }

  useStrokes((stroke) => {
    if ('text' in stroke) {
      const index = Number(stroke.text) - 1
      if (MENU[index]) enter(index)
      else if (stroke.text === 'j' || stroke.text === 'k') setChosen(step(chosen, stroke.text === 'j' ? 'down' : 'up'))
      return stroke.text !== '?'
    }
    if (stroke.key === 'enter') enter(chosen)
    else setChosen(step(chosen, stroke.key))
    return true
  })

  return (
    <Frame title="" keys={['↑↓ or 1-9 choose', 'Enter open', '? help', '9 exit']}>
      <Text dimColor>{`Tickets for events, sold fairly. ${visit.server}`}</Text>
      <Numbered entries={MENU} chosen={chosen} nameColumns={18} />
      <HoldReminder />
    </Frame>
  )
}

/** Round and round: from the last up to the first. */
function step(chosen: number, key: Parameters<typeof move>[1]): number {
  if (key === 'down' && chosen === MENU.length - 1) return 0
  if (key === 'up' && chosen === 0) return MENU.length - 1
  return move(chosen, key, MENU.length, MENU.length) ?? chosen
}
