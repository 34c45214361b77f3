import { type Visitor, startTestService, type TestService } from '../../testing/service.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let service: TestService
beforeAll(async () => {
  service = await startTestService({ env: { PUBLIC_URL: 'https://tickets.example' } })
})
afterAll(() => service.stop())

async function cookieOf(node: TestService, visitor: Visitor): Promise<string> {
  const { email, password } = visitor
  const response = await fetch(`${node.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  expect(response.headers.get('cache-control')).toBe('no-store')
  return response.headers.get('set-cookie') ?? ''
}

describe('the session cookie', () => {
  test('over HTTPS has the prefix that binds it to the host, and no script can read it', async () => {
    const cookie = await cookieOf(service, await service.signUp())
    expect(cookie).toMatch(/^__Host-session=[\w-]{43}; /)
    expect(cookie.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=2592000',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ])
  })

  test('over plain HTTP has another name and is not Secure, since browsers would not keep it', async () => {
    const plain = await startTestService({ connectionString: service.connectionString })
    const cookie = await cookieOf(plain, await plain.signUp())
    await plain.stop()
    expect(cookie).toMatch(/^session=[\w-]{43}; /)
    expect(cookie).not.toContain('Secure')
  })

  test('signs in, and goes when one signs out', async () => {
    const [pair = ''] = (await cookieOf(service, await service.signUp())).split(';')
    const me = await fetch(`${service.url}/api/accounts/me`, { headers: { cookie: pair } })
    expect(me.status).toBe(200)
    const out = await fetch(`${service.url}/api/sessions/current`, { method: 'DELETE', headers: { cookie: pair } })
    expect(out.status).toBe(204)
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-session=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/)
    expect((await fetch(`${service.url}/api/accounts/me`, { headers: { cookie: pair } })).status).toBe(401)
  })

  test('does nothing for a page of another site; a bearer token is no cookie and works from anywhere', async () => {
    const visitor = await service.signUp()
    const [pair = ''] = (await cookieOf(service, visitor)).split(';')
    const create = (headers: Record<string, string>) =>
      fetch(`${service.url}/api/organizers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ name: 'Mine' }),
      })
    const foreign = await create({ cookie: pair, origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    expect(await foreign.json()).toMatchObject({ code: 'foreign-origin' })
    expect((await create({ cookie: pair, origin: 'https://tickets.example' })).status).toBe(201)
    expect((await create({ authorization: `Bearer ${visitor.token}`, origin: 'https://evil.example' })).status).toBe(
      201,
    )
  })
})
