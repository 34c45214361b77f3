import { cost } from './cost.ts'
import { overload } from './overload.ts'
import type { Profile } from './profile.ts'
import { reads } from './reads.ts'
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
  viewers,
} satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles

export function isProfile(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name)
}
