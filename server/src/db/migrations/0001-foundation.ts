import { type Kysely, sql } from 'kysely'

/**
 * Tables of the first release. Every table that belongs to an event has a key that begins with `event_id`, so that
 * the data of one event can live on one shard. The hot tables (counters to tickets) have no foreign keys: the batch
 * that writes them has already locked the event's `sales` row, and a trigger a row would cost a fifth of the batch.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // accounts
  `CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    name text NOT NULL,
    password_hash text,
    admin boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    device text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX sessions_by_account ON sessions (account_id)`,
  `CREATE INDEX sessions_by_end ON sessions (expires_at)`,
  `CREATE TABLE sign_in_failures (
    email_hash bytea PRIMARY KEY,
    window_start timestamptz NOT NULL,
    failures int NOT NULL
  )`,
  `CREATE TABLE organizers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE members (
    organizer_id uuid NOT NULL REFERENCES organizers ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'manager', 'door')),
    PRIMARY KEY (organizer_id, account_id)
  )`,
  `CREATE INDEX members_by_account ON members (account_id)`,
  `CREATE TABLE admin_invitations (
    token_hash bytea PRIMARY KEY,
    email text,
    invited_by uuid NOT NULL REFERENCES accounts,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  )`,

  // events
  `CREATE TABLE events (
    id uuid PRIMARY KEY,
    organizer_id uuid NOT NULL REFERENCES organizers,
    slug text NOT NULL UNIQUE,
    title text NOT NULL,
    description text NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'published', 'cancelled')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz CHECK (ends_at > starts_at),
    time_zone text NOT NULL,
    venue jsonb,
    currency text NOT NULL,
    max_tickets_per_account int,
    hold_seconds int NOT NULL CHECK (hold_seconds > 0),
    sales_start_at timestamptz,
    sales_end_at timestamptz,
    payment_methods text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX events_by_start ON events (starts_at, id)`,
  `CREATE INDEX events_by_organizer ON events (organizer_id)`,
  `CREATE TABLE areas (
    event_id uuid NOT NULL REFERENCES events,
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('general')),
    position int NOT NULL,
    PRIMARY KEY (event_id, id)
  )`,
  `CREATE TABLE ticket_types (
    event_id uuid NOT NULL,
    id uuid NOT NULL,
    area_id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor >= 0),
    max_per_order int,
    max_per_account int,
    sales_start_at timestamptz,
    sales_end_at timestamptz,
    position int NOT NULL,
    PRIMARY KEY (event_id, id),
    FOREIGN KEY (event_id, area_id) REFERENCES areas
  )`,

  // inventory: the one row that a batch locks, narrow and with room for updates in place (HOT)
  `CREATE TABLE sales (
    event_id uuid PRIMARY KEY,
    config_version int NOT NULL DEFAULT 1,
    counts_version bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 20, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0)`,
  `CREATE TABLE counters (
    event_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('area', 'ticket-type')),
    capacity int,
    held int NOT NULL DEFAULT 0,
    sold int NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, id),
    CHECK (kind <> 'area' OR capacity IS NOT NULL),
    CHECK (held >= 0 AND sold >= 0 AND held + sold <= capacity)
  ) WITH (fillfactor = 20, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0)`,
  `CREATE TABLE holds (
    event_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'confirmed', 'released', 'expired')),
    expires_at timestamptz NOT NULL,
    extensions smallint NOT NULL DEFAULT 0,
    lines json NOT NULL,
    total_minor bigint NOT NULL,
    PRIMARY KEY (event_id, id)
  ) WITH (fillfactor = 80)`,
  `CREATE INDEX active_holds_by_end ON holds (event_id, expires_at) WHERE state = 'active'`,
  `CREATE TABLE account_places (
    event_id uuid NOT NULL,
    account_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    places int NOT NULL CHECK (places >= 0),
    PRIMARY KEY (event_id, account_id, ticket_type_id)
  ) WITH (fillfactor = 60)`,
  // key: 128 bits of the hash of account and Idempotency-Key; fingerprint: of what was asked. As uuid, which is the
  // shortest fixed form that an index compares: half the time of the texts.
  `CREATE TABLE answers (
    event_id uuid NOT NULL,
    key uuid NOT NULL,
    fingerprint uuid NOT NULL,
    reply text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, key)
  )`,
  `CREATE INDEX answers_by_age ON answers USING brin (created_at)`,
  `CREATE TABLE inventory_changes (
    event_id uuid NOT NULL,
    version bigint NOT NULL,
    counters jsonb NOT NULL,
    seats jsonb,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, version)
  )`,
  `CREATE INDEX inventory_changes_by_age ON inventory_changes USING brin (at)`,

  // tickets and orders
  `CREATE TABLE ticket_keys (
    id smallint PRIMARY KEY,
    private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE orders (
    event_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('awaiting-payment', 'confirmed', 'cancelled', 'expired')),
    hold_id uuid,
    lines json NOT NULL,
    total_minor bigint NOT NULL,
    payment_method text,
    payment_state text NOT NULL CHECK (payment_state IN ('none', 'due', 'paid', 'partly-refunded', 'refunded')),
    due_minor bigint NOT NULL CHECK (due_minor BETWEEN 0 AND total_minor),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, id)
  )`,
  `CREATE INDEX orders_by_account ON orders (account_id, id)`,
  `CREATE INDEX orders_by_id ON orders (id)`,
  `CREATE UNIQUE INDEX one_order_a_hold ON orders (event_id, hold_id) WHERE hold_id IS NOT NULL`,
  `CREATE TABLE tickets (
    event_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    ticket_type_id uuid NOT NULL,
    price_minor bigint NOT NULL,
    state text NOT NULL DEFAULT 'valid' CHECK (state IN ('valid', 'used', 'void')),
    key_id smallint NOT NULL,
    generation smallint NOT NULL DEFAULT 1,
    PRIMARY KEY (event_id, id)
  )`,
  `CREATE INDEX tickets_by_order ON tickets (event_id, order_id)`,

  // activity: what was done, what was refused, and the log while an admin watches it
  // A row is what one transaction did of one kind, once or many times: a row a batch instead of a row a hold saves a
  // tenth of the batch's time.
  `CREATE TABLE activity (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    event_id uuid,
    operation text NOT NULL,
    account_ids uuid[] NOT NULL,
    subject_ids uuid[] NOT NULL,
    details json NOT NULL
  )`,
  // Ids do not get smaller by compressing, and trying costs more than writing them.
  `ALTER TABLE activity ALTER account_ids SET STORAGE EXTERNAL, ALTER subject_ids SET STORAGE EXTERNAL,
    ALTER details SET STORAGE EXTERNAL`,
  `CREATE INDEX activity_by_event ON activity (event_id, id) WHERE event_id IS NOT NULL`,
  `CREATE TABLE refusals (
    event_id uuid NOT NULL,
    code text NOT NULL,
    minute timestamptz NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (event_id, minute, code)
  )`,
  `CREATE TABLE log_watch (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    until timestamptz NOT NULL
  )`,
  `CREATE UNLOGGED TABLE log_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    node text NOT NULL,
    line text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
  )`,
]
