import { type Account, type Event, readEvent } from '@fairground/contract'
import { Link, Route, Switch, useLocation, useParams } from 'wouter'

import { problemOf } from '../../api/client.ts'
import { useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import { NotFoundPage } from '../not-found-page.tsx'
import { SignedIn } from '../signed-in.tsx'
import { ActivityList } from './activity-list.tsx'
import { Dashboard } from './dashboard.tsx'
import { DoorPage } from './door-page.tsx'
import { EditEvent } from './edit-event.tsx'
import { factLine } from '../../i18n/isolated.ts'
import { StatusBadge } from './status-badge.tsx'
import { Transaction } from './transaction.tsx'
import { Transactions } from './transactions.tsx'
import { eventPath } from '../links.ts'

/** What the reader may do with an event: the service decides, this only says so before. */
type Right = 'manage' | 'door' | 'none'

/** What every page of one event has around it: its name, its state, and the tabs, which stay as one goes among them. */
export function EventPages() {
  return <SignedIn>{(account) => <Frame account={account} />}</SignedIn>
}

function Frame({ account }: { account: Account }) {
  const t = useText()
  const formats = useFormats()
  const [path] = useLocation()
  const { id } = useParams<{ id: string }>()
  const { data: event, error, refetch } = useRead(readEvent, { params: { eventId: id } })
  if (!event) {
    if (problemOf(error)?.code === 'not-found') return <NotFoundPage />
    if (error) {
      return (
        <Page title={t('organizer.myEvents')}>
          <Failure error={error} onRetry={refetch} />
        </Page>
      )
    }
    // No page yet: the heading takes the focus when it is there.
    return (
      <div className="page">
        <Skeleton shape="title" />
        <Skeleton shape="block" />
      </div>
    )
  }
  const right = rightOf(account, event)
  const tab = TABS.findLast(([at]) => path.startsWith(`/organizer/events/${id}${at}`)) ?? TABS[0]
  return (
    <Page
      title={`${event.title} · ${t(tab[1])}`}
      heading={event.title}
      actions={
        <>
          <StatusBadge event={event} />
          <a className="button button-quiet" href={eventPath(event)}>
            {t('organizer.publicPage')}
          </a>
        </>
      }
    >
      <p className="soft event-facts">
        {factLine([formats.dateTime(event.startsAt, event.timeZone), event.venue?.name, event.organizer.name])}
      </p>
      {right === 'manage' ? (
        <>
          <Tabs base={`/organizer/events/${id}`} open={tab[0]} />
          <ManagersPages event={event} account={account} />
        </>
      ) : null}
      {right === 'door' ? <DoorPage event={event} /> : null}
      {right === 'none' ? <NotForYou event={event} /> : null}
    </Page>
  )
}

function ManagersPages({ event, account }: { event: Event; account: Account }) {
  const base = '/organizer/events/:id'
  return (
    <Switch>
      <Route path={base}>
        <Dashboard event={event} />
      </Route>
      <Route path={`${base}/edit`}>
        <EditEvent key={event.id} event={event} account={account} />
      </Route>
      <Route path={`${base}/orders`}>
        <Transactions event={event} />
      </Route>
      <Route path={`${base}/orders/:orderId`}>{({ orderId }) => <Transaction event={event} orderId={orderId} />}</Route>
      <Route path={`${base}/activity`}>
        <ActivityList event={event} />
      </Route>
      <Route>
        <Nothing />
      </Route>
    </Switch>
  )
}

function Nothing() {
  const t = useText()
  return (
    <Empty title={t('common.notFoundTitle')}>
      <ButtonLink to="/organizer">{t('organizer.myEvents')}</ButtonLink>
    </Empty>
  )
}

const TABS = [
  ['', 'organizer.tabSale'],
  ['/edit', 'organizer.tabEdit'],
  ['/orders', 'organizer.tabOrders'],
  ['/activity', 'organizer.tabActivity'],
] as const

function Tabs({ base, open }: { base: string; open: string }) {
  const t = useText()
  return (
    <nav className="tabs" aria-label={t('organizer.pagesOfEvent')}>
      {TABS.map(([at, label]) => (
        <Link key={at} href={base + at} aria-current={at === open ? 'page' : undefined}>
          {t(label)}
        </Link>
      ))}
    </nav>
  )
}

function rightOf(account: Account, event: Event): Right {
  if (account.admin) return 'manage'
  const role = account.organizers.find(({ id }) => id === event.organizer.id)?.role
  if (role === undefined) return 'none'
  return role === 'door' ? 'door' : 'manage'
}

function NotForYou({ event }: { event: Event }) {
  const t = useText()
  return (
    <Empty title={t('organizer.notForYouTitle')}>
      <p>{t('organizer.notForYou', { name: event.organizer.name })}</p>
      <ButtonLink kind="main" to="/organizer">
        {t('organizer.myEvents')}
      </ButtonLink>
    </Empty>
  )
}
