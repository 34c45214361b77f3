import { fieldError } from '../../i18n/problems.ts'
import type { TextKey, Translate } from '../../i18n/text.ts'
import type { FieldError } from './draft-reading.ts'

/** Rules of this form, beside those that all pages know. */
const OWN_RULES = new Set([
  'price',
  'whole',
  'minutes',
  'currency',
  'time-needed',
  'below-sold',
  'needed',
  'no-seats',
  'no-such-plan',
  'no-such-category',
  'category-not-sold',
  'no-such-standing',
  'too-many',
  'below-sold-now',
  'not-a-picture',
  'too-large',
  'wrong-content-type',
])

/** What is not right at `path`, in words. */
export function errorAt(t: Translate, errors: readonly FieldError[], path: string): string | undefined {
  const found = errors.find((error) => error.path === path)
  if (!found) return undefined
  const { rule, limit } = found
  if (OWN_RULES.has(rule)) return t(`organizer.rule-${rule}` as TextKey, { count: limit ?? 0 })
  const problem = { code: 'invalid', status: 422, title: '', detail: '' } as const
  return fieldError(t, { ...problem, errors: [{ path, rule, limit, message: rule }] }, path)
}
