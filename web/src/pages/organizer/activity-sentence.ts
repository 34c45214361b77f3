import type { listActivity, ReplyOf } from '@fairground/contract'

export type ActivityEntry = ReplyOf<typeof listActivity>['items'][number]

/** A sentence of the catalogue and its values; `name` is who did it. */
type Sentence =
  | {
      readonly key: `did-${Operation}`
      readonly count?: number
      readonly amountMinor?: number
      readonly fields?: readonly Field[]
    }
  | { readonly key: 'did-something'; readonly operation: string }

const OPERATIONS = [
  'create-event',
  'create-area',
  'create-ticket-type',
  'put-picture',
  'change-picture',
  'remove-picture',
  'import-archive',
] as const
/** Of holds, each with its number of places. */
const HOLDS = ['place-hold', 'change-hold', 'extend-hold', 'release-hold'] as const
const FIELDS = [
  'title',
  'startsAt',
  'endsAt',
  'timeZone',
  'venue',
  'description',
  'areas',
  'maxTicketsPerAccount',
  'holdSeconds',
  'salesStartAt',
  'salesEndAt',
  'paymentMethods',
  'name',
  'priceMinor',
  'quota',
  'maxPerOrder',
  'maxPerAccount',
] as const

export type Field = (typeof FIELDS)[number]
type Operation =
  | (typeof OPERATIONS)[number]
  | (typeof HOLDS)[number]
  | 'place-order'
  | 'place-order-free'
  | 'change-ticket-type'
  | 'change-event'
  | 'publish'
  | 'unpublish'
  | 'cancel'

/** What was done, as a person would tell it. What this page does not know yet keeps the name of its operation. */
export function sentenceOf({ operation, detail }: Pick<ActivityEntry, 'operation' | 'detail'>): Sentence {
  const plain = OPERATIONS.find((one) => one === operation)
  if (plain) return { key: `did-${plain}` }
  const hold = HOLDS.find((one) => one === operation)
  if (hold) return { key: `did-${hold}`, count: numberIn(detail, 'places') }
  switch (operation) {
    case 'place-order': {
      const [count, amountMinor] = [numberIn(detail, 'tickets'), numberIn(detail, 'totalMinor')]
      return amountMinor > 0 ? { key: 'did-place-order', count, amountMinor } : { key: 'did-place-order-free', count }
    }
    case 'change-event':
      return changeOf(detail)
    case 'change-ticket-type':
      return { key: 'did-change-ticket-type', fields: fieldsIn(detail) }
    default:
      return { key: 'did-something', operation }
  }
}

function changeOf(detail: ActivityEntry['detail']): Sentence {
  switch (detail['status']) {
    case 'published':
      return { key: 'did-publish' }
    case 'draft':
      return { key: 'did-unpublish' }
    case 'cancelled':
      return { key: 'did-cancel' }
    default:
      return { key: 'did-change-event', fields: fieldsIn(detail) }
  }
}

function fieldsIn({ fields }: ActivityEntry['detail']): Field[] {
  return Array.isArray(fields) ? FIELDS.filter((field) => fields.includes(field)) : []
}

function numberIn(detail: ActivityEntry['detail'], name: string): number {
  const value = detail[name]
  return typeof value === 'number' ? value : 0
}
