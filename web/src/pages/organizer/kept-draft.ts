import type { EventDraft } from './event-draft.ts'

/** What was typed and not saved yet, as this browser keeps it. */
export interface KeptDraft {
  readonly draft: EventDraft
  /** As the event was when the typing began. */
  readonly base: EventDraft
  /** Milliseconds since the epoch. */
  readonly keptAt: number
  /** A file cannot be kept: it has to be chosen again. */
  readonly hadPicture: boolean
}

/** Changes with the form's fields: what another version of this page kept is not read as ours. */
const FORM = 2

export function keptName(accountId: string, eventId: string | undefined): string {
  return `fairground-event-${FORM}-${accountId}-${eventId ?? 'new'}`
}

/** Undefined where nothing was kept, or nothing that can be read. */
export function readKept(name: string): KeptDraft | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? 'null')
    return isKept(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

export function keep(name: string, kept: KeptDraft): void {
  try {
    localStorage.setItem(name, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing still has the form as long as it is open.
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // As above.
  }
}

/** Only our own pages write there: the name says which form, this that nothing broke off. */
function isKept(value: unknown): value is KeptDraft {
  if (typeof value !== 'object' || value === null || !('draft' in value) || !('base' in value)) return false
  return [value.draft, value.base].every((draft) => {
    return typeof draft === 'object' && draft !== null && 'areas' in draft && Array.isArray(draft.areas)
  })
}
