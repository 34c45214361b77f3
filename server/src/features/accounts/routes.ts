import {
  addMember,
  changeAccount,
  changeMe,
  changeMember,
  changeOrganizer,
  changePassword,
  createBurstAccounts,
  createOrganizer,
  endSession,
  inviteAdmin,
  listAccounts,
  listMembers,
  listOrganizers,
  listSessions,
  readMe,
  removeMember,
  signIn,
  signOut,
  signUp,
} from '@fairground/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { decodeIdCursor, type Edge, PAGE_ROWS, pageOfIds, serve } from '../../http/index.ts'
import type { Accounts } from './accounts.ts'

const SESSION_SECONDS = 30 * 24 * 60 * 60
const LONGEST_DEVICE = 200

/**
 * Name of the session cookie. Over HTTPS its prefix makes browsers insist that it was set by this very host, secure
 * and for every path; plain HTTP on a laptop cannot have that.
 */
export function cookieName(publicUrl: string): string {
  return isSecure(publicUrl) ? '__Host-session' : 'session'
}

function isSecure(publicUrl: string): boolean {
  return new URL(publicUrl).protocol === 'https:'
}

export function accountsRoutes(app: FastifyInstance, edge: Edge, accounts: Accounts): void {
  const cookie = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(edge.origin) } as const

  function keepSignedIn(reply: FastifyReply, token: string): void {
    reply.setCookie(edge.cookieName, token, { ...cookie, maxAge: SESSION_SECONDS })
    reply.header('cache-control', 'no-store')
  }

  serve(app, edge, signUp, async (call) => {
    const { body, request, reply } = call
    const signedIn = await accounts.signUp({ ...body, device: deviceOf(request) })
    call.note({ subjectId: signedIn.account.id })
    keepSignedIn(reply, signedIn.token)
    return signedIn
  })

  serve(app, edge, signIn, async (call) => {
    const { body, request, reply } = call
    const signedIn = await accounts.signIn({ ...body, device: deviceOf(request) })
    call.note({ subjectId: signedIn.account.id })
    keepSignedIn(reply, signedIn.token)
    return signedIn
  })

  serve(app, edge, signOut, async ({ caller, reply }) => {
    await accounts.endSession(caller, caller.sessionId, 'sign-out')
    reply.clearCookie(edge.cookieName, cookie)
    return null
  })

  serve(app, edge, listSessions, async ({ caller }) => {
    const sessions = await accounts.listSessions(caller)
    const items = sessions.map((session) => ({
      id: session.id,
      createdAt: session.created_at.toISOString(),
      lastUsedAt: session.last_used_at.toISOString(),
      expiresAt: session.expires_at.toISOString(),
      device: session.device,
      current: session.id === caller.sessionId,
    }))
    return { items, nextCursor: null }
  })

  serve(app, edge, endSession, async ({ params, caller, reply }) => {
    await accounts.endSession(caller, params.sessionId, 'end-session')
    if (params.sessionId === caller.sessionId) reply.clearCookie(edge.cookieName, cookie)
    return null
  })

  serve(app, edge, readMe, ({ caller }) => accounts.readMe(caller))

  serve(app, edge, changeMe, async ({ body, caller }) => accounts.changeMe(caller, body))

  serve(app, edge, changePassword, async ({ body, caller }) => {
    await accounts.changePassword(caller, body)
    return null
  })

  serve(app, edge, createOrganizer, async (call) => {
    const { body, caller } = call
    const organizer = await accounts.createOrganizer(caller, body)
    call.note({ subjectId: organizer.id })
    return organizer
  })

  serve(app, edge, changeOrganizer, async (call) => {
    const { params, body, caller } = call
    call.note({ subjectId: params.organizerId })
    return accounts.changeOrganizer(caller, params.organizerId, body)
  })

  serve(app, edge, listMembers, async ({ params, caller }) => {
    return { items: await accounts.listMembers(caller, params.organizerId), nextCursor: null }
  })

  serve(app, edge, addMember, async (call) => {
    const { params, body, caller } = call
    const member = await accounts.addMember(caller, params.organizerId, body)
    call.note({ subjectId: member.accountId })
    return member
  })

  serve(app, edge, changeMember, async (call) => {
    const { params, body, caller } = call
    call.note({ subjectId: params.accountId })
    return accounts.changeMember(caller, params.organizerId, params.accountId, body.role)
  })

  serve(app, edge, removeMember, async (call) => {
    const { params, caller } = call
    call.note({ subjectId: params.accountId })
    await accounts.removeMember(caller, params.organizerId, params.accountId)
    return null
  })

  serve(app, edge, inviteAdmin, async ({ body, caller, reply }) => {
    const { expiresAt, ...invitation } = await accounts.inviteAdmin(caller, body)
    reply.header('cache-control', 'no-store')
    return { ...invitation, expiresAt: expiresAt.toISOString() }
  })

  serve(app, edge, listAccounts, async ({ query }) => {
    const limit = query.limit ?? PAGE_ROWS
    const found = await accounts.listAccounts({
      text: searchText(query.query),
      adminsOnly: query.admin !== undefined,
      disabledOnly: query.disabled !== undefined,
      before: decodeIdCursor(query.cursor),
      limit: limit + 1,
    })
    return pageOfIds(found, limit)
  })

  serve(app, edge, changeAccount, async (call) => {
    const { params, body, caller } = call
    const accountId = params.accountId.toLowerCase()
    call.note({ subjectId: accountId })
    return accounts.changeAccount(caller, accountId, body)
  })

  serve(app, edge, listOrganizers, async ({ query }) => {
    const limit = query.limit ?? PAGE_ROWS
    const before = decodeIdCursor(query.cursor)
    return pageOfIds(await accounts.listOrganizers({ text: searchText(query.query), before, limit: limit + 1 }), limit)
  })

  serve(app, edge, createBurstAccounts, async ({ body, caller, reply }) => {
    reply.header('cache-control', 'no-store')
    return { accounts: await accounts.createBurstAccounts(caller, body.count) }
  })
}

/** Composed, as nearly all text is: some keyboards send letter and accent apart. Spaces alone ask for nothing. */
function searchText(query: string | undefined): string | undefined {
  return query?.normalize('NFC').trim() || undefined
}

/** As the client named itself, so that somebody can tell their sessions apart. */
function deviceOf(request: FastifyRequest): string {
  return (request.headers['user-agent'] ?? '').slice(0, LONGEST_DEVICE)
}
