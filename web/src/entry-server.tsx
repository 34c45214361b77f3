import type { Language, PageData } from '@fairground/contract'
import { renderToString } from 'preact-render-to-string'

import { openQueryClient } from './api/queries.ts'
import { App } from './app.tsx'
import { type Assets, documentOf } from './document.ts'
import { loadBuyer } from './i18n/catalogs.ts'
import { languages } from './i18n/languages.ts'
import { openTexts, type Texts } from './i18n/text.ts'
import { metadataOf } from './metadata.ts'
import { rememberPageData } from './page-data.ts'

/**
 * Opens what renders pages in the service. `manifest` is Vite's, of the browser's build. The result renders the whole
 * document of a path and its query (`/events/a?b=c`) in about 2 ms. Between two calls it keeps the catalogues and a
 * bounded number of formatters, nothing of what it rendered.
 */
export async function openRenderer(manifest: Assets) {
  const texts = new Map<Language, Texts>()
  // Our own table of all languages.
  for (const language of Object.keys(languages) as Language[]) {
    texts.set(language, openTexts(language, await loadBuyer(language)))
  }
  return (address: string, data: PageData, language: Language): string => {
    const spoken = texts.get(language)
    if (!spoken) throw new Error(`there is no catalogue of ${language}`)
    const [path = '/', search = ''] = address.split('?', 2)
    const queries = openQueryClient()
    rememberPageData(queries, data)
    const body = renderToString(<App texts={spoken} queries={queries} address={{ path, search }} />)
    // It would keep a timer for each answer.
    queries.clear()
    return documentOf({ body, data, language, metadata: metadataOf(path, data, spoken), manifest })
  }
}
