import { createEvent, type Event } from '@fairground/contract'
import { Box, Text } from 'ink'
import { useState } from 'react'

import { showMoment } from '../dates.ts'
import { showPrice } from '../money.ts'
import { showCount } from '../numbers.ts'
import { createInHall } from '../seats/plans.ts'
import { harmless } from '../text.ts'
import { refusalLines } from './attempt.ts'
import { answersOf, correct, formOf } from './form.ts'
import { useFormStrokes } from './form-strokes.ts'
import { FormView } from './form-view.tsx'
import { Facts, Frame, Refusal, ReturnHint, Waiting } from './frame.tsx'
import { errorsOf, EVENT_QUESTIONS, newEventOf } from './new-event.ts'
import { useRequests } from './request.ts'
import { useReturn, useStage } from './stage.tsx'

export function Create() {
  const { back } = useStage()
  const [form, setForm] = useState(() => formOf(EVENT_QUESTIONS))
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<readonly string[]>([])
  const [event, setEvent] = useState<Event>()
  const { run, stop, waitsFor } = useRequests()

  async function send(): Promise<void> {
    const asked = newEventOf(answersOf(form))
    setRefusal([])
    if ('errors' in asked) return setForm(correct(form, asked.errors))
    setSending(true)
    // A lost answer may be a created event: it is not sent again by itself.
    const result = await run({
      send: (client, signal) =>
        asked.hall
          ? createInHall(client, asked.hall, asked.body, signal)
          : client(createEvent, { body: asked.body, signal }),
      repeats: false,
      purpose: 'to create an event',
    })
    setSending(false)
    if (result.state === 'done') setEvent(result.data)
    if (result.state !== 'refused') return undefined
    const errors = errorsOf(result.problem)
    setForm(correct(form, errors))
    const isUnsure = result.problem.code === 'unreachable'
    const check = isUnsure ? ['Look into My events before you try again: it may be there already.'] : []
    setRefusal(Object.keys(errors).length > 0 ? [] : [...refusalLines(result.problem), ...check])
  }

  useFormStrokes({ form, onChange: setForm, onSend: send, onLeave: back, isSending, onStop: stop })

  if (event) return <Created event={event} />
  return (
    <Frame title="Create an event" keys={['↑↓ Tab move', 'Enter next, on the last create', 'Esc back']}>
      <FormView form={form} />
      {isSending ? <Waiting what="Creating the event" waitsFor={waitsFor} /> : null}
      <Refusal lines={refusal} />
    </Frame>
  )
}

function Created({ event }: { event: Event }) {
  const { back } = useStage()
  useReturn(back)
  const type = event.areas[0]?.ticketTypes[0]
  return (
    <Frame title="Create an event" keys={['Enter return']}>
      <Text>
        <Text color="green">✓ </Text>
        <Text bold>{harmless(event.title)}</Text> is on sale.
      </Text>
      <Box marginTop={1} flexShrink={0}>
        <Facts
          facts={[
            ['id', event.id],
            ['date', `${showMoment(event.startsAt, event.timeZone)} (${event.timeZone})`],
            ['total', showCount(event.total)],
            ['price', showPrice(type?.priceMinor ?? 0, event.currency)],
            ['venue', harmless(event.venue?.name ?? 'not said')],
          ]}
          indent={2}
        />
      </Box>
      <ReturnHint />
    </Frame>
  )
}
