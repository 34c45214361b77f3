import type { Event } from '@fairground/contract'

import { useText } from '../../i18n/text.ts'
import { Badge } from '../../ui/states.tsx'
import { type Group, groupOf } from './own-events.ts'

const STATUS_KINDS = {
  draft: 'warning',
  published: 'good',
  over: 'quiet',
  cancelled: 'danger',
} as const satisfies Record<Group, string>

export function StatusBadge({ event }: { event: Event }) {
  const t = useText()
  const group = groupOf(event, Date.now())
  return <Badge kind={STATUS_KINDS[group]}>{t(`common.${group}`)}</Badge>
}
