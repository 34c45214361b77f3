import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { toPretix } from '../pretix.ts'
import { lectureHall } from './lecture-hall.ts'

const run = promisify(execFile)
const script = join(import.meta.dirname, 'write.ts')

test('the script writes each hall in our form and in that of pretix', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairground-halls-'))
  try {
    await run(process.execPath, [script, folder])
    const names = ['arena', 'lecture-hall', 'theatre'].flatMap((name) => [`${name}.json`, `${name}.pretix.json`])
    expect((await readdir(folder)).toSorted()).toEqual(names)
    expect(JSON.parse(await readFile(join(folder, 'lecture-hall.json'), 'utf8'))).toEqual(lectureHall())
    const theirs: unknown = JSON.parse(await readFile(join(folder, 'lecture-hall.pretix.json'), 'utf8'))
    expect(theirs).toEqual(toPretix(lectureHall()))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('without a folder it says what it wants', async () => {
  await expect(run(process.execPath, [script])).rejects.toMatchObject({ code: 2, stderr: /node seating\S+ FOLDER/ })
})
