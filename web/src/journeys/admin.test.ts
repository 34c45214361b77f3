import { placeHold, readMe } from '@fairground/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { done, openScene, type Scene } from './scene.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})

afterAll(async () => {
  await scene.close()
})

it('sees every current event with its totals, and each one’s transactions', async () => {
  const opened = await scene.window(scene.people.admin)
  const { page, context } = opened
  await page.goto('/admin')
  await page.getByRole('link', { name: 'All events' }).first().click()
  await page.getByRole('searchbox').fill('riverside')
  const sale = page.getByRole('listitem').or(page.getByRole('row')).filter({ hasText: 'Riverside Open Air' }).first()
  await sale.getByText('€176.00').first().waitFor()
  await sale.getByRole('link', { name: /Transactions/ }).click()
  await page.getByText('Bela Buyer').first().waitFor()
  expect(opened.complaints()).toEqual([])
  await context.close()
})

it('disables an account, whose devices are signed out and cannot come back, and enables it again', async () => {
  const person = await scene.service.signUp('Mona Mischief')
  const theirs = await scene.window(person)
  await theirs.page.goto('/orders')
  await theirs.page.getByText('No tickets yet').waitFor()

  const { page, context } = await scene.window(scene.people.admin)
  await page.goto('/admin/accounts')
  await page.getByRole('searchbox').fill('Mischief')
  const row = page.getByRole('listitem').or(page.getByRole('row')).filter({ hasText: person.email }).first()
  await row.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await row.getByText('disabled').waitFor()

  await theirs.page.goto('/orders')
  await theirs.page.getByLabel('E-mail address').fill(person.email)
  await theirs.page.getByLabel('Password', { exact: true }).fill(person.password)
  await theirs.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await theirs.page.getByText('This account is disabled').waitFor()
  expect(await theirs.page.getByLabel('E-mail address').inputValue()).toBe(person.email)

  await row.getByRole('button', { name: 'Enable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click()
  await row.getByRole('button', { name: 'Disable' }).waitFor()
  await theirs.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  await theirs.page.getByText('No tickets yet').waitFor()
  await theirs.context.close()
  await context.close()
})

it('invites another admin by a link that works once', async () => {
  const { page, context } = await scene.window(scene.people.admin)
  await page.goto('/admin/accounts')
  await page.getByRole('button', { name: 'Invite an admin' }).click()
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = new URL(await page.getByLabel('Link of the invitation').inputValue())
  const own = `${link.pathname}${link.search}${link.hash}`
  await context.close()

  const invited = await scene.window()
  await invited.page.goto(own)
  await invited.page.getByText('You are invited to run this service').waitFor()
  await invited.page.getByLabel('Name').fill('Ines Invited')
  await invited.page.getByLabel('E-mail address').fill('ines@fairground.test')
  await invited.page.getByLabel('Password', { exact: true }).fill('horse battery staple')
  await invited.page.getByRole('button', { name: 'Make my account' }).click()
  await invited.page.getByRole('link', { name: 'Admin', exact: true }).first().waitFor()
  await invited.context.close()

  const second = await scene.window()
  await second.page.goto(own)
  await second.page.getByLabel('Name').fill('Late Comer')
  await second.page.getByLabel('E-mail address').fill('late@fairground.test')
  await second.page.getByLabel('Password', { exact: true }).fill('horse battery staple')
  await second.page.getByRole('button', { name: 'Make my account' }).click()
  await second.page.getByText('This invitation is used or has expired').waitFor()
  await second.context.close()
})

it('follows the log as it happens, and finds the refusals in it', async () => {
  const service = await scene.service.second({ LOG_LEVEL: 'info' })
  const { page, context } = await scene.window(scene.people.admin)
  await context.addCookies([{ name: 'session', value: scene.people.admin.token, url: service.url }])
  await page.goto(`${service.url}/admin/log`)
  await page.getByText('Following').waitFor()
  await page.getByLabel('Refusals only').check()
  const [, area] = scene.event.areas
  const client = service.client(scene.people.buyer.token)
  const refused = await client(placeHold, {
    params: { eventId: scene.event.id },
    body: { lines: [{ ticketTypeId: area?.ticketTypes[0]?.id ?? '', quantity: 1 }] },
  })
  expect(refused.ok).toBe(false)
  await page.getByText('sold-out').first().waitFor()
  await context.close()
})

it('sees how nodes, database and background work are, in pictures and numbers, and checks the promises', async () => {
  const opened = await scene.window(scene.people.admin)
  const { page, context } = opened
  await page.goto('/admin/health')
  await page.locator('canvas').first().waitFor()
  await page.getByText('PostgreSQL').first().waitFor()
  await page.getByRole('button', { name: 'Check now' }).click()
  await page.getByText(/All \d+ promises are kept/).waitFor()
  expect(opened.complaints()).toEqual([])
  await context.close()
})

it('shows nothing to who is no admin', async () => {
  const { page, context } = await scene.window(scene.people.buyer)
  for (const path of ['/admin', '/admin/accounts', '/admin/log', '/admin/health']) {
    await page.goto(path)
    await page.getByText('These pages are for admins').waitFor()
  }
  expect((await done(scene.people.buyer, readMe, {})).admin).toBe(false)
  await context.close()
})
