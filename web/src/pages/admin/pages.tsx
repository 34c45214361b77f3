import { Route, Switch } from 'wouter'

import { NotFoundPage } from '../not-found-page.tsx'
import { AccountsPage } from './accounts-page.tsx'
import { EventsPage } from './events-page.tsx'
import { HealthPage } from './health-page.tsx'
import { LogPage } from './log-page.tsx'
import { OrganizersPage } from './organizers-page.tsx'
import { OverviewPage } from './overview-page.tsx'

import './admin.css'

export default function Pages() {
  return (
    <Switch>
      <Route path="/admin" component={OverviewPage} />
      <Route path="/admin/events" component={EventsPage} />
      <Route path="/admin/accounts" component={AccountsPage} />
      <Route path="/admin/organizers" component={OrganizersPage} />
      <Route path="/admin/log" component={LogPage} />
      <Route path="/admin/health" component={HealthPage} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}
