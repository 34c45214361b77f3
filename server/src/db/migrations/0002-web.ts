import { type Kysely, sql } from 'kysely'

/** What the web pages need: languages, disabled accounts, pictures, health. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // accounts
  `ALTER TABLE accounts ADD language text CHECK (language IN ('en', 'fa', 'zh', 'tr')), ADD disabled_at timestamptz`,
  // Few among many: who is the last admin, and lists of them, are answered without a look at everybody.
  `CREATE INDEX admins ON accounts (id) WHERE admin`,
  `CREATE INDEX disabled_accounts ON accounts (id) WHERE disabled_at IS NOT NULL`,

  // events: what is known of a picture is part of the event's version; the files are read by their content's hash.
  `ALTER TABLE events ADD picture json`,
  `CREATE TABLE picture_files (
    event_id uuid NOT NULL,
    hash text NOT NULL,
    width integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (event_id, hash, width)
  )`,
  // They are compressed already.
  `ALTER TABLE picture_files ALTER bytes SET STORAGE EXTERNAL`,

  // operations: both tables are for people who look now, and may be empty after a crash.
  `CREATE UNLOGGED TABLE node_health (
    node text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    health json NOT NULL
  )`,
  `CREATE INDEX node_health_by_time ON node_health (at)`,
  `CREATE UNLOGGED TABLE last_errors (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    node text NOT NULL,
    level text NOT NULL,
    message text NOT NULL,
    detail text NOT NULL
  )`,
]
