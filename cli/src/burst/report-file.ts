import { REPORT_MARK } from '@fairground/load'
import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'

import { Failure, usedWrongly } from '../failure.ts'
import { PUBLIC, readIfThere, userPath, writeWhole } from '../files.ts'
import { text } from '../text.ts'
import type { BurstOutcome } from './index.ts'
import { burstReport } from './report.ts'

interface ReportFile {
  readonly path: string
  /** Resolves to the line that says where it is, or why it is not: a full disk must not cost the result of a run. */
  write(outcome: BurstOutcome): Promise<string>
}

/** Where the report of a run is to be: refuses before the run, not after it. Only a report of ours is replaced. */
export async function claimReportFile(named: string): Promise<ReportFile> {
  const path = userPath(named)
  const before = await readIfThere(path)
  if (before !== undefined && !before.includes(REPORT_MARK)) {
    throw usedWrongly(`--report is ${path}, which is there already and no report of a burst. Name another file.`)
  }
  await access(dirname(path), constants.W_OK).catch(() => {
    throw usedWrongly(`--report is ${path}, but nothing can be written there. Name another place.`)
  })
  return {
    path,
    async write(outcome) {
      try {
        await writeWhole(path, burstReport(outcome), { mode: PUBLIC, replace: true })
      } catch (error) {
        if (error instanceof Failure) return error.problem.detail
        throw error
      }
      return text`Report: ${path}${before === undefined ? '' : ' (replaces the one before)'}`
    },
  }
}
