/** What the process of the viewers is told, one at a time; it answers each. */
export type ViewersOrder =
  | {
      readonly kind: 'open'
      readonly server: string
      readonly path: string
      /** How many there are to be in the end. */
      readonly pages: number
      /** So many ask together, and the next ones when these have seen something. */
      readonly atOnce: number
    }
  | { readonly kind: 'close' }
  | { readonly kind: 'begin' }
  /** `at` in milliseconds since the epoch. */
  | { readonly kind: 'end'; readonly commits: readonly (readonly [version: number, at: number])[] }

/** What the pages that were opened together had to wait for, from the first of them on. */
export interface Opened {
  /** That are open now. */
  readonly pages: number
  /** Until a page showed something for the first time. */
  readonly firstSightMsP50: number
  readonly firstSightMsP99: number
}

/** From a commit to a page that shows it, or something newer: over all commits and pages. */
export interface Delays {
  readonly msP50: number
  readonly msP99: number
  /** Commits times pages that were never shown. */
  readonly unseen: number
  /** That arrived at all pages together. */
  readonly frames: number
  /** Of HTTP, as they came over the wire to all pages together. */
  readonly bytes: number
  /** Frames of changes that begin after what their page had: it would have to read everything again. */
  readonly gaps: number
}

export type ViewersMessage =
  | ({ readonly kind: 'open' } & Opened)
  | { readonly kind: 'closed' }
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly delays: Delays }
