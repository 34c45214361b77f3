import { Route, Switch } from 'wouter'

import { NotFoundPage } from '../not-found-page.tsx'
import { AccountPage } from './account-page.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { SignUpPage } from './sign-up-page.tsx'

import './account.css'

export default function Pages() {
  return (
    <Switch>
      <Route path="/sign-in" component={SignInPage} />
      <Route path="/sign-up" component={SignUpPage} />
      <Route path="/account" component={AccountPage} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}
