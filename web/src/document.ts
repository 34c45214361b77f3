import type { Language, PageData } from '@fairground/contract'

import { languages } from './i18n/languages.ts'
import type { Metadata } from './metadata.ts'

interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly assets?: readonly string[]
  readonly imports?: readonly string[]
}

/** Vite's manifest: source file to built file. */
export type Assets = Readonly<Record<string, Chunk>>

interface DocumentParts {
  readonly body: string
  readonly data: PageData
  readonly language: Language
  readonly metadata: Metadata
  readonly manifest: Assets
}

const ENTRY = 'src/entry-client.tsx'

/** The whole document. Nothing in it is a script of its own: the policy that the service sends allows none. */
export function documentOf({ body, data, language, metadata, manifest }: DocumentParts): string {
  const { direction } = languages[language]
  const entry = manifest[ENTRY]
  const catalog = manifest[`src/i18n/${language}/buyer.ts`]
  const chunks = chunksOf(manifest, ENTRY)
  const scripts = [...new Set([...chunks.map((chunk) => chunk.file), ...(catalog ? [catalog.file] : [])])]
  const styles = [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))]
  const isPublic = data.event !== undefined || data.events !== undefined
  const { title, description, canonical, image, schema } = metadata
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(title)}</title>`,
    `<meta name="description" content="${escape(description)}">`,
    // A page of one's own is nobody else's to find.
    ...(isPublic ? [`<link rel="canonical" href="${escape(canonical)}">`] : ['<meta name="robots" content="noindex">']),
    ...(isPublic ? Object.keys(languages) : []).map(
      (code) => `<link rel="alternate" hreflang="${code}" href="${escape(`${canonical}?lang=${code}`)}">`,
    ),
    `<meta property="og:site_name" content="Fairground">`,
    `<meta property="og:type" content="${data.event ? 'event' : 'website'}">`,
    `<meta property="og:title" content="${escape(title)}">`,
    `<meta property="og:description" content="${escape(description)}">`,
    `<meta property="og:url" content="${escape(canonical)}">`,
    `<meta property="og:locale" content="${languages[language].locale.replace('-', '_')}">`,
    ...(image
      ? [
          `<meta property="og:image" content="${escape(image)}">`,
          '<meta name="twitter:card" content="summary_large_image">',
        ]
      : []),
    '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fcf9f4">',
    '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#12141e">',
    '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
    '<link rel="manifest" href="/site.webmanifest">',
    ...fontsOf(entry, language).map(
      (file) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${file}">`,
    ),
    ...styles.map((file) => `<link rel="stylesheet" href="/${file}">`),
    ...scripts.map((file) => `<link rel="modulepreload" href="/${file}">`),
    ...(schema ? [`<script type="application/ld+json">${json(schema)}</script>`] : []),
  ]
  return `<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
${head.join('\n')}
</head>
<body>
<div id="app">${body}</div>
<script type="application/json" id="page-data">${json(data)}</script>
<script type="module" src="/${entry?.file}"></script>
</body>
</html>
`
}

/** The fonts of the first view: without a preload they are found only after the style sheet. */
function fontsOf(entry: Chunk | undefined, language: Language): readonly string[] {
  const latin = language === 'tr' ? '(inter|bricolage-grotesque)-latin(-ext)?' : '(inter|bricolage-grotesque)-latin'
  const wanted = new RegExp(`${language === 'fa' ? 'vazirmatn-arabic' : latin}-wght`)
  return (entry?.assets ?? []).filter((file) => wanted.test(file))
}

/** A chunk and all that it needs at once. The entry's own styles come first: those of a page build on them. */
function chunksOf(manifest: Assets, name: string): Chunk[] {
  const chunk = manifest[name]
  if (!chunk) return []
  return [chunk, ...(chunk.imports ?? []).flatMap((needed) => chunksOf(manifest, needed))]
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** In a script element only `</script` and `<!--` could end the text early: neither can be written without this sign. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`)
}
