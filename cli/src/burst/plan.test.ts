import { describe, expect, test } from 'vitest'

import { isLoopback } from './loopback.ts'
import { planBurst } from './plan.ts'

describe('a plan', () => {
  test('has defaults for everything: a hundred buyers within two seconds, an account each', () => {
    expect(planBurst({}, 7)).toEqual({
      buyers: 100,
      crowd: { kind: 'open', ratePerSecond: 50 },
      durationMs: 60_000,
      quantity: [1, 1],
      thinkMs: 1_000,
      letGo: 0.1,
      accounts: 100,
      processes: 1,
      seed: 7,
    })
    expect(planBurst({ buyers: '50000' }, 7)).toMatchObject({
      accounts: 2_000,
      crowd: { kind: 'open', ratePerSecond: 2_000 },
    })
  })

  test('says what the options say', () => {
    const options = {
      ...{ buyers: '10000', rate: '5000/s', quantity: '1-4', duration: '30s', think: '2s', letGo: '0' },
      ...{ accounts: '2000', processes: '2', seed: '42' },
    }
    expect(planBurst(options, 7)).toEqual({
      ...{ buyers: 10_000, crowd: { kind: 'open', ratePerSecond: 5_000 }, durationMs: 30_000, quantity: [1, 4] },
      ...{ thinkMs: 2_000, letGo: 0, accounts: 2_000, processes: 2, seed: 42 },
    })
    expect(planBurst({ seats: 'random' }, 7).seats).toBe('random')
    expect(planBurst({ closed: '256' }, 7).crowd).toEqual({ kind: 'closed', atOnce: 256 })
  })

  test('has no more processes than buyers at a time', () => {
    expect(planBurst({ closed: '2', processes: '8' }, 7).processes).toBe(2)
  })

  test.each([
    ['100/s', 100],
    ['600/min', 10],
    ['0.5/s', 0.5],
    ['2500', 2_500],
  ])('takes the rate %s', (rate, ratePerSecond) => {
    expect(planBurst({ rate }, 7).crowd).toEqual({ kind: 'open', ratePerSecond })
  })

  test('has as many buyers as the rate brings in the time, where they were not counted', () => {
    expect(planBurst({ rate: '200/s', duration: '500ms' }, 7).buyers).toBe(100)
    expect(planBurst({ rate: '200/s' }, 7).buyers).toBe(100)
  })

  test.each([
    [{ rate: 'fast' }, /--rate is "fast"/],
    [{ rate: '0/s' }, /--rate is "0\/s"/],
    [{ rate: '5/s', closed: '3' }, /exclude each other/],
    [{ quantity: '4-1' }, /--quantity is "4-1"/],
    [{ quantity: '0' }, /--quantity is "0"/],
    [{ duration: '30' }, /--duration is "30"/],
    [{ duration: '0s' }, /longer than nothing/],
    [{ think: '2h' }, /--think is "2h"/],
    [{ letGo: '2' }, /--let-go is "2"/],
    [{ buyers: '0' }, /--buyers is "0"/],
    [{ buyers: '2000000' }, /at most 1000000/],
    [{ processes: '1000' }, /at most 64/],
    [{ seats: 'front' }, /--seats is "front": write one of random, best, same, one/],
  ])('refuses %j', (options, sentence) => {
    expect(() => planBurst(options, 7)).toThrow(sentence)
  })
})

describe('this machine', () => {
  test.each(['http://127.0.0.1:8080', 'http://127.8.9.1', 'https://localhost:1', 'http://[::1]:8080', 'http://127.1'])(
    'is %s',
    (server) => expect(isLoopback(server)).toBe(true),
  )

  test.each([
    'https://tickets.example',
    'http://192.168.0.4:8080',
    'http://0.0.0.0',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'http://[::ffff:8.8.8.8]',
    'http://[fe80::1]',
  ])('is not %s', (server) => expect(isLoopback(server)).toBe(false))
})
