import type { Plan } from '@fairground/contract'

import { arena } from './arena.ts'
import { lectureHall } from './lecture-hall.ts'
import { theatre } from './theatre.ts'

/** The plans that come along. Their ids never change: events say which plan they took. */
export const halls: readonly { id: string; plan: () => Plan }[] = [
  { id: '01993000-0000-7000-8000-000000000001', plan: lectureHall },
  { id: '01993000-0000-7000-8000-000000000002', plan: theatre },
  { id: '01993000-0000-7000-8000-000000000003', plan: arena },
]
