import pg from 'pg'

/** Names of our connections, by which others see that a service uses the database. */
export const applicationNames = { queries: 'fairground', batches: 'fairground-batch', jobs: 'fairground-jobs' } as const

/** Whether any service holds connections to this database. One that was killed does not; nor does this question. */
export async function isServing(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, query_timeout: 3_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(
      'SELECT count(*) > 0 AS serving FROM pg_stat_activity WHERE application_name = ANY($1)',
      [Object.values(applicationNames)],
    )
    return rows[0]?.serving === true
  } finally {
    await client.end()
  }
}
