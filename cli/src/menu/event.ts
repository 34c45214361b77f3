import { type Event, readEvent } from '@fairground/contract'
import { useEffect, useState } from 'react'

import type { Result } from './attempt.ts'
import { type Requests, useRequests } from './request.ts'

/** The whole event, with its ticket types; undefined until the service has answered. */
export function useEvent(eventId: string): { answer: Result<Event> | undefined; requests: Requests } {
  const requests = useRequests()
  const { run } = requests
  const [answer, setAnswer] = useState<Result<Event>>()
  useEffect(() => {
    async function read(): Promise<void> {
      const params = { eventId }
      setAnswer(await run({ send: (client, signal) => client(readEvent, { params, signal }), repeats: true }))
    }
    void read()
  }, [run, eventId])
  return { answer, requests }
}
