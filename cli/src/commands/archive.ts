import { type Archive, exportArchive, importArchive } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { usedWrongly } from '../failure.ts'
import { PRIVATE, readNamed, userPath, writeWhole } from '../files.ts'
import { text } from '../text.ts'

/** Archives may be large; the service reads or writes all of its tables for one. */
const ARCHIVE_TIMEOUT_MS = 600_000

export function archiveCommands(program: Command): void {
  example(
    program
      .command('export <file>')
      .summary('everything as one JSON file (admin)')
      .description(
        'Write accounts, events and tickets to one JSON file. It holds personal data and password hashes:\n' +
          'only you can read it, and it should stay so. For admins.',
      )
      .option('--force', 'replace the file where it is there already')
      .action(run(exportAll)),
    'fairground export fairground.json',
  )
  example(
    program
      .command('import <file>')
      .summary('take in such a file (admin)')
      .description('Take in a file that export wrote. What is there already stays as it is. For admins.')
      .action(run(importAll)),
    'fairground import fairground.json',
  )
}

async function exportAll(context: Context, file: string, options: { force?: boolean }): Promise<Answer> {
  const path = userPath(file)
  const client = await context.client({ timeoutMs: ARCHIVE_TIMEOUT_MS })
  const archive = await answered(client(exportArchive, {}))
  await writeWhole(path, `${JSON.stringify(archive)}\n`, { mode: PRIVATE, replace: options.force === true })
  const orders = archive.events.flatMap((event) => event.orders)
  const counts = {
    accounts: archive.accounts.length,
    events: archive.events.length,
    tickets: orders.reduce((sum, order) => sum + order.tickets.length, 0),
  }
  return {
    data: { file: path, ...counts },
    lines: [
      text`Wrote ${counts.accounts} accounts, ${counts.events} events and ${counts.tickets} tickets to ${path}.`,
      'It holds personal data and password hashes: keep it safe.',
    ],
  }
}

async function importAll(context: Context, file: string): Promise<Answer> {
  const body = parseArchive(await readNamed(userPath(file)), file)
  const client = await context.client({ timeoutMs: ARCHIVE_TIMEOUT_MS })
  const counts = await answered(client(importArchive, { body }))
  const { accounts, organizers, plans, events, orders, tickets, skipped } = counts
  return {
    data: counts,
    lines: [
      `Took in ${accounts} accounts, ${organizers} organizers, ${plans} plans, ${events} events, ${orders} orders and ` +
        `${tickets} tickets.`,
      ...(skipped > 0 ? [`${skipped} were there already and stayed as they are.`] : []),
    ],
  }
}

function parseArchive(content: string, file: string): Archive {
  let parsed: unknown
  try {
    parsed = JSON.parse(content)
  } catch {
    throw usedWrongly(`${file} is not a JSON file.`)
  }
  if (isArchive(parsed)) return parsed
  throw usedWrongly(`${file} is not a file that fairground export wrote.`)
}

/** By its mark only: the service checks every field. */
function isArchive(parsed: unknown): parsed is Archive {
  return typeof parsed === 'object' && parsed !== null && 'format' in parsed && parsed.format === 'fairground-archive-1'
}
