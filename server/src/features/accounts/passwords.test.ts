import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'

import { hashPassword, isRightPassword, isWeak } from './passwords.ts'

test('a password is stored with a nonce and the cost that it took, and fits only itself', async () => {
  const stored = await hashPassword('correct horse')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(stored).not.toBe(await hashPassword('correct horse'))
  expect(await isRightPassword('correct horse', stored)).toBe(true)
  expect(await isRightPassword('correct horsf', stored)).toBe(false)
  expect(isWeak(stored)).toBe(false)
})

test('a hash of another cost is read with its own cost, and is weak when that is less than today', async () => {
  const cheap = phc('battery', { memory: 8_192, passes: 1 })
  expect(await isRightPassword('battery', cheap)).toBe(true)
  expect(isWeak(cheap)).toBe(true)
  const dear = phc('battery', { memory: 65_536, passes: 2 })
  expect(await isRightPassword('battery', dear)).toBe(true)
  expect(isWeak(dear)).toBe(false)
})

test('nothing fits where no password is stored, or one that would cost gigabytes to look at', async () => {
  expect(await isRightPassword('', null)).toBe(false)
  expect(await isRightPassword('battery', undefined)).toBe(false)
  const greedy = phc('battery', { memory: 8_192, passes: 1 }).replace('m=8192', 'm=8388608')
  expect(await isRightPassword('battery', greedy)).toBe(false)
})

test('a letter with an accent is the same, typed as one character or as two', async () => {
  const stored = await hashPassword('caf\u00e9 au lait')
  expect(await isRightPassword('cafe\u0301 au lait', stored)).toBe(true)
})

function phc(password: string, { memory, passes }: { memory: number; passes: number }): string {
  const nonce = Buffer.alloc(16, 7)
  const tag = argon2Sync('argon2id', { message: password, nonce, memory, passes, parallelism: 1, tagLength: 32 })
  const [salt, sum] = [nonce, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
  return `$argon2id$v=19$m=${memory},t=${passes},p=1$${salt}$${sum}`
}
