import { Route, Switch } from 'wouter'

import { NotFoundPage } from '../not-found-page.tsx'
import { EventPages } from './event-pages.tsx'
import { MembersPage } from './members-page.tsx'
import { NewPage } from './new-page.tsx'
import { OwnEventsPage } from './own-events-page.tsx'

import './organizer.css'

export default function Pages() {
  return (
    <Switch>
      <Route path="/organizer" component={OwnEventsPage} />
      <Route path="/organizer/new" component={NewPage} />
      <Route path="/organizer/members/:organizerId?" component={MembersPage} />
      <Route path="/organizer/events/:id/*?" component={EventPages} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}
