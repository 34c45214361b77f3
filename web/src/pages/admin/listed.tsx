import { type ReactNode, useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'

import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, TextField } from '../../ui/fields.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import type { usePages } from './paged.ts'

/** A question is asked when the fingers rest, not at each letter. */
const REST_MS = 250

/** What is asked for, kept in the address: loading it again or sending it to somebody asks the same. */
export function useAsked() {
  const [search, setSearch] = useSearchParams()
  function ask(name: string, value: string) {
    setSearch(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  }
  return {
    words: search.get('query') ?? '',
    isOn: (name: string) => search.get(name) === 'yes',
    ask,
  }
}

type Asked = ReturnType<typeof useAsked>

export function Search({
  asked,
  label,
  switches,
}: {
  asked: Asked
  label: string
  switches: readonly (readonly [name: string, label: string])[]
}) {
  const { words, ask } = asked
  const [typed, setTyped] = useState(words)
  useEffect(() => {
    if (typed.trim() === words) return undefined
    const timer = setTimeout(() => ask('query', typed.trim()), REST_MS)
    return () => clearTimeout(timer)
    // `ask` is made anew with each render and does the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, words])
  return (
    <form role="search" className="asking" onSubmit={(event) => event.preventDefault()}>
      <TextField
        label={label}
        type="search"
        value={typed}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {switches.map(([name, text]) => (
        <Checkbox
          key={name}
          label={text}
          checked={asked.isOn(name)}
          onChange={(event) => ask(name, event.currentTarget.checked ? 'yes' : '')}
        />
      ))}
    </form>
  )
}

interface ListedProps<Entry> {
  readonly pages: ReturnType<typeof usePages<Entry>>
  readonly empty: { readonly title: string; readonly hint: string }
  readonly children: (entries: readonly Entry[]) => ReactNode
}

/** A list in each of its states: on its way, refused, empty, and there with more to come. */
export function Listed<Entry>({ pages, empty, children }: ListedProps<Entry>) {
  const t = useText()
  const { entries, error, isPending, hasNextPage, isFetchingNextPage } = pages
  return (
    <>
      <Failure error={error} onRetry={() => pages.refetch()} />
      {isPending ? <Skeleton shape="stub" count={3} /> : null}
      {entries?.length === 0 ? (
        <Empty title={empty.title}>
          <p>{empty.hint}</p>
        </Empty>
      ) : null}
      {entries && entries.length > 0 ? children(entries) : null}
      {hasNextPage ? (
        <div className="row">
          <Button busy={isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      ) : null}
    </>
  )
}
