import { Route, Switch } from 'wouter'

import { NotFoundPage } from '../../not-found-page.tsx'
import { EditorPage } from './editor-page.tsx'
import { PlansPage } from './plans-page.tsx'

import '../organizer.css'
import './plans.css'

export default function Pages() {
  return (
    <Switch>
      <Route path="/organizer/plans" component={PlansPage} />
      <Route path="/organizer/plans/:planId" component={EditorPage} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}
