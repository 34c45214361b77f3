import type { Command } from 'commander'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'

import { type Answer, type Context, example, run } from '../command.ts'
import { usedWrongly } from '../failure.ts'
import { makeFolder, PRIVATE, PUBLIC, userPath, writeWhole } from '../files.ts'
import { text } from '../text.ts'

/** Apple's systems refuse certificates that live longer, also those of an authority of one's own. */
const VALID_DAYS = 825
const DAY_MS = 86_400_000
/** A machine whose clock is a little behind may use it at once. */
const CLOCK_SLACK_MS = 3_600_000

const ALWAYS_NAMED = ['localhost', '127.0.0.1', '::1']

export function certCommand(program: Command): void {
  example(
    program
      .command('cert')
      .summary('a certificate for trying out https')
      .description(
        'Make a local authority and a certificate for this machine, for trying out https.\n' +
          'Whoever has ca-key.pem can pretend to be any address to those who trust ca.pem.',
      )
      .option('--dir <folder>', 'where the four files go', 'certs')
      .option('--host <names>', 'names and addresses of the service, with commas between', 'localhost,127.0.0.1')
      .option('--force', 'replace files that are there already')
      .action(run(cert)),
    'fairground cert --host tickets.local,192.168.1.20',
  )
}

async function cert(_context: Context, options: { dir: string; host: string; force?: boolean }): Promise<Answer> {
  const folder = userPath(options.dir)
  const hosts = parseHosts(options.host)
  const files = { ca: 'ca.pem', caKey: 'ca-key.pem', cert: 'cert.pem', key: 'key.pem' }
  const paths = Object.values(files).map((file) => join(folder, file))
  const present = paths.filter((path) => existsSync(path))
  if (present.length > 0 && !options.force) {
    throw usedWrongly(
      `${present.join(' and ')} would be replaced. Add --force when you mean it, or name another --dir.`,
    )
  }
  const made = await makeCertificates(hosts)
  const replace = options.force === true
  await makeFolder(folder, 0o755)
  await writeWhole(join(folder, files.caKey), made.caKey, { mode: PRIVATE, replace })
  await writeWhole(join(folder, files.key), made.key, { mode: PRIVATE, replace })
  await writeWhole(join(folder, files.ca), made.ca, { mode: PUBLIC, replace })
  await writeWhole(join(folder, files.cert), made.cert, { mode: PUBLIC, replace })
  return {
    data: { folder, hosts, files, expiresAt: made.expiresAt.toISOString() },
    lines: [
      text`Made a local authority and a certificate for ${hosts.join(', ')} in ${folder}, good for ${VALID_DAYS} days.`,
      'Next:',
      text`  TLS_CERT=${join(folder, files.cert)} TLS_KEY=${join(folder, files.key)} npm start`,
      text`  fairground --ca ${join(folder, files.ca)} --server https://localhost:8080 list`,
    ],
  }
}

function parseHosts(written: string): string[] {
  const hosts = written
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '')
  for (const host of hosts) {
    if (isIP(host) === 0 && !/^(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/.test(host)) {
      throw usedWrongly(`--host: "${host}" is neither a host's name nor an address.`)
    }
  }
  return [...new Set([...ALWAYS_NAMED, ...hosts])]
}

async function makeCertificates(hosts: string[]) {
  // Loaded here because it takes longer than most commands.
  const { generate } = await import('selfsigned')
  const notBeforeDate = new Date(Date.now() - CLOCK_SLACK_MS)
  const notAfterDate = new Date(notBeforeDate.getTime() + VALID_DAYS * DAY_MS)
  const both = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notBeforeDate, notAfterDate } as const
  // A name of its own for each authority: two of one name in one list of trust would be taken for each other.
  const authorityName = `Fairground local authority ${randomBytes(4).toString('hex')}`
  const authority = await generate([{ name: 'commonName', value: authorityName }], {
    ...both,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'Fairground' }], {
    ...both,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hosts.map(altName) },
    ],
  })
  return {
    ca: authority.cert,
    caKey: authority.private,
    cert: server.cert,
    key: server.private,
    expiresAt: notAfterDate,
  }
}

function altName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }
}
