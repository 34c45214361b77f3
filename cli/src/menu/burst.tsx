import type { EventSummary } from '@fairground/contract'
import { Box, Text } from 'ink'
import { useEffect, useState } from 'react'

import type { BurstRun } from '../burst/index.ts'
import type { BurstPlan } from '../burst/plan.ts'
import { BurstView } from '../burst/view.tsx'
import { Failure } from '../failure.ts'
import { harmless, paragraphs } from '../text.ts'
import { refusalLines } from './attempt.ts'
import { BURST_QUESTIONS, burstErrors, type BurstField, burstOf } from './burst-form.ts'
import { EventList } from './event-list.tsx'
import { UPCOMING, useEventPages } from './event-pages.ts'
import { answersOf, correct, type Form, formOf } from './form.ts'
import { useFormStrokes } from './form-strokes.ts'
import { FormView } from './form-view.tsx'
import { Frame, Refusal, ReturnHint, useContentColumns, useContentRows } from './frame.tsx'
import { move } from './list.ts'
import { useStage, useStrokes } from './stage.tsx'

/** Which event, how many buyers, the run as it goes, and what came of it. */
export function Burst() {
  const [event, setEvent] = useState<EventSummary>()
  const pages = useEventPages(UPCOMING)
  if (event) return <EventBurst event={event} onBack={() => setEvent(undefined)} />
  return (
    <EventList
      title="Burst test: at which event?"
      verb="test"
      emptySentence="No events yet. Esc, then 4 creates one."
      pages={pages}
      onChoose={setEvent}
    />
  )
}

type Step =
  | { name: 'planning' }
  | { name: 'beginning' }
  | { name: 'running'; run: BurstRun }
  | ({ name: 'over' } & Told)

interface Told {
  linesAt: (width: number) => readonly string[]
  isGood: boolean
}

function EventBurst({ event, onBack }: { event: EventSummary; onBack: () => void }) {
  const { visit } = useStage()
  const [form, setForm] = useState(() => formOf(BURST_QUESTIONS))
  const [refusal, setRefusal] = useState<readonly string[]>([])
  const [step, setStep] = useState<Step>({ name: 'planning' })
  const leaving = useLeaving()

  async function begin(): Promise<void> {
    setRefusal([])
    setStep({ name: 'beginning' })
    try {
      const { plan, report } = burstOf(answersOf(form))
      setStep(await play(plan, report))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const errors = burstErrors(error)
      setForm(correct(form, errors))
      setRefusal(Object.keys(errors).length > 0 ? [] : refusalLines(error.problem, error.hints))
      setStep({ name: 'planning' })
    }
  }

  async function play(plan: BurstPlan, reportFile: string): Promise<Step> {
    // Loaded here: the load generator takes longer to load than the rest of the menu.
    const [{ startBurst }, { claimReportFile }, { summaryLines }] = await Promise.all([
      import('../burst/index.ts'),
      import('../burst/report-file.ts'),
      import('../burst/summary.ts'),
    ])
    const report = await claimReportFile(reportFile)
    if (leaving.aborted) return { name: 'planning' }
    const run = startBurst({ ...visit.connection(), event: event.id }, plan)
    leaving.addEventListener('abort', run.stop)
    setStep({ name: 'running', run })
    const outcome = await run.finished
    const where = await report.write(outcome)
    const isGood = 'verdict' in outcome.books && outcome.books.verdict.good
    return { name: 'over', linesAt: (width) => [where, ...summaryLines(outcome, width)], isGood }
  }

  switch (step.name) {
    case 'planning':
    case 'beginning':
      return (
        <Plan
          {...{ event, form, refusal }}
          isBeginning={step.name === 'beginning'}
          onChange={setForm}
          onSend={begin}
          onLeave={onBack}
        />
      )
    case 'running':
      return <Running run={step.run} />
    case 'over':
      return <Result linesAt={step.linesAt} isGood={step.isGood} />
    default:
      return step satisfies never
  }
}

/** Aborts when the screen is gone: whoever leaves the menu at once leaves no buyers behind. */
function useLeaving(): AbortSignal {
  const [leaving] = useState(() => new AbortController())
  useEffect(() => () => leaving.abort(), [leaving])
  return leaving.signal
}

interface PlanProps {
  event: EventSummary
  form: Form<BurstField>
  refusal: readonly string[]
  isBeginning: boolean
  onChange: (form: Form<BurstField>) => void
  onSend: () => Promise<void>
  onLeave: () => void
}

function Plan({ event, form, refusal, isBeginning, onChange, onSend, onLeave }: PlanProps) {
  // What is under way here is over within a moment; Esc is heard again when the buyers come.
  useFormStrokes({ form, onChange, onSend, onLeave, isSending: isBeginning, onStop: () => {} })
  return (
    <Frame title="Burst test" keys={['↑↓ Tab move', 'Enter next, on the last begin', 'Esc back']}>
      <Box marginBottom={1} flexShrink={0}>
        <Text bold wrap="truncate-end">
          {harmless(event.title)}
        </Text>
      </Box>
      <FormView form={form} />
      {isBeginning ? (
        <Box marginTop={1} flexShrink={0}>
          <Text dimColor>Opening the doors…</Text>
        </Box>
      ) : null}
      <Refusal lines={refusal} />
    </Frame>
  )
}

function Running({ run }: { run: BurstRun }) {
  const [isStopping, setStopping] = useState(false)
  useStrokes(
    (stroke) => {
      const isStop = 'key' in stroke && (stroke.key === 'escape' || stroke.key === 'stop')
      // The second Ctrl-C leaves the menu.
      if (!isStop || isStopping) return false
      setStopping(true)
      run.stop()
      return true
    },
    { hearsStop: true },
  )
  return (
    <Frame title="Burst test" keys={isStopping ? ['? help'] : ['Esc stop', '? help']}>
      <BurstView progress={run.progress} />
      {isStopping ? (
        <Box marginTop={1} flexShrink={0}>
          <Text>Stopping: who holds places gives them back…</Text>
        </Box>
      ) : null}
    </Frame>
  )
}

/** The gap and the line that tells how to return. */
const HINT_ROWS = 2

/** What came of it. The verdict stands last: where not all fits, the end is seen first. */
function Result({ linesAt, isGood }: Told) {
  const { back } = useStage()
  const width = useContentColumns()
  const size = useContentRows() - HINT_ROWS
  const lines = linesAt(width)
  const rows = lines.flatMap((line) => paragraphs(line, width))
  const verdictFrom = rows.length - paragraphs(lines.at(-1) ?? '', width).length
  const last = Math.max(0, rows.length - size)
  const [scrolledTo, setScrolledTo] = useState<number>()
  const from = Math.min(scrolledTo ?? last, last)

  useStrokes((stroke) => {
    if ('text' in stroke) return false
    if (stroke.key === 'enter' || stroke.key === 'escape') back()
    else setScrolledTo(move(from, stroke.key, last + 1, size) ?? scrolledTo)
    return true
  })

  return (
    <Frame title="Burst test" keys={[...(last > 0 ? ['↑↓ more'] : []), 'Enter return']}>
      {rows.slice(from, from + size).map((row, index) => (
        // Rows of one result never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Text key={from + index} color={from + index < verdictFrom ? undefined : isGood ? 'green' : 'red'}>
          {row || ' '}
        </Text>
      ))}
      <ReturnHint />
    </Frame>
  )
}
