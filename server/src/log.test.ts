import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { openLog } from './log.ts'

test('a rush that makes lines faster than one small write a turn loses none of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairground-log-'))
  const file = join(folder, 'log.jsonl')
  const output = openLog({ level: 'info', format: 'json', file })
  // 15 MB: at a small write a turn more than may wait would wait, and lines would be dropped.
  const [turns, linesATurn, reason] = [150, 250, 'x'.repeat(300)]
  for (let turn = 0; turn < turns; turn += 1) {
    for (let line = 0; line < linesATurn; line += 1)
      output.log.info({ n: turn * linesATurn + line, reason }, 'place-hold')
    await nextTurn()
  }
  await output.close()
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  const numbers = lines.map((line) => (JSON.parse(line) as { n: number }).n)
  await rm(folder, { recursive: true })
  expect(numbers).toEqual(Array.from({ length: turns * linesATurn }, (_, n) => n))
})

test('what is said after the end is not written, and harms nobody', async () => {
  const output = openLog({ level: 'info', format: 'json', file: '/dev/null' })
  await output.close()
  expect(() => output.log.warn('a connection to the database was lost')).not.toThrow()
})
