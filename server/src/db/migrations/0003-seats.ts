import { type Kysely, sql } from 'kysely'

/** Plans of venues, seated areas, and who has which seat. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // plans: a plan changes, what it said does not. Events pin a content by its hash.
  `CREATE TABLE plan_contents (
    hash text PRIMARY KEY,
    name text NOT NULL,
    seats int NOT NULL,
    categories json NOT NULL,
    standing json NOT NULL,
    plan bytea NOT NULL,
    geometry bytea NOT NULL,
    used_at timestamptz NOT NULL DEFAULT now()
  )`,
  // Both are compressed already.
  `ALTER TABLE plan_contents ALTER plan SET STORAGE EXTERNAL, ALTER geometry SET STORAGE EXTERNAL`,
  `CREATE TABLE plans (
    id uuid PRIMARY KEY,
    organizer_id uuid REFERENCES organizers ON DELETE CASCADE,
    hash text NOT NULL REFERENCES plan_contents,
    version int NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX plans_by_organizer ON plans (organizer_id)`,
  `CREATE INDEX plans_by_hash ON plans (hash)`,

  // events
  `ALTER TABLE areas DROP CONSTRAINT areas_kind_check,
    ADD plan_hash text REFERENCES plan_contents,
    ADD no_lonely_seats boolean NOT NULL DEFAULT false,
    ADD standing text,
    ADD CHECK (kind = 'general' AND plan_hash IS NULL OR kind = 'seated' AND plan_hash IS NOT NULL)`,
  `CREATE INDEX areas_by_plan ON areas (plan_hash) WHERE plan_hash IS NOT NULL`,
  // One map an event.
  `CREATE UNIQUE INDEX one_seated_area ON areas (event_id) WHERE kind = 'seated'`,
  // The types of one category share its counter.
  `ALTER TABLE ticket_types ADD category text, ADD category_id uuid,
    ADD CHECK ((category IS NULL) = (category_id IS NULL))`,

  // inventory
  `ALTER TABLE counters DROP CONSTRAINT counters_kind_check,
    ADD CHECK (kind IN ('area', 'category', 'ticket-type')),
    DROP CONSTRAINT counters_check,
    ADD CHECK (kind = 'ticket-type' OR capacity IS NOT NULL)`,
  // A row is a claim on a seat; a free seat has none. Its key is the promise that nobody else has one.
  `CREATE TABLE seat_claims (
    event_id uuid NOT NULL,
    seat_id text COLLATE "C" NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'sold', 'blocked')),
    hold_id uuid,
    PRIMARY KEY (event_id, seat_id),
    CHECK ((state = 'held') = (hold_id IS NOT NULL))
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
  // 4 bytes a seat: its place in the geometry times 4, plus its state, lowest byte first.
  `ALTER TABLE inventory_changes DROP COLUMN seats, ADD seats bytea`,

  // tickets
  `ALTER TABLE tickets ADD seat_id text COLLATE "C"`,
  `CREATE UNIQUE INDEX one_ticket_a_seat ON tickets (event_id, seat_id)
    WHERE seat_id IS NOT NULL AND state IN ('valid', 'used')`,
]
