import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { toPretix } from '../pretix.ts'
import { halls } from './index.ts'

/** `node seating/src/halls/write.ts FOLDER` writes the plans that come along, in our form and in pretix's. */
const folder = process.argv[2]
if (folder === undefined) {
  process.stderr.write('Say in which folder: node seating/src/halls/write.ts FOLDER\n')
  process.exit(2)
}
await mkdir(folder, { recursive: true })
for (const { plan: make } of halls) {
  const plan = make()
  const name = plan.name.toLowerCase().replaceAll(' ', '-')
  for (const [file, content] of [
    [`${name}.json`, plan],
    [`${name}.pretix.json`, toPretix(plan)],
  ] as const) {
    await writeFile(join(folder, file), JSON.stringify(content))
    process.stdout.write(`${join(folder, file)}\n`)
  }
}
