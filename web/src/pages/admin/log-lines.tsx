import type { LogLine } from '@fairground/contract'
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from 'react'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { clockOf, type Gap, isRefusal, type LogEntry, outcomeOf, sentenceOf } from './log-book.ts'

interface LogLinesProps {
  readonly entries: readonly LogEntry[]
  /** New lines come in at the end, and the end stays in sight. */
  readonly isFollowing: boolean
  /** Somebody looks at older lines: they must not run away. */
  readonly onReading: () => void
  readonly onCaughtUp: () => void
}

/**
 * While new lines come in, those that fill a screen twice are enough; with all of them a rush took 90 ms a drawing.
 * They are all there as soon as somebody scrolls up.
 */
const MOST_WHILE_FOLLOWING = 100
/** So near to the end counts as the end: screens round. */
const NEAR_END_PX = 24

/**
 * The lines, newest at the end. One line is in the order of the Tab key; the arrows go from there. Nothing is read
 * out by itself: a rush writes more in a second than can be said in a minute.
 */
export function LogLines({ entries, isFollowing, onReading, onCaughtUp }: LogLinesProps) {
  const t = useText()
  const box = useRef<HTMLOListElement>(null)
  const lastTop = useRef(0)
  /** From the bottom of what is seen to the end, in pixels. */
  const fromEnd = useRef(0)
  const [openId, setOpenId] = useState<number>()
  const [currentId, setCurrentId] = useState<number>()
  const shown = isFollowing ? entries.slice(-MOST_WHILE_FOLLOWING) : entries
  const lines = shown.filter((entry) => entry.kind === 'line')
  const reachable = lines.some(({ id }) => id === currentId) ? currentId : lines.at(-1)?.id

  useLayoutEffect(() => {
    const list = box.current
    if (!isFollowing || !list) return
    list.scrollTop = list.scrollHeight
    lastTop.current = list.scrollTop
    fromEnd.current = 0
  }, [entries, isFollowing])

  useLayoutEffect(() => {
    const list = box.current
    if (isFollowing || !list) return
    // More lines came above those that are being read: these stay where they are.
    list.scrollTop = list.scrollHeight - list.clientHeight - fromEnd.current
    lastTop.current = list.scrollTop
  }, [isFollowing])

  function onScroll({ currentTarget }: { currentTarget: HTMLElement }) {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget
    fromEnd.current = scrollHeight - clientHeight - scrollTop
    const isAtEnd = fromEnd.current < NEAR_END_PX
    if (isFollowing && !isAtEnd && scrollTop < lastTop.current - NEAR_END_PX) onReading()
    else if (!isFollowing && isAtEnd && openId === undefined && scrollTop > lastTop.current) onCaughtUp()
    lastTop.current = scrollTop
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const buttons = [...(box.current?.querySelectorAll<HTMLButtonElement>('.log-line > button') ?? [])]
    const at = buttons.findIndex((button) => button === document.activeElement)
    const wanted = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (at === -1 || wanted === undefined) return
    event.preventDefault()
    onReading()
    buttons[wanted]?.focus()
  }

  /** Who is here with the keyboard must not have the line taken away from under the focus. */
  function onFocus(id: number) {
    onReading()
    setCurrentId(id)
  }

  function onPress(id: number) {
    onFocus(id)
    setOpenId(id === openId ? undefined : id)
  }

  return (
    <ol ref={box} className="log-lines" aria-label={t('admin.log')} onScroll={onScroll} onKeyDown={onKeyDown}>
      {entries.length === 0 ? <li className="log-gap">{t('admin.logEmpty')}</li> : null}
      {shown.map((entry) =>
        entry.kind === 'gap' ? (
          <GapRow key={entry.id} gap={entry.gap} />
        ) : (
          <LineRow
            key={entry.id}
            id={entry.id}
            line={entry.line}
            isOpen={entry.id === openId}
            isReachable={entry.id === reachable}
            onPress={onPress}
            onFocus={onFocus}
          />
        ),
      )}
    </ol>
  )
}

interface LineRowProps {
  readonly id: number
  readonly line: LogLine
  readonly isOpen: boolean
  readonly isReachable: boolean
  readonly onPress: (id: number) => void
  readonly onFocus: (id: number) => void
}

/** Drawn once, unless it is opened or reached: its line never changes. */
const LineRow = memo(
  function LineRow({ id, line, isOpen, isReachable, onPress, onFocus }: LineRowProps) {
    const outcome = outcomeOf(line)
    const ms = line.fields['ms']
    return (
      <li className={`log-line log-${line.level}${line.operation === undefined ? ' log-plain' : ''}`} lang="en">
        <button
          type="button"
          tabIndex={isReachable ? 0 : -1}
          aria-expanded={isOpen}
          onClick={() => onPress(id)}
          onFocus={() => onFocus(id)}
        >
          <time dateTime={line.time}>{clockOf(line.time)}</time>
          <span className="log-level">{line.level}</span>
          <span className="log-node">{line.node}</span>
          <span className="log-operation">{line.operation}</span>
          <span className={isRefusal(line) ? 'log-refusal' : 'log-outcome'}>{outcome}</span>
          <span className="log-ms">{typeof ms === 'number' ? `${ms} ms` : ''}</span>
          <span className="log-message">{sentenceOf(line)}</span>
        </button>
        {isOpen ? <Fields line={line} /> : null}
      </li>
    )
  },
  // The handlers are made anew with each render and do the same for the same line.
  (before, after) =>
    before.line === after.line && before.isOpen === after.isOpen && before.isReachable === after.isReachable,
)

function Fields({ line }: { line: LogLine }) {
  const { fields, ...own } = line
  return (
    <dl className="log-fields">
      {Object.entries({ ...own, ...fields }).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? value : (stackOf(value) ?? JSON.stringify(value, undefined, 2))}</dd>
        </div>
      ))}
    </dl>
  )
}

/** An error's stack says all that its other fields say. */
function stackOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('stack' in value)) return undefined
  return typeof value.stack === 'string' ? value.stack : undefined
}

function GapRow({ gap }: { gap: Gap }) {
  const t = useText()
  const formats = useFormats()
  const at = (time: number) => formats.timestamp(new Date(time).toISOString())
  return <li className="log-gap">{t(`admin.gap-${gap.why}`, { from: at(gap.from), to: at(gap.to) })}</li>
}
