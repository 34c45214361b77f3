import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

import { joinTexts, splitTexts, uuidsOf } from './arrays.ts'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: inject('postgres') })
  await client.connect()
})

afterAll(() => client.end())

/** What PostgreSQL makes of the parameter, as it would write it itself. */
async function readBack(expression: string, value: unknown): Promise<unknown> {
  const { rows } = await client.query<{ read: unknown }>(`SELECT ${expression} AS read`, [value])
  return rows[0]?.read
}

describe('UUIDs as a parameter', () => {
  it('arrive as they were, in their order, with nulls among them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.uuid()), { maxLength: 600 }), async (ids) => {
        expect(await readBack('$1::uuid[]::text[]', uuidsOf(ids))).toEqual(ids)
      }),
    )
  })

  it('are the same id in capitals', async () => {
    const id = '0199ABCD-EF01-7000-8000-ABCDEF012345'
    expect(await readBack('$1::uuid[]::text[]', uuidsOf([id]))).toEqual([id.toLowerCase()])
  })

  it('are never sent when one of them is not a UUID', () => {
    const wrong = ['', 'hall', '0199abcd-ef01-7000-8000-abcdef01234', '0199abcd-ef01-7000-8000-abcdef0123456']
    for (const id of [...wrong, '0199abcd-ef01-7000-8000-abcdef01234g', '0199abcd-ef01-7000-8000-abcdef01234é']) {
      expect(() => uuidsOf([id])).toThrow('is a UUID')
    }
  })
})

describe('JSON texts as a parameter', () => {
  it('arrive as they were, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.json(), { minLength: 1, maxLength: 50 }), async (texts) => {
        expect(await readBack(splitTexts('$1'), joinTexts(texts))).toEqual(texts)
      }),
    )
  })
})
