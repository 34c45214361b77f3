/** Stands for our own address: what stays there after it was worked out leads to a page of ours. */
const HERE = 'https://here.invalid'

/** Where to go after signing in: only a path of our own, since anybody can write the address of our page. */
export function ownPath(next: string | null): string {
  if (next === null || !next.startsWith('/') || !URL.canParse(next, HERE)) return '/'
  const { origin, pathname, search, hash } = new URL(next, HERE)
  // `//` at its front would be another host as soon as it is an address of its own.
  if (origin !== HERE || pathname.startsWith('//') || /^\/sign-(?:in|up)(?:\/|$)/.test(pathname)) return '/'
  return `${pathname}${search}${hash}`
}

export type Purpose = 'buy' | 'tickets' | 'organize' | undefined

/** What somebody is about to do who is asked to sign in first. */
export function purposeOf(path: string): Purpose {
  if (/^\/events\/[^/?#]+/.test(path)) return 'buy'
  if (/^\/orders(?:[/?#]|$)/.test(path)) return 'tickets'
  if (/^\/organizer(?:[/?#]|$)/.test(path)) return 'organize'
  return undefined
}
