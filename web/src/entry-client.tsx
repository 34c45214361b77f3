import type { PageData } from '@fairground/contract'
import { hydrate, render } from 'preact'

import { openQueryClient } from './api/queries.ts'
import { App, isPublic } from './app.tsx'
import { loadBuyer } from './i18n/catalogs.ts'
import { isLanguage } from './i18n/languages.ts'
import { openTexts } from './i18n/text.ts'
import { startOffline } from './offline/start.ts'
import { rememberPageData } from './page-data.ts'

const language = isLanguage(document.documentElement.lang) ? document.documentElement.lang : 'en'
const root = document.getElementById('app')
const texts = openTexts(language, await loadBuyer(language))
const queries = openQueryClient()
const dataText = document.getElementById('page-data')?.textContent
// Written by our own entry-server, which is built from the same sources.
if (dataText) rememberPageData(queries, JSON.parse(dataText) as PageData)

const app = <App texts={texts} queries={queries} />
if (root && isPublic(location.pathname)) hydrate(app, root)
else if (root) {
  root.replaceChildren()
  render(app, root)
}
// From here on a press is answered; `npm run speed` reads it.
performance.mark('interactive')
startOffline()
