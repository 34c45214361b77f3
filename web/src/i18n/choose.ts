import type { Language } from '@fairground/contract'

const YEAR_SECONDS = 31_536_000

/** Tells this browser which language the service renders its pages in; null: the one that the browser asks for. */
export function rememberLanguage(language: Language | null): void {
  document.cookie = `language=${language ?? ''}; path=/; max-age=${language ? YEAR_SECONDS : 0}; samesite=lax`
}
