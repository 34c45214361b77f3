import type { Chart } from '@fairground/load'

import type { Ratios } from '../results.ts'
import type { Stage } from '../stage.ts'

/** One of the bench's questions, with what it takes to answer it. */
export interface Profile {
  readonly title: string
  /** About how long it takes, for the time that is left. */
  readonly seconds: number
  /** `say` tells what is going on. */
  readonly run: (stage: Stage, say: (sentence: string) => void) => Promise<Findings>
}

export interface Findings {
  readonly ratios: Ratios
  /** What else was seen, by name with its unit last. */
  readonly figures: Readonly<Record<string, number | string | boolean>>
  /** What must not be and was, as sentences. */
  readonly broken: string[]
  /** What one has to know to read the figures. */
  readonly notes: string[]
  readonly charts: Chart[]
}
