import { cost } from './cost.ts'
import { overload } from './overload.ts'
import type { Profile } from './profile.ts'
import { reads } from './reads.ts'
import { seatViewers } from './seat-viewers.ts'
import { seats } from './seats.ts'
import { sellOut } from './sell-out.ts'
import { turns } from './turns.ts'
import { viewers } from './viewers.ts'

export type { Findings, Profile } from './profile.ts'

export const profiles = {
  reads,
  'sell-out': sellOut,
  turns,
  overload,
  cost,
  seats,
  viewers,
  'seat-viewers': seatViewers,
} satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles

export function isProfile(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name)
}
