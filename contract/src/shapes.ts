import { type Static, Type, type TSchema } from 'typebox'

/** Objects refuse what they do not know, so that a misspelt field is a clear error and not a silent loss. */
export const strict = { additionalProperties: false } as const

/** UUIDv7 as text. */
export const Id = Type.String({ format: 'uuid', description: 'UUIDv7' })
/** ISO 8601 with zone. */
export const Instant = Type.String({ format: 'date-time', maxLength: 40, description: 'ISO 8601 with zone' })
/** A thousand million units of a two-digit currency: dear in rials as well, and a thousand places of it are still exact. */
export const MOST_MINOR = 100_000_000_000
/** Minor units of the currency (cents). */
export const MinorUnits = Type.Integer({ minimum: 0, maximum: MOST_MINOR })
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })
export const Email = Type.String({ format: 'email', maxLength: 254 })
/** Seats or places of one area; five million is more than any venue. */
export const MOST_PLACES = 5_000_000
export const Places = Type.Integer({ minimum: 0, maximum: MOST_PLACES })
export const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
export const Text = Type.String({ maxLength: 10_000 })
export const Cursor = Type.String({ minLength: 1, maxLength: 200 })
export const PageLimit = Type.Integer({ minimum: 1, maximum: 200, default: 50 })

/** Languages of the web pages, as BCP 47 tags. */
export const Language = Type.Union([Type.Literal('en'), Type.Literal('fa'), Type.Literal('zh'), Type.Literal('tr')])
export type Language = Static<typeof Language>

export const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])

/** One page of a list; `nextCursor` is null on the last. */
export const pageOf = <S extends TSchema>(schema: S) =>
  Type.Object({ items: Type.Array(schema), nextCursor: orNull(Cursor) })

/** A refusal (RFC 9457). Members beyond the first five depend on the code: how many are left, which seats. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String(),
        message: Type.String(),
        rule: Type.Optional(Type.String({ description: 'what was broken, for a program: `minLength`, `repeated`' })),
        limit: Type.Optional(Type.Number({ description: 'of rules that have one' })),
      }),
      { description: 'code `invalid`' },
    ),
  ),
  left: Type.Optional(Type.Integer({ description: 'codes `sold-out`, `not-enough-left`, `account-limit`' })),
  held: Type.Optional(Type.Integer({ description: 'code `sold-out`: places that others hold and may give back' })),
  ticketTypeId: Type.Optional(Id),
  seatIds: Type.Optional(
    Type.Array(Type.String(), {
      description: 'code `seat-taken`: those that are; `lonely-seat`: those that would be left',
    }),
  ),
  offered: Type.Optional(
    Type.Array(Type.String(), {
      description: 'codes `seat-taken`, `lonely-seat`: as many free seats like those asked for',
    }),
  ),
  retryAfterSeconds: Type.Optional(Type.Integer({ description: 'as in the header Retry-After' })),
})
