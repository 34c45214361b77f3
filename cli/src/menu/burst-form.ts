import { type BurstPlan, drawSeed, planBurst, REPORT_FILE } from '../burst/plan.ts'
import type { Failure } from '../failure.ts'
import type { Question } from './form.ts'

export type BurstField = 'buyers' | 'rate' | 'quantity' | 'think' | 'seats' | 'report'

/** Each is called what the command calls its option. */
export const BURST_QUESTIONS: readonly Question<BurstField>[] = [
  { name: 'buyers', label: 'Buyers', answer: '100', hint: 'how many come' },
  { name: 'rate', label: 'Rate', hint: 'like 50/s or 600/min; empty is all within 2 s, at most 2000/s' },
  { name: 'quantity', label: 'Quantity', answer: '1', hint: 'places that each wants, like 2 or 1-4' },
  { name: 'think', label: 'Thinking', answer: '1s', hint: 'mean time between hold and confirmation, like 500ms' },
  { name: 'seats', label: 'Seats', hint: 'random, best, same or one (as two or all want them); empty is best' },
  { name: 'report', label: 'Report', answer: REPORT_FILE, hint: 'a file for the pictures. Enter lets the buyers in' },
]

/** What the answers ask for; an empty one is the command's default. Refuses with a `Failure`. */
export function burstOf(answers: Record<BurstField, string>): { plan: BurstPlan; report: string } {
  const { buyers, rate, quantity, think, seats, report } = answers
  const options = {
    buyers: buyers || undefined,
    rate: rate || undefined,
    quantity: quantity || undefined,
    think: think || undefined,
    seats: seats || undefined,
  }
  return { plan: planBurst(options, drawSeed()), report: report || REPORT_FILE }
}

/** The refusal at the answer that it begins with, called as the form calls it; empty where it is about none of them. */
export function burstErrors({ problem }: Failure): Partial<Record<BurstField, string>> {
  const question = BURST_QUESTIONS.find(({ name }) => problem.detail.startsWith(`--${name} `))
  return question ? { [question.name]: problem.detail.replace(`--${question.name}`, question.label) } : {}
}
