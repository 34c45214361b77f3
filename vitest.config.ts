import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['*.test.ts', '{contract,seating,server,web,load,cli,bench}/src/**/*.test.ts'],
    globalSetup: 'server/src/testing/postgres.ts',
    // A file starts services of its own; two cores carry two at a time.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
