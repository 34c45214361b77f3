import type { Generated } from 'kysely'
import type {
  AreaKind,
  EventStatus,
  HoldState,
  Language,
  Line,
  NodeHealth,
  PaymentMethod,
  PlanSummary,
  Role,
  TicketState,
} from '@fairground/contract'

/** What an event keeps of its picture beside the files: WebP, one a width. */
export interface StoredPicture {
  /** Of the files' content; in their address, so that a copy is good for ever. */
  readonly hash: string
  readonly alt: string
  readonly focusX: number
  readonly focusY: number
  readonly sizes: readonly { readonly width: number; readonly height: number }[]
}

/** The tables as Kysely sees them, in the order of the migrations, which say why each is as it is. */
export interface Tables {
  accounts: {
    id: string
    email: string
    name: string
    password_hash: string | null
    admin: Generated<boolean>
    language: Generated<Language | null>
    disabled_at: Generated<Date | null>
    created_at: Generated<Date>
  }
  sessions: {
    id: string
    account_id: string
    token_hash: Buffer
    device: string
    created_at: Generated<Date>
    last_used_at: Generated<Date>
    expires_at: Date
  }
  sign_in_failures: { email_hash: Buffer; window_start: Date; failures: number }
  organizers: { id: string; name: string; slug: string; created_at: Generated<Date> }
  members: { organizer_id: string; account_id: string; role: Role }
  admin_invitations: {
    token_hash: Buffer
    email: string | null
    invited_by: string
    expires_at: Date
    used_at: Generated<Date | null>
  }

  plan_contents: {
    hash: string
    name: string
    seats: number
    categories: PlanSummary['categories']
    standing: PlanSummary['standing']
    plan: Buffer
    geometry: Buffer
    used_at: Generated<Date>
  }
  plans: {
    id: string
    organizer_id: string | null
    hash: string
    version: Generated<number>
    changed_at: Generated<Date>
  }

  events: {
    id: string
    organizer_id: string
    slug: string
    title: string
    description: string
    status: EventStatus
    starts_at: Date
    ends_at: Date | null
    time_zone: string
    venue: { name: string; address?: string } | null
    currency: string
    max_tickets_per_account: number | null
    hold_seconds: number
    sales_start_at: Date | null
    sales_end_at: Date | null
    payment_methods: PaymentMethod[]
    picture: Generated<StoredPicture | null>
    created_at: Generated<Date>
  }
  picture_files: { event_id: string; hash: string; width: number; bytes: Buffer }
  areas: {
    event_id: string
    id: string
    name: string
    kind: AreaKind
    position: number
    plan_hash: Generated<string | null>
    no_lonely_seats: Generated<boolean>
    standing: Generated<string | null>
  }
  ticket_types: {
    event_id: string
    id: string
    area_id: string
    name: string
    description: string
    price_minor: number
    max_per_order: number | null
    max_per_account: number | null
    sales_start_at: Date | null
    sales_end_at: Date | null
    position: number
    category: Generated<string | null>
    category_id: Generated<string | null>
  }

  sales: { event_id: string; config_version: Generated<number>; counts_version: Generated<number> }
  counters: {
    event_id: string
    id: string
    kind: 'area' | 'category' | 'ticket-type'
    capacity: number | null
    held: Generated<number>
    sold: Generated<number>
  }
  holds: {
    event_id: string
    id: string
    account_id: string
    state: HoldState
    expires_at: Date
    extensions: Generated<number>
    lines: Line[]
    total_minor: number
  }
  account_places: { event_id: string; account_id: string; ticket_type_id: string; places: number }
  answers: {
    event_id: string
    key: string
    fingerprint: string
    reply: string
    created_at: Generated<Date>
  }
  seat_claims: {
    event_id: string
    seat_id: string
    state: 'held' | 'sold' | 'blocked'
    hold_id: string | null
  }
  inventory_changes: {
    event_id: string
    version: number
    counters: { id: string; capacity: number | null; held: number; sold: number }[]
    seats: Buffer | null
    at: Generated<Date>
  }

  ticket_keys: { id: number; private_key: Buffer; public_key: Buffer; created_at: Generated<Date> }
  orders: {
    event_id: string
    id: string
    account_id: string
    state: 'awaiting-payment' | 'confirmed' | 'cancelled' | 'expired'
    hold_id: string | null
    lines: Line[]
    total_minor: number
    payment_method: PaymentMethod | null
    payment_state: 'none' | 'due' | 'paid' | 'partly-refunded' | 'refunded'
    due_minor: number
    created_at: Date
  }
  tickets: {
    event_id: string
    id: string
    order_id: string
    ticket_type_id: string
    price_minor: number
    state: Generated<TicketState>
    key_id: number
    generation: Generated<number>
    seat_id: Generated<string | null>
  }

  activity: {
    id: Generated<number>
    at: Generated<Date>
    event_id: string | null
    operation: string
    account_ids: (string | null)[]
    subject_ids: (string | null)[]
    details: (Record<string, unknown> | null)[]
  }
  refusals: { event_id: string; code: string; minute: Date; count: number }
  log_watch: { one: Generated<boolean>; until: Date }
  node_health: { node: string; at: Generated<Date>; health: NodeHealth }
  last_errors: {
    id: Generated<number>
    at: Generated<Date>
    node: string
    level: string
    message: string
    detail: string
  }
  log_lines: { id: Generated<number>; node: string; line: string; at: Generated<Date> }
}
