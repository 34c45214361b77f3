import type { Event } from '@fairground/contract'
import { useEffect, useState } from 'react'

import { type Hall, readHall, seatedAreaOf } from '../seats/hall.ts'
import type { Result } from './attempt.ts'
import { followHall } from './live.ts'
import { type Requests, useRequests } from './request.ts'
import { useIsTop, useStage } from './stage.tsx'

interface HallReading {
  /** Live while this screen is the top one. */
  hall: Hall | undefined
  /** That of the first reading; undefined while it is awaited. */
  answer: Result<Hall> | undefined
  requests: Requests
}

/** The seats of an event, as they change; nothing is read for one without seats. */
export function useHall(event: Event | undefined): HallReading {
  const { visit } = useStage()
  const isTop = useIsTop()
  const requests = useRequests()
  const { run } = requests
  const [answer, setAnswer] = useState<Result<Hall>>()
  const [newest, setNewest] = useState<Hall>()
  const eventId = event && seatedAreaOf(event) ? event.id : undefined

  useEffect(() => {
    if (eventId === undefined) return
    async function read(id: string): Promise<void> {
      const result = await run({ send: (client, signal) => readHall(client, id, signal), repeats: true })
      setAnswer(result)
      if (result.state === 'done') setNewest(result.data)
    }
    void read(eventId)
  }, [run, eventId])

  const first = answer?.state === 'done' ? answer.data : undefined
  useEffect(() => {
    if (!first || !isTop || eventId === undefined) return undefined
    const controller = new AbortController()
    void followHall(visit, eventId, first, setNewest, controller.signal)
    return () => controller.abort()
  }, [visit, eventId, first, isTop])

  return { hall: newest, answer, requests }
}
