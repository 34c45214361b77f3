import type { Route } from '@fairground/contract'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

interface ListPage<Entry> {
  readonly items: readonly Entry[]
  readonly nextCursor: string | null
}

/** A list that is read page after page, and again as a whole every `everyMs` while it is looked at. */
export function usePages<Entry>(
  route: Route,
  query: Readonly<Record<string, string | undefined>>,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Entry>>,
  everyMs?: number,
) {
  const pages = useInfiniteQuery({
    queryKey: [route.name, 'pages', query],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    // The first page has no cursor; the type has to be said, since `undefined` says nothing.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs ?? false,
  })
  return { ...pages, entries: pages.data?.pages.flatMap((page) => page.items) }
}
