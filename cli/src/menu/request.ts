import type { ClientProblem } from '@fairground/contract/client'
import { useCallback, useEffect, useRef, useState } from 'react'

import { attempt, type Request, type Result } from './attempt.ts'
import { useStage } from './stage.tsx'

export interface Requests {
  /** Why the request under way is being repeated; undefined while all is well. */
  readonly waitsFor: ClientProblem | undefined
  run: <Data>(request: Request<Data>) => Promise<Result<Data>>
  /** Ends the pause before the next try. */
  retryNow: () => void
  /** Gives up what is under way: `run` resolves to `stopped`. */
  stop: () => void
}

/** Requests of one screen, one at a time; they end with it. */
export function useRequests(): Requests {
  const { visit } = useStage()
  const [waitsFor, setWaitsFor] = useState<ClientProblem>()
  const running = useRef<AbortController>(undefined)
  const wake = useRef(() => {})

  const stop = useCallback(() => {
    running.current?.abort()
    wake.current()
    setWaitsFor(undefined)
  }, [])

  const run = useCallback(
    async <Data>(request: Request<Data>): Promise<Result<Data>> => {
      running.current?.abort()
      wake.current()
      const controller = new AbortController()
      running.current = controller
      return attempt(visit, request, {
        signal: controller.signal,
        onWait: setWaitsFor,
        pause: (ms) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, ms)
            wake.current = () => {
              clearTimeout(timer)
              resolve()
            }
          }),
      })
    },
    [visit],
  )

  useEffect(() => () => stop(), [stop])
  return { waitsFor, run, retryNow: () => wake.current(), stop }
}
