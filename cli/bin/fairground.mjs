#!/usr/bin/env node
// Runs the terminal under the project's own Node; only what Node 20 understands. The folder the user stands in stays.
process.argv.splice(2, 0, 'cli/src/main.ts')
await import('../../scripts/run.mjs')
