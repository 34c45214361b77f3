import type { ClientProblem } from '@fairground/contract/client'

import { type TextKey, type Translate, useText } from './text.ts'

/** The sentence for a refusal. The codes are the contract's; `common.problem-…` has one sentence for each. */
export function problemText(t: Translate, problem: ClientProblem): string {
  const { code, left, held, retryAfterSeconds = 1 } = problem
  if (code === 'not-enough-left') return t('common.problem-not-enough-left', { count: left ?? 0 })
  if (code === 'sold-out' && held) return t('common.problem-sold-out-held', { count: held })
  if (code === 'account-limit' && left) return t('common.problem-account-limit-left', { count: left })
  if (code === 'too-many-requests') return t('common.problem-too-many-requests', { count: retryAfterSeconds })
  return t(`common.problem-${code}`)
}

export function useProblemText(): (problem: ClientProblem) => string {
  const t = useText()
  return (problem) => problemText(t, problem)
}

/** What is not right with the field at `path` (`areas.0.name`), if the service found something. */
export function fieldError(t: Translate, problem: ClientProblem | undefined, path: string): string | undefined {
  const found = problem?.errors?.find((error) => error.path === path)
  if (!found) return undefined
  const { rule, limit, message } = found
  if (rule === undefined || !KNOWN_RULES.has(rule)) return message
  return t(`common.rule-${rule}` as TextKey, { count: limit ?? 0 })
}

/** The rules for which the catalogues have a sentence; any other is told in the service's own words. */
const KNOWN_RULES = new Set([
  'required',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'type',
  'pattern',
  'format-email',
  'format-date-time',
  'in-the-past',
  'not-after-start',
  'unknown-zone',
  'repeated',
  'no-such-time',
])
