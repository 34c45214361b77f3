// Before all others: what a page has of its own builds on these.
import './ui/base.css'
import './ui/ui.css'

import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'
import { Route, Router, Switch } from 'wouter'

import { loadAdmin, loadOrganizer, loadPlans } from './i18n/catalogs.ts'
import { type Texts, TextsContext, useText, useTexts } from './i18n/text.ts'
import { EventPage } from './pages/events/event-page.tsx'
import { EventsPage } from './pages/events/events-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { Shell } from './shell.tsx'
import { Announcer } from './ui/announcer.tsx'
import { Failure } from './ui/notice.tsx'
import { Page } from './ui/page.tsx'
import { Skeleton } from './ui/states.tsx'

interface AppProps {
  readonly texts: Texts
  readonly queries: QueryClient
  /** Where the service renders the page: its path, and its query without the question mark. */
  readonly address?: { readonly path: string; readonly search: string }
}

export function App({ texts, queries, address }: AppProps) {
  return (
    <TextsContext.Provider value={texts}>
      <QueryClientProvider client={queries}>
        <Router ssrPath={address?.path} ssrSearch={address?.search}>
          <Announcer>
            <Shell>{address && !isPublic(address.path) ? <Loading /> : <Pages />}</Shell>
          </Announcer>
        </Router>
      </QueryClientProvider>
    </TextsContext.Provider>
  )
}

/** Whether a page is the same for everybody, and so rendered by the service; others are only announced by it. */
export function isPublic(path: string): boolean {
  return path === '/' || /^\/events\/[^/]+\/?$/.test(path)
}

/** A part of the pages that is fetched when it is first needed, with the words that only it needs. */
function later(
  load: () => Promise<{ default: ComponentType }>,
  words: (language: Texts['language']) => Promise<Record<string, Record<string, string>>> = () => Promise.resolve({}),
): ComponentType {
  const byLanguage = new Map<string, ComponentType>()
  return function Later() {
    const texts = useTexts()
    const Part =
      byLanguage.get(texts.language) ??
      lazy(async () => {
        try {
          const [part, chapters] = await Promise.all([load(), words(texts.language)])
          texts.add(chapters)
          return part
        } catch (error) {
          // No signal, or another build by now: a new document has what belongs together.
          return { default: () => <NotFetched error={error} /> }
        }
      })
    byLanguage.set(texts.language, Part)
    return (
      <Suspense fallback={<Loading />}>
        <Part />
      </Suspense>
    )
  }
}

function NotFetched({ error }: { error: unknown }) {
  const t = useText()
  return (
    <Page title={t('common.brokenTitle')}>
      <Failure error={error} onRetry={() => location.reload()} />
    </Page>
  )
}

const CheckoutPage = later(() => import('./pages/buying/checkout-page.tsx'))
const OrdersPage = later(() => import('./pages/buying/orders-page.tsx'))
const OrderPage = later(() => import('./pages/buying/order-page.tsx'))
const AccountPages = later(() => import('./pages/account/pages.tsx'))
const PlanPages = later(() => import('./pages/organizer/plans/pages.tsx'), loadPlans)
const OrganizerPages = later(() => import('./pages/organizer/pages.tsx'), loadOrganizer)
const AdminPages = later(() => import('./pages/admin/pages.tsx'), loadAdmin)

function Pages() {
  return (
    <Switch>
      <Route path="/" component={EventsPage} />
      <Route path="/events/:event" component={EventPage} />
      <Route path="/events/:event/checkout" component={CheckoutPage} />
      <Route path="/orders" component={OrdersPage} />
      <Route path="/orders/:order" component={OrderPage} />
      <Route path={/^\/(?:sign-in|sign-up|account)(?:\/|$)/} component={AccountPages} />
      <Route path={/^\/organizer\/plans(?:\/|$)/} component={PlanPages} />
      <Route path={/^\/organizer(?:\/|$)/} component={OrganizerPages} />
      <Route path={/^\/admin(?:\/|$)/} component={AdminPages} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}

function Loading() {
  const t = useText()
  return (
    <Page title={t('common.loading')} ownHeading>
      <Skeleton shape="title" />
      <Skeleton shape="block" />
    </Page>
  )
}
