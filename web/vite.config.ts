import { join } from 'node:path'

import { defineConfig } from 'vite'

const preact = {
  react: 'preact/compat',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': 'preact/jsx-runtime',
}

/** Its own way to read `&amp;` in a browser is to write HTML, which our pages forbid. */
const entities = join(import.meta.dirname, 'src/pages/events/entities.ts')

/** A library's "use client" is for frameworks that render components apart; it says nothing to us. */
function withoutDirectives(warning: { code?: string }, warn: (warning: never) => void): void {
  if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning as never)
}

const EVERYWHERE =
  /node_modules\/(preact|@tanstack|wouter|regexparam|use-sync|i18next|typebox)|contract\/src|web\/src\/(api|i18n\/\w+\.ts|ui\/(?!plot))/

/** React's API with Preact's weight: see docs/adr/0010. One configuration for the browser's build and the service's. */
export default defineConfig(({ isSsrBuild }) => ({
  root: import.meta.dirname,
  publicDir: isSsrBuild ? false : 'public',
  resolve: {
    alias: Object.entries({ ...preact, 'markdown-to-jsx/entities': entities }).map(([name, replacement]) => ({
      find: new RegExp(`^${name}$`),
      replacement,
    })),
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2023',
    // Browsers since 2024 know light-dark(); written for older ones it would not follow `color-scheme` any more.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    outDir: isSsrBuild ? 'dist/server' : 'dist/client',
    // The names of the files, for the document that the service renders.
    manifest: !isSsrBuild,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: isSsrBuild
      ? { input: 'src/entry-server.tsx', onwarn: withoutDirectives }
      : {
          onwarn: withoutDirectives,
          input: { client: 'src/entry-client.tsx', worker: 'src/offline/worker.ts' },
          output: {
            // A service worker has to keep its address; everything else is named by its content.
            entryFileNames: (chunk) => (chunk.name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
            // What every page needs is one file: each more would be a round trip more on a telephone.
            codeSplitting: { groups: [{ name: 'app', test: EVERYWHERE }] },
          },
        },
  },
  ssr: { noExternal: true },
}))
