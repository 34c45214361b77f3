import type { Route } from '@fairground/contract'
import type { FastifyReply } from 'fastify'

import type { Call } from './call.ts'
import { isGone } from './serve.ts'
import { writeHead } from './stream.ts'

/** How often all readers are looked at, together: a timer for each would be thousands. */
const LOOK_EVERY_MS = 1_000
/** Who was sent nothing in so many looks is sent a sign of life; see `streamEvents` for what that must be shorter than. */
const QUIET_LOOKS = 8
/** In one look: 2,000 writes take some 15 ms, and 10,000 quiet readers have had theirs within 13 s. */
const MOST_SIGNS_A_LOOK = 2_000
/** A reader that takes nothing for so many looks is gone, whatever its connection claims. */
const STALLED_LOOKS = 60

const OPENED = Buffer.from(': open\n\n')
const SIGN_OF_LIFE = Buffer.from(': still open\n\n')

/** Streams of server-sent events whose frames are made once and written to many. */
export interface Broadcast {
  /**
   * Answers with a stream that stays open until `end`, until its client goes or the service stops, and calls `onEnd`
   * once then. HTTP/1.1 and HTTP/2. Who asks for the headers only gets them.
   */
  open(call: Pick<Call<Route>, 'reply'>, onEnd: () => void): Reader
}

/** Opens the streams' common part. They end when `stopping` aborts. */
export function openBroadcast(stopping: AbortSignal): Broadcast {
  const readers = new Set<Reader>()
  let look = 0
  let looking: NodeJS.Timeout | undefined

  function lookAtAll(): void {
    look += 1
    let signsLeft = MOST_SIGNS_A_LOOK
    for (const reader of readers) if (signsLeft > 0 && reader.look(look)) signsLeft -= 1
  }

  /** Whether the reader was still there. */
  function leave(reader: Reader): boolean {
    const wasThere = readers.delete(reader)
    if (readers.size === 0) {
      clearInterval(looking)
      looking = undefined
    }
    return wasThere
  }

  stopping.addEventListener('abort', () => readers.forEach((reader) => reader.end()), { once: true })

  return {
    open({ reply }, onEnd) {
      const { raw } = reply
      reply.hijack()
      writeHead(reply)
      const reader = new Reader(raw, look)
      readers.add(reader)
      const close = () => {
        reader.close()
        if (leave(reader)) onEnd()
      }
      raw.once('close', close)
      // `close` does not come again for a client that left while the answer was looked up. Later, since the caller
      // has not counted the stream yet.
      if (isGone(reply)) process.nextTick(close)
      looking ??= setInterval(lookAtAll, LOOK_EVERY_MS).unref()
      if (stopping.aborted || reply.request.method === 'HEAD') reader.end()
      return reader
    },
  }
}

/**
 * One stream. A frame at a time is on its way to it, and of those that come meanwhile the newest waits: a slow reader
 * holds up nobody, costs no memory beyond two frames that all share, and is then shown how things are, not how they
 * came to be.
 */
export class Reader {
  readonly #raw: FastifyReply['raw']
  #next: Buffer | undefined
  #isWriting = false
  #isOpen = true
  /** The look before which it was last written to. */
  #wroteAt: number
  #look: number

  constructor(raw: FastifyReply['raw'], look: number) {
    this.#raw = raw
    this.#wroteAt = look
    this.#look = look
    // A write may meet a connection that was reset a moment ago; `close` follows and ends the stream.
    raw.on('error', () => {})
    raw.write(OPENED)
  }

  /** Writes the frame, or keeps it, in place of an older one, until the one before has been taken. */
  offer(frame: Buffer): void {
    if (!this.#isOpen) return
    if (this.#isWriting) this.#next = frame
    else this.#write(frame)
  }

  /** Ends the stream. What a stalled reader has not taken would keep the connection open for ever: it is cut off. */
  end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (this.#isWriting) this.#raw.destroy()
    else this.#raw.end()
  }

  /** Nobody is there any more: nothing is written from now on. */
  close(): void {
    this.#isOpen = false
    this.#next = undefined
  }

  /** Called now and then. Whether a sign of life was sent. */
  look(look: number): boolean {
    this.#look = look
    const quietLooks = look - this.#wroteAt
    if (this.#isWriting && quietLooks >= STALLED_LOOKS) this.end()
    if (this.#isWriting || !this.#isOpen || quietLooks < QUIET_LOOKS) return false
    this.#write(SIGN_OF_LIFE)
    return true
  }

  #write(frame: Buffer): void {
    this.#isWriting = true
    this.#wroteAt = this.#look
    this.#raw.write(frame, this.#written)
  }

  /** The system has taken the whole of the last frame, or has nobody to give it to. */
  readonly #written = (error?: Error | null): void => {
    this.#isWriting = false
    if (error) this.end()
    const next = this.#next
    this.#next = undefined
    if (next && this.#isOpen) this.#write(next)
  }
}
