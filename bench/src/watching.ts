/** What the process of the viewers is told, one at a time; it answers each. */
export type ViewersOrder =
  | { readonly kind: 'open'; readonly server: string; readonly path: string; readonly pages: number }
  | { readonly kind: 'begin' }
  /** `at` in milliseconds since the epoch. */
  | { readonly kind: 'end'; readonly commits: readonly (readonly [version: number, at: number])[] }

/** From a commit to a page that shows it, or something newer: over all commits and pages. */
export interface Delays {
  readonly msP50: number
  readonly msP99: number
  /** Commits times pages that were never shown. */
  readonly unseen: number
  /** That arrived at all pages together. */
  readonly frames: number
}

export type ViewersMessage =
  | { readonly kind: 'open'; readonly pages: number }
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly delays: Delays }
