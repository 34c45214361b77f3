import { listSessions, readMe, signIn } from '@fairground/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.close()
})

it('one changes one’s name and password, sees where one is signed in, and ends the others', async () => {
  const person = await scene.service.signUp('Ada Before')
  const theirs = ['telephone', 'library'].map(async () => {
    const elsewhere = await scene.service.client()(signIn, { body: { email: person.email, password: person.password } })
    expect(elsewhere.ok).toBe(true)
  })
  await Promise.all(theirs)
  const opened = await scene.window(person)
  const { page, context } = opened
  await page.goto('/account')
  await page.getByLabel('Name').fill('Ada After')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect.poll(async () => (await done(person, readMe, {})).name).toBe('Ada After')

  await page.getByText('this device').waitFor()
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByRole('button', { name: /Sign out of \d device/ }).click()
  await expect.poll(async () => (await done(person, listSessions, {})).items.length).toBe(1)

  await page.getByLabel('Current password').fill('not my password')
  await page.getByLabel('New password').fill('another good battery')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('This is not your current password').first().waitFor()
  await page.getByLabel('Current password').fill(person.password)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('The password is changed').first().waitFor()
  const again = await scene.service.client()(signIn, {
    body: { email: person.email, password: 'another good battery' },
  })
  expect(again.ok).toBe(true)
  expect(opened.complaints()).toEqual([])
  await context.close()
})

it('who comes to a page of their own signs in first, is refused kindly, and arrives where they wanted to go', async () => {
  const { buyer } = scene.people
  const { page, context } = await scene.window()
  await page.goto(`/orders/${scene.orderId}`)
  await page.getByLabel('E-mail address').fill(buyer.email)
  await page.getByLabel('Password', { exact: true }).fill('wrong password')
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The e-mail address or the password is not right').waitFor()
  expect(await page.getByLabel('E-mail address').inputValue()).toBe(buyer.email)
  await page.getByLabel('Password', { exact: true }).fill(buyer.password)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('img', { name: /QR code of ticket/ })
    .first()
    .waitFor()
  expect(new URL(page.url()).pathname).toBe(`/orders/${scene.orderId}`)
  await context.close()
})

it('nobody is led to another site by the address from which they sign in', async () => {
  const { buyer } = scene.people
  for (const next of [
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example',
    'javascript:alert(1)',
  ]) {
    const { page, context } = await scene.window()
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await page.getByLabel('E-mail address').fill(buyer.email)
    await page.getByLabel('Password', { exact: true }).fill(buyer.password)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    expect(new URL(page.url()).origin).toBe(scene.service.url)
    await context.close()
  }
})

it('a page that is open while another tab signs in as somebody else begins anew, with nothing of who was here', async () => {
  const before = await scene.service.signUp('Berta Before')
  const after = await scene.service.signUp('Anna After')
  const { page, context } = await scene.window(before, { expects: /ERR_|Failed to load|net::/ })
  await page.goto('/account')
  const name = page.getByLabel('Name')
  await expect.poll(() => name.inputValue()).toBe(before.account.name)
  await name.fill('Typed by Berta')
  await page.evaluate(() => sessionStorage.setItem('wish', 'of Berta'))

  await context.addCookies([
    { name: 'session', value: after.token, url: scene.service.url, httpOnly: true, sameSite: 'Lax' },
  ])
  const isNewDocument = page.waitForEvent('domcontentloaded')
  // What is shown is read again as soon as the line is back.
  await context.setOffline(true)
  await page.getByText('You are offline').first().waitFor()
  await context.setOffline(false)
  await isNewDocument
  await expect.poll(() => name.inputValue(), { timeout: 10_000 }).toBe(after.account.name)
  expect(await page.evaluate(() => sessionStorage.getItem('wish'))).toBeNull()
  await context.close()
})
