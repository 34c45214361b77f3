import type { Account } from '@fairground/contract'
import { Fragment, type ReactNode } from 'react'
import { Redirect, useLocation, useSearch } from 'wouter'

import { useMe } from '../api/queries.ts'
import { Skeleton } from '../ui/states.tsx'

/** Its children only for who is signed in; others sign in first and come back to this address. */
export function SignedIn({ children }: { children: (account: Account) => ReactNode }) {
  const me = useMe()
  switch (me.state) {
    case 'unknown':
      return (
        <div className="page">
          <Skeleton shape="title" />
          <Skeleton shape="block" />
        </div>
      )
    case 'nobody':
      return <SignInFirst />
    case 'signed-in':
      // For another account everything begins anew: what one typed is not sent in the name of the other.
      return <Fragment key={me.account.id}>{children(me.account)}</Fragment>
    default:
      return me satisfies never
  }
}

/** To the page for signing in, and from there back to this address. */
export function SignInFirst() {
  const [path] = useLocation()
  const search = useSearch()
  return <Redirect to={`/sign-in?next=${encodeURIComponent(search ? `${path}?${search}` : path)}`} replace />
}
