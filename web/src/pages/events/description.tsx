import { lazy, Suspense } from 'react'

import { Skeleton } from '../../ui/states.tsx'

/**
 * The service has it at hand and writes the whole text. A browser keeps that text as it is, and fetches what reads
 * Markdown (as much as all the rest of the page) once everything else works.
 */
const Markdown = import.meta.env.SSR ? (await import('./markdown.tsx')).default : lazy(fetchMarkdown)

/** Without a signal the words are shown as they were written: better than none. */
async function fetchMarkdown() {
  try {
    return await import('./markdown.tsx')
  } catch {
    return { default: ({ text }: { text: string }) => <p>{text}</p> }
  }
}

export function Description({ text }: { text: string }) {
  return (
    // In the direction of its own words, whatever the language of the page.
    <div className="prose" dir="auto">
      <Suspense fallback={<Skeleton count={3} />}>
        <Markdown text={text} />
      </Suspense>
    </div>
  )
}
