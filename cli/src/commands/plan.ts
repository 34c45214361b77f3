import { createPlan, listPlans, type Plan, type PlanSummary, readMe, readPlan } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { usedWrongly } from '../failure.ts'
import { PUBLIC, readNamed, userPath, writeWhole } from '../files.ts'
import { showCount } from '../numbers.ts'
import { findPlan } from '../seats/plans.ts'
import { table } from '../table.ts'
import { text } from '../text.ts'

/** An arena of 60,000 seats is 7 MB, which a slow line takes a while for. */
const PLAN_TIMEOUT_MS = 120_000

export function planCommands(program: Command): void {
  const plan = program
    .command('plan')
    .summary('seating plans: list, take in, write out')
    .description('Seating plans of venues, in our form or in that of pretix. Events take copies of them.')
  example(
    plan
      .command('list')
      .summary('your plans, and those that come along')
      .description('Your plans, and those that come along for everybody.')
      .action(run(list)),
    'fairground plan list',
  )
  example(
    plan
      .command('export <plan> <file>')
      .summary('write a plan to a file')
      .description('Write a plan to a JSON file. PLAN: id or name.')
      .option('--format <format>', 'fairground, or pretix without what only we can say', 'fairground')
      .option('--force', 'replace the file where it is there already')
      .action(run(exportPlan)),
    'fairground plan export Theatre theatre.json --format pretix',
  )
  example(
    plan
      .command('import <file>')
      .summary('keep a plan from a file')
      .description('Keep a plan from a JSON file that plan export or pretix wrote.')
      .action(run(importPlan)),
    'fairground plan import theatre.json',
  )
}

async function list(context: Context): Promise<Answer> {
  const client = await context.client()
  const [found, me] = await Promise.all([answered(client(listPlans, {})), client(readMe, {})])
  // Whose a plan is may stay unsaid; that there are plans may not.
  const organizers = new Map(me.ok ? me.data.organizers.map(({ id, name }) => [id, name]) : [])
  const rows = found.items.map((plan) => [
    plan.id,
    plan.name,
    showCount(plan.seats),
    plan.organizerId === null ? 'comes along' : (organizers.get(plan.organizerId) ?? ''),
    plan.categories.map(({ name }) => name).join(', '),
  ])
  const columns = [
    { name: 'id' },
    { name: 'plan', least: 12 },
    { name: 'seats', align: 'right' as const },
    { name: 'of', least: 11 },
    { name: 'categories', optional: true as const },
  ]
  return { data: found, lines: rows.length === 0 ? ['No plans yet.'] : table(columns, rows) }
}

async function exportPlan(
  context: Context,
  named: string,
  file: string,
  options: { format: string; force?: boolean },
): Promise<Answer> {
  const { format } = options
  if (format !== 'fairground' && format !== 'pretix') {
    throw usedWrongly(`--format is "${format}": write fairground or pretix.`)
  }
  const path = userPath(file)
  const client = await context.client({ timeoutMs: PLAN_TIMEOUT_MS })
  const { id, name, seats } = await findPlan(client, named)
  const plan = await answered(client(readPlan, { params: { planId: id }, query: { format } }))
  await writeWhole(path, `${JSON.stringify(plan, null, 2)}\n`, { mode: PUBLIC, replace: options.force === true })
  return {
    data: { file: path, id, name, seats, format },
    lines: [text`Wrote the plan ${name} of ${showCount(seats)} seats to ${path}.`],
  }
}

async function importPlan(context: Context, file: string): Promise<Answer> {
  const plan = parsePlan(await readNamed(userPath(file)), file)
  const client = await context.client({ timeoutMs: PLAN_TIMEOUT_MS })
  const kept = await answered(client(createPlan, { body: { plan } }))
  return { data: kept, lines: linesOf(kept) }
}

function linesOf({ id, name, seats, categories }: PlanSummary): string[] {
  const parts = categories.map((category) => `${category.name} ${showCount(category.seats)}`).join(', ')
  return [
    text`Kept the plan ${name}: ${showCount(seats)} seats${parts === '' ? '' : ` (${parts})`}.`,
    text`id  ${id}`,
    text`Sell it with: fairground create TITLE DATE --plan ${id}`,
  ]
}

function parsePlan(content: string, file: string): Plan {
  let parsed: unknown
  try {
    parsed = JSON.parse(content)
  } catch {
    throw usedWrongly(`${file} is not a JSON file.`)
  }
  if (isPlan(parsed)) return parsed
  throw usedWrongly(`${file} is no seating plan: it has no zones.`)
}

/** By its marks only: the service checks every field, and says which is wrong. */
function isPlan(parsed: unknown): parsed is Plan {
  return typeof parsed === 'object' && parsed !== null && 'zones' in parsed && 'categories' in parsed
}
