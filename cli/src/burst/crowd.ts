import { fork } from 'node:child_process'

import { mergeRecordings, type Recording } from '@fairground/load'

import { type Ledger, mergeLedgers } from './ledger.ts'
import type { FromProcess, Share, ToProcess } from './messages.ts'

export interface Crowd {
  /** What all processes have seen so far. */
  readonly seen: () => { due: number; recording: Recording }
  /** Everybody leaves: nobody arrives any more, who holds places gives them back. */
  readonly stop: () => void
  readonly ended: Promise<{ recording: Recording; ledger: Ledger }>
}

/** The processes have to be loaded before they begin together. */
const BEGIN_AFTER_MS = 100

/** Plays the buyers in processes of their own, so that a screen costs them nothing. Rejects when one of them fails. */
export async function gatherCrowd(common: Omit<Share, 'process' | 'beginAt'>): Promise<Crowd> {
  const { plan, binMs } = common
  const members = Array.from({ length: plan.processes }, startProcess)
  await Promise.all(members.map(({ ready }) => ready))
  const beginAt = Date.now() + BEGIN_AFTER_MS
  for (const [process, member] of members.entries()) {
    member.tell({ kind: 'begin', share: { ...common, process, beginAt } })
  }
  const merged = (parts: { recording: Recording }[]) =>
    mergeRecordings(
      parts.map(({ recording }) => recording),
      binMs,
    )
  return {
    seen: () => {
      const progress = members.flatMap(({ latest }) => latest() ?? [])
      return { due: progress.reduce((sum, { due }) => sum + due, 0), recording: merged(progress) }
    },
    stop: () => {
      for (const member of members) member.tell({ kind: 'stop' })
    },
    ended: Promise.all(members.map(({ ended }) => ended)).then((results) => ({
      recording: merged(results),
      ledger: mergeLedgers(results.map(({ ledger }) => ledger)),
    })),
  }
}

type Progress = Extract<FromProcess, { kind: 'progress' }>
type Ended = Extract<FromProcess, { kind: 'ended' }>

function startProcess() {
  const child = fork(new URL('./process.ts', import.meta.url), {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let latest: Progress | undefined
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<Ended>()
  // Whoever waits for the one may not have come to wait for the other.
  for (const { promise } of [ready, ended]) promise.catch(() => {})
  const fail = (error: Error) => {
    ready.reject(error)
    ended.reject(error)
  }
  child.on('message', (message: FromProcess) => {
    switch (message.kind) {
      case 'ready':
        return ready.resolve()
      case 'progress':
        latest = message
        return
      case 'ended':
        return ended.resolve(message)
      default:
        return message satisfies never
    }
  })
  child.on('error', fail)
  child.on('exit', (code, signal) =>
    fail(new Error(`a process of the crowd ended before its time (${signal ?? `exit code ${code}`})`)),
  )
  return {
    ready: ready.promise,
    ended: ended.promise,
    latest: () => latest,
    tell(message: ToProcess): void {
      if (child.connected) child.send(message)
    },
  }
}
