import { describe, expect, it } from 'vitest'

import { describeDevice, shortened } from './device.ts'

const agents = {
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1':
    { browser: 'Safari', system: 'iPhone' },
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/137.0.7151.79 Mobile/15E148 Safari/604.1':
    { browser: 'Chrome', system: 'iPhone' },
  'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36':
    { browser: 'Samsung Internet', system: 'Android' },
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0':
    { browser: 'Edge', system: 'Windows' },
  'Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0': { browser: 'Firefox', system: 'Linux' },
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15':
    { browser: 'Safari', system: 'macOS' },
  'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36': {
    browser: 'Chrome',
    system: 'ChromeOS',
  },
  'curl/8.5.0': { browser: undefined, system: undefined },
  '': { browser: undefined, system: undefined },
}

describe('a device in words', () => {
  it.each(Object.entries(agents))('%s', (userAgent, device) => {
    expect(describeDevice(userAgent)).toEqual(device)
  })

  it('is what a program calls itself, cut to a line', () => {
    expect(shortened(' curl/8.5.0 ')).toBe('curl/8.5.0')
    expect(shortened('x'.repeat(200))).toBe(`${'x'.repeat(47)}…`)
    expect(shortened('')).toBe('')
  })
})
