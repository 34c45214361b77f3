import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Who used how much of a core; 1 is one core. Of PostgreSQL the backends that serve the service. */
export interface CpuShares {
  readonly service: number
  readonly postgres: number
  readonly generator: number
}

/** Without it (anywhere but on Linux) nobody is asked what they used. */
export const hasProc = existsSync('/proc/self/stat')

/** Of Linux on every machine where Node runs (USER_HZ). */
const TICKS_PER_SECOND = 100

/** CPU time of these processes together, in milliseconds; one that is gone counts as 0. To 10 ms. */
export async function readCpuMs(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.map(cpuMsOf))
  return times.reduce((sum, ms) => sum + ms, 0)
}

async function cpuMsOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // After the name, which may have spaces: state is the first field, user and system time are the 12th and 13th.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / TICKS_PER_SECOND
}

/** Memory that a process has in use now; undefined where there is no /proc. */
export async function readRssMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024)
}

const WRITES = 200
/** A block of PostgreSQL's log. */
const BLOCK_BYTES = 8_192

/** How long the disk of this folder takes to keep a block for good, as every COMMIT waits for it. */
export async function measureFsync(folder: string): Promise<{ fsyncMsP50: number; fsyncMsP99: number }> {
  const path = join(folder, `fsync-${randomBytes(4).toString('hex')}`)
  const file = await open(path, 'w')
  try {
    const block = randomBytes(BLOCK_BYTES)
    // PostgreSQL's log files are there before they are written: so is this one.
    await file.write(Buffer.alloc(BLOCK_BYTES * WRITES))
    await file.sync()
    const times: number[] = []
    for (let index = 0; index < WRITES; index += 1) {
      const startedAt = performance.now()
      await file.write(block, 0, BLOCK_BYTES, index * BLOCK_BYTES)
      await file.datasync()
      times.push(performance.now() - startedAt)
    }
    times.sort((one, other) => one - other)
    const at = (part: number) => Math.round((times[Math.floor(WRITES * part)] ?? 0) * 100) / 100
    return { fsyncMsP50: at(0.5), fsyncMsP99: at(0.99) }
  } finally {
    await file.close()
    await rm(path)
  }
}
