import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { forgetToken, savedToken, saveToken, settingsFolder } from './session.ts'

const HERE = 'http://127.0.0.1:8080'
const THERE = 'https://tickets.example'

let base: string
let folder: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'fairground-session-'))
  folder = join(base, 'fairground')
})
afterEach(() => rm(base, { recursive: true }))

test('each service has a token of its own', async () => {
  expect(await savedToken(HERE, folder)).toBeUndefined()
  await saveToken(HERE, { token: 'one', email: 'a@example.org' }, folder)
  await saveToken(THERE, { token: 'two', email: 'a@example.org' }, folder)
  await saveToken(HERE, { token: 'three', email: 'b@example.org' }, folder)
  expect(await savedToken(HERE, folder)).toBe('three')
  await forgetToken(HERE, folder)
  expect(await savedToken(HERE, folder)).toBeUndefined()
  expect(await savedToken(THERE, folder)).toBe('two')
})

test.skipIf(process.platform === 'win32')('only their owner can read the tokens', async () => {
  await saveToken(HERE, { token: 'one', email: 'a@example.org' }, folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600)
})

test('a write leaves the whole file and nothing beside it', async () => {
  await saveToken(HERE, { token: 'one', email: 'a@example.org' }, folder)
  await saveToken(HERE, { token: 'two', email: 'a@example.org' }, folder)
  expect(await readdir(folder)).toEqual(['credentials.json'])
})

test.each(['{', '[]', 'null', '{"servers":{"x":{"token":1}}}'])(
  'a file that holds %s is refused and kept',
  async (content) => {
    await saveToken(HERE, { token: 'one', email: 'a@example.org' }, folder)
    const path = join(folder, 'credentials.json')
    await writeFile(path, content)
    await expect(savedToken(HERE, folder)).rejects.toThrow(/Delete it and sign in again/)
    expect(await readFile(path, 'utf8')).toBe(content)
  },
)

test("settings are where the system's customs have them", () => {
  expect(settingsFolder({ XDG_CONFIG_HOME: '/x' }, 'linux')).toBe(join('/x', 'fairground'))
  expect(settingsFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'fairground'))
  expect(settingsFolder({}, 'linux')).toMatch(/\.config.fairground$/)
})
