import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import { problems, problemsOf, routes } from '@fairground/contract'
import { describe, expect, it } from 'vitest'

const root = import.meta.dirname

/** Which of our parts may import which, besides themselves. What is not here may import nothing of ours. */
const mayImport: Record<string, readonly string[]> = {
  contract: [],
  seating: ['contract'],
  server: ['contract', 'seating'],
  web: ['contract', 'seating'],
  load: [],
  cli: ['contract', 'seating', 'load'],
  bench: ['contract', 'seating', 'server', 'load'],
}

/** Features in the order in which they may import each other: leftward only, through their index.ts. */
const features = [
  'activity',
  'accounts',
  'plans',
  'events',
  'inventory',
  'waiting-room',
  'payments',
  'tickets',
  'orders',
  'operations',
  'pages',
]

const sources = globSync('{contract,seating,server,web,load,cli,bench}/src/**/*.{ts,tsx}', { cwd: root })
/** Test files, and the folders of what they share, are held to less. */
const products = sources.filter(
  (file) => !/\.test\.tsx?$|^(server\/src\/(testing|races|lifecycle)|web\/src\/journeys)\//.test(file),
)

/** What a file imports of ours, as paths from the root; a package of the workspace by its folder. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const names = [...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)]
  return names
    .map((match) => match[1] ?? match[2] ?? '')
    .flatMap((name) => {
      if (name.startsWith('.')) return [relative(root, join(root, dirname(file), name))]
      return name.startsWith('@fairground/') ? [name.replace('@fairground/', '')] : []
    })
}

function partOf(path: string): string {
  return path.split('/')[0] ?? ''
}

function featureOf(path: string): string | undefined {
  return /^server\/src\/features\/([^/]+)\//.exec(path)?.[1]
}

describe('the house', () => {
  it('has files to hold to its rules', () => {
    expect(products.length).toBeGreaterThan(50)
    expect(products.flatMap(importsOf).length).toBeGreaterThan(100)
  })

  it('has parts that import only what they may', () => {
    const wrong = products.flatMap((file) =>
      importsOf(file)
        .map(partOf)
        .filter((part) => part !== partOf(file) && !mayImport[partOf(file)]?.includes(part))
        .map((part) => `${file} imports ${part}`),
    )
    expect(wrong).toEqual([])
  })

  it('has features that import leftward only, through index.ts', () => {
    const wrong = products.flatMap((file) => {
      const own = featureOf(file)
      if (own === undefined) return []
      return importsOf(file).flatMap((path) => {
        const other = featureOf(path)
        if (other === undefined || other === own) return []
        const isLeft = features.indexOf(other) !== -1 && features.indexOf(other) < features.indexOf(own)
        return isLeft && path.endsWith('/index.ts') ? [] : [`${file} imports ${path}`]
      })
    })
    expect(wrong).toEqual([])
  })

  it('has every feature in the table', () => {
    const found = new Set(products.map(featureOf).filter((feature) => feature !== undefined))
    expect([...found].filter((feature) => !features.includes(feature))).toEqual([])
  })

  it('has a db and an http that know no feature', () => {
    const wrong = products
      .filter((file) => /^server\/src\/(db|http|jobs)\//.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((path) => featureOf(path) !== undefined)
          .map((path) => `${file} imports ${path}`),
      )
    expect(wrong).toEqual([])
  })

  it('lets only the queries of the owning feature write a table', () => {
    const owners: Record<string, string> = {
      accounts: 'accounts',
      sessions: 'accounts',
      sign_in_failures: 'accounts',
      organizers: 'accounts',
      members: 'accounts',
      admin_invitations: 'accounts',
      events: 'events',
      areas: 'events',
      plans: 'plans',
      plan_contents: 'plans',
      seat_claims: 'inventory',
      picture_files: 'events',
      ticket_types: 'events',
      sales: 'inventory',
      counters: 'inventory',
      holds: 'inventory',
      account_places: 'inventory',
      answers: 'inventory',
      inventory_changes: 'inventory',
      ticket_keys: 'tickets',
      tickets: 'tickets',
      orders: 'orders',
      activity: 'activity',
      refusals: 'activity',
      log_watch: 'activity',
      log_lines: 'activity',
      node_health: 'operations',
      last_errors: 'operations',
    }
    const writes = /(?:INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)|(?:insertInto|updateTable|deleteFrom)\('([a-z_]+)'/g
    const found = products
      .filter((file) => file.startsWith('server/src/'))
      .flatMap((file) =>
        [...readFileSync(join(root, file), 'utf8').matchAll(writes)]
          .map((match) => match[1] ?? match[2] ?? '')
          .filter((table) => table in owners)
          .map((table) => ({ file, table })),
      )
    expect(found.length).toBeGreaterThan(20)
    const wrong = found.filter(
      ({ file, table }) => featureOf(file) !== owners[table] || !/\/queries(\.ts|\/)/.test(file),
    )
    expect(wrong).toEqual([])
  })
})

describe('the contract', () => {
  it('has no problem that no route can answer, and none that is not in the registry', () => {
    const declared = new Set(routes.flatMap(problemsOf))
    /** Kept for what comes next: seats and the waiting room. */
    const reserved = ['seat-taken', 'not-admitted']
    expect(Object.keys(problems).filter((code) => !declared.has(code as never) && !reserved.includes(code))).toEqual([])
    expect([...declared].filter((code) => !(code in problems))).toEqual([])
  })

  it('has no problem in the code that is not in the registry', () => {
    const wrong = products
      .filter((file) => file.startsWith('server/src/'))
      .flatMap((file) =>
        [...readFileSync(join(root, file), 'utf8').matchAll(/\bproblem\('([a-z-]+)'|\bcode: '([a-z-]+)'/g)]
          .map((match) => match[1] ?? match[2] ?? '')
          .filter((code) => !(code in problems))
          .map((code) => `${file}: ${code}`),
      )
    expect(wrong).toEqual([])
  })

  it('names each operation once', () => {
    const names = routes.map((route) => route.name)
    expect(new Set(names).size).toBe(names.length)
    expect(routes.length).toBeGreaterThan(30)
  })
})
