import { Text } from 'ink'
import { useState } from 'react'

import { Frame } from './frame.tsx'
import { move } from './list.ts'
import { Numbered } from './numbered.tsx'
import { useStrokes } from './stage.tsx'

interface Choice {
  name: string
  description: string
  choose: () => void
}

interface ChoicesProps {
  title: string
  sentence: string
  choices: readonly Choice[]
  onBack: () => void
}

/** A few ways to go on, by number or by arrow and Enter. */
export function Choices({ title, sentence, choices, onBack }: ChoicesProps) {
  const [chosen, setChosen] = useState(0)
  useStrokes((stroke) => {
    if ('text' in stroke) {
      const choice = choices[Number(stroke.text) - 1]
      choice?.choose()
      return choice !== undefined
    }
    if (stroke.key === 'escape') onBack()
    else if (stroke.key === 'enter') choices[chosen]?.choose()
    else setChosen(move(chosen, stroke.key, choices.length, choices.length) ?? chosen)
    return true
  })
  return (
    <Frame title={title} keys={[`↑↓ or 1-${choices.length} choose`, 'Enter go on', 'Esc back', '? help']}>
      <Text>{sentence}</Text>
      <Numbered entries={choices} chosen={chosen} nameColumns={22} />
    </Frame>
  )
}
