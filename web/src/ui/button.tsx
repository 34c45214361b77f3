import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'wouter'

interface Looks {
  readonly kind?: 'main' | 'quiet' | 'danger' | undefined
  readonly size?: 'large' | undefined
  readonly wide?: boolean | undefined
}

function classes({ kind, size, wide }: Looks): string {
  return ['button', kind && `button-${kind}`, size && `button-${size}`, wide && 'button-wide'].filter(Boolean).join(' ')
}

/** While `busy` it keeps its place and its focus, says so, and takes no second press. */
export function Button({
  kind,
  size,
  wide,
  busy = false,
  onClick,
  ...button
}: Looks & { busy?: boolean } & ComponentProps<'button'>) {
  return (
    <button
      type="button"
      {...button}
      className={classes({ kind, size, wide })}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  )
}

export function ButtonLink({ kind, size, wide, to, children }: Looks & { to: string; children: ReactNode }) {
  return (
    <Link href={to} className={classes({ kind, size, wide })}>
      {children}
    </Link>
  )
}
