import { placesAsked } from '@fairground/contract'

import type { Refusal } from '../../http/index.ts'
import type { Answer } from './batch.ts'
import { linesAsked } from './decide.ts'
import type { Submission } from './allocator.ts'

/** `keepers`: those who hold places (release, confirmation, changes); `comers`: those who want some. */
export type Lane = 'keepers' | 'comers'

export interface Pending extends Submission {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
  /** A COMMIT that carried it was sent, and its answer did not arrive. */
  isDoubtful: boolean
}

/** More make the commit late for the first of them; from about 256 on, larger batches gain nothing. */
const MOST_REQUESTS = 512
/** Each place may become a row. */
const MOST_PLACES = 1_024
/** One account with many requests delays others by no more than these. */
const MOST_OF_ONE_ACCOUNT = 4
/** Keepers are those who came through as comers: at most a few times as many are on their way at once. */
const KEEPERS_PER_COMER = 4

/** What waits for one event in this process: two lanes, first in, first out, each with its own bound. */
export class EventQueue {
  readonly eventId: string
  /** In the line for the next free connection, or being served. */
  isReady = false
  /** Holds are due: a batch is wanted even without requests. */
  isSweepDue = false
  readonly #limits: Record<Lane, number>
  readonly #lanes: Record<Lane, Pending[]> = { keepers: [], comers: [] }
  readonly #byAccount = new Map<string, number>()

  constructor(eventId: string, limit: number) {
    this.eventId = eventId
    this.#limits = { comers: limit, keepers: limit * KEEPERS_PER_COMER }
  }

  /** Why a request cannot wait here, or undefined. */
  refusal(lane: Lane, accountId: string): Refusal | undefined {
    if (this.#lanes[lane].length >= this.#limits[lane]) {
      const detail = 'Too many people are asking at this moment. Nothing was taken; try again shortly.'
      return { code: 'busy', detail, retryAfterSeconds: 1 }
    }
    if ((this.#byAccount.get(accountId) ?? 0) >= MOST_OF_ONE_ACCOUNT) {
      const detail = `This account has ${MOST_OF_ONE_ACCOUNT} requests under way already. Wait for their answers.`
      return { code: 'too-many-requests', detail, retryAfterSeconds: 1 }
    }
    return undefined
  }

  add(lane: Lane, pending: Pending): void {
    this.#lanes[lane].push(pending)
    const { accountId } = pending.member.request
    this.#byAccount.set(accountId, (this.#byAccount.get(accountId) ?? 0) + 1)
  }

  /** The next batch: keepers first. A change of the configuration is the last of its batch. */
  take(): Pending[] {
    this.isSweepDue = false
    const batch: Pending[] = []
    let places = 0
    for (const lane of [this.#lanes.keepers, this.#lanes.comers]) {
      let taken = 0
      for (const pending of lane) {
        const asked = placesOf(pending)
        if (batch.length === MOST_REQUESTS || (batch.length > 0 && places + asked > MOST_PLACES)) break
        batch.push(pending)
        places += asked
        taken += 1
        if (pending.member.request.verb.kind === 'configure') break
      }
      lane.splice(0, taken)
      if (batch.at(-1)?.member.request.verb.kind === 'configure') break
    }
    return batch
  }

  /** An answer was given: the account may ask again. */
  settled(pending: Pending): void {
    const { accountId } = pending.member.request
    const left = (this.#byAccount.get(accountId) ?? 1) - 1
    if (left > 0) this.#byAccount.set(accountId, left)
    else this.#byAccount.delete(accountId)
  }

  isEmpty(): boolean {
    return this.depth() === 0 && !this.isSweepDue
  }

  depth(): number {
    return this.depthOf('keepers') + this.depthOf('comers')
  }

  depthOf(lane: Lane): number {
    return this.#lanes[lane].length
  }
}

function placesOf(pending: Pending): number {
  const { verb } = pending.member.request
  if (verb.kind === 'block') return verb.blocked.length + verb.unblocked.length
  return linesAsked(verb).reduce((sum, line) => sum + placesAsked(line), 0)
}
