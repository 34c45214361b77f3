import { type Static, Type } from 'typebox'

import { NoBody, route } from './route.ts'
import { Cursor, Email, Id, Instant, Language, orNull, PageLimit, pageOf, strict, Title } from './shapes.ts'

export const Role = Type.Union([Type.Literal('owner'), Type.Literal('manager'), Type.Literal('door')])
export type Role = Static<typeof Role>

/** Long rather than clever; the upper bound keeps hashing honest. */
const Password = Type.String({ minLength: 8, maxLength: 200 })

export const Membership = Type.Object({ id: Id, name: Type.String(), slug: Type.String(), role: Role })

export const Account = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  admin: Type.Boolean(),
  language: orNull(Language),
  organizers: Type.Array(Membership),
})
export type Account = Static<typeof Account>

const SignedIn = Type.Object({
  account: Account,
  token: Type.String({ description: 'for `Authorization: Bearer`; a browser uses the cookie instead' }),
})

const Session = Type.Object({
  id: Id,
  createdAt: Instant,
  lastUsedAt: Instant,
  expiresAt: Instant,
  device: Type.String({ description: 'as the client named itself' }),
  current: Type.Boolean(),
})

export const signUp = route({
  name: 'sign-up',
  method: 'POST',
  path: '/api/accounts',
  summary: 'Make an account; with an invitation, an admin',
  access: 'anyone',
  body: Type.Object(
    { email: Email, password: Password, name: Title, invitation: Type.Optional(Type.String({ maxLength: 200 })) },
    strict,
  ),
  replies: { 201: SignedIn },
  problems: ['email-taken', 'invitation-expired', 'busy'],
  tag: 'accounts',
})

export const signIn = route({
  name: 'sign-in',
  method: 'POST',
  path: '/api/sessions',
  summary: 'Sign in',
  access: 'anyone',
  body: Type.Object({ email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 200 }) }, strict),
  replies: { 201: SignedIn },
  problems: ['wrong-credentials', 'account-disabled', 'busy'],
  tag: 'accounts',
})

export const listSessions = route({
  name: 'list-sessions',
  method: 'GET',
  path: '/api/sessions',
  summary: 'Where am I signed in',
  access: 'account',
  replies: { 200: pageOf(Session) },
  problems: [],
  tag: 'accounts',
})

export const signOut = route({
  name: 'sign-out',
  method: 'DELETE',
  path: '/api/sessions/current',
  summary: 'Sign out here',
  access: 'account',
  replies: { 204: NoBody },
  problems: [],
  tag: 'accounts',
})

export const endSession = route({
  name: 'end-session',
  method: 'DELETE',
  path: '/api/sessions/:sessionId',
  summary: 'Sign out there',
  access: 'account',
  replies: { 204: NoBody },
  problems: [],
  tag: 'accounts',
})

export const readMe = route({
  name: 'read-me',
  method: 'GET',
  path: '/api/accounts/me',
  summary: 'Who am I',
  access: 'account',
  replies: { 200: Account },
  problems: [],
  tag: 'accounts',
})

export const changeMe = route({
  name: 'change-me',
  method: 'PATCH',
  path: '/api/accounts/me',
  summary: 'Change the own name or the language of mails and pages',
  access: 'account',
  body: Type.Object(
    { name: Type.Optional(Title), language: Type.Optional(orNull(Language)) },
    { ...strict, minProperties: 1 },
  ),
  replies: { 200: Account },
  problems: [],
  tag: 'accounts',
})

export const changePassword = route({
  name: 'change-password',
  method: 'PUT',
  path: '/api/accounts/me/password',
  summary: 'Change the password; other sessions of the account end',
  access: 'account',
  body: Type.Object({ currentPassword: Type.String({ maxLength: 200 }), newPassword: Password }, strict),
  replies: { 204: NoBody },
  problems: ['wrong-credentials', 'busy'],
  tag: 'accounts',
})

const Organizer = Type.Object({ id: Id, name: Type.String(), slug: Type.String() })

export const createOrganizer = route({
  name: 'create-organizer',
  method: 'POST',
  path: '/api/organizers',
  summary: 'Make an organizer; the caller becomes its owner',
  access: 'account',
  body: Type.Object(
    { name: Title, slug: Type.Optional(Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })) },
    strict,
  ),
  replies: { 201: Organizer },
  problems: ['slug-taken'],
  tag: 'organizers',
})

export const changeOrganizer = route({
  name: 'change-organizer',
  method: 'PATCH',
  path: '/api/organizers/:organizerId',
  summary: 'Change the name of an organizer (owners)',
  access: 'account',
  body: Type.Object({ name: Title }, strict),
  replies: { 200: Organizer },
  problems: ['not-allowed'],
  tag: 'organizers',
})

const Member = Type.Object({ accountId: Id, name: Type.String(), email: Type.String(), role: Role })

export const listMembers = route({
  name: 'list-members',
  method: 'GET',
  path: '/api/organizers/:organizerId/members',
  summary: 'The members of an organizer',
  access: 'account',
  replies: { 200: pageOf(Member) },
  problems: ['not-allowed'],
  tag: 'organizers',
})

export const addMember = route({
  name: 'add-member',
  method: 'POST',
  path: '/api/organizers/:organizerId/members',
  summary: 'Add an account to an organizer (owners)',
  access: 'account',
  body: Type.Object({ email: Email, role: Role }, strict),
  replies: { 201: Member },
  problems: ['not-allowed', 'already-there'],
  tag: 'organizers',
})

export const changeMember = route({
  name: 'change-member',
  method: 'PATCH',
  path: '/api/organizers/:organizerId/members/:accountId',
  summary: 'Change a role (owners)',
  access: 'account',
  body: Type.Object({ role: Role }, strict),
  replies: { 200: Member },
  problems: ['not-allowed', 'last-owner'],
  tag: 'organizers',
})

export const removeMember = route({
  name: 'remove-member',
  method: 'DELETE',
  path: '/api/organizers/:organizerId/members/:accountId',
  summary: 'Remove a member (owners; anybody may leave)',
  access: 'account',
  replies: { 204: NoBody },
  problems: ['not-allowed', 'last-owner'],
  tag: 'organizers',
})

export const inviteAdmin = route({
  name: 'invite-admin',
  method: 'POST',
  path: '/api/admin/invitations',
  summary: 'An invitation through which one new admin signs up',
  access: 'admin',
  body: Type.Object({ email: Type.Optional(Email) }, strict),
  replies: {
    201: Type.Object({
      invitation: Type.String({ description: 'given to sign-up; shown only once' }),
      link: Type.String(),
      email: orNull(Type.String()),
      expiresAt: Instant,
    }),
  },
  problems: [],
  tag: 'admin',
})

const KnownAccount = Type.Object({
  id: Id,
  email: Type.String(),
  name: Type.String(),
  admin: Type.Boolean(),
  disabled: Type.Boolean(),
  createdAt: Instant,
  lastUsedAt: orNull(Type.String({ description: 'of its sessions that still run, the newest use' })),
  organizers: Type.Integer({ description: 'of which it is a member' }),
})

export const listAccounts = route({
  name: 'list-accounts',
  method: 'GET',
  path: '/api/admin/accounts',
  summary: 'All accounts, newest first',
  access: 'admin',
  query: Type.Object(
    {
      query: Type.Optional(Type.String({ maxLength: 200, description: 'a part of the name or e-mail address' })),
      admin: Type.Optional(Type.Literal('yes', { description: 'admins only' })),
      disabled: Type.Optional(Type.Literal('yes', { description: 'disabled ones only' })),
      cursor: Type.Optional(Cursor),
      limit: Type.Optional(PageLimit),
    },
    strict,
  ),
  replies: { 200: pageOf(KnownAccount) },
  problems: [],
  tag: 'admin',
})

export const changeAccount = route({
  name: 'change-account',
  method: 'PATCH',
  path: '/api/admin/accounts/:accountId',
  summary: 'Make an account an admin or not; disable it, which ends its sessions, or enable it again',
  access: 'admin',
  body: Type.Object(
    { admin: Type.Optional(Type.Boolean()), disabled: Type.Optional(Type.Boolean()) },
    { ...strict, minProperties: 1 },
  ),
  replies: { 200: KnownAccount },
  problems: ['last-admin'],
  tag: 'admin',
})

export const listOrganizers = route({
  name: 'list-organizers',
  method: 'GET',
  path: '/api/admin/organizers',
  summary: 'All organizers, newest first, with how many members and events they have',
  access: 'admin',
  query: Type.Object(
    {
      query: Type.Optional(Type.String({ maxLength: 200, description: 'a part of the name or short name' })),
      cursor: Type.Optional(Cursor),
      limit: Type.Optional(PageLimit),
    },
    strict,
  ),
  replies: {
    200: pageOf(
      Type.Object({ ...Organizer.properties, createdAt: Instant, members: Type.Integer(), events: Type.Integer() }),
    ),
  },
  problems: [],
  tag: 'admin',
})

/** Of one call; a run of more buyers makes several. */
export const MOST_BURST_ACCOUNTS = 5_000

export const createBurstAccounts = route({
  name: 'create-burst-accounts',
  method: 'POST',
  path: '/api/admin/burst-accounts',
  summary: 'Accounts without passwords for the burst tester, signed in; only where the service allows it',
  access: 'admin',
  body: Type.Object({ count: Type.Integer({ minimum: 1, maximum: MOST_BURST_ACCOUNTS }) }, strict),
  replies: {
    201: Type.Object({
      accounts: Type.Array(Type.Object({ accountId: Id, token: Type.String({ description: 'good for a few hours' }) })),
    }),
  },
  problems: ['not-found'],
  tag: 'admin',
})
