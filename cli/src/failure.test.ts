import { type ProblemCode, problems, readMe } from '@fairground/contract'
import { createClient } from '@fairground/contract/client'
import { expect, test } from 'vitest'

import { EXIT_CODES_HELP, ExitCode, exitCodeOf, Failure, problemLines, usedWrongly } from './failure.ts'

function problemOf(code: ProblemCode) {
  return { code, ...problems[code], detail: 'Told in a sentence.' }
}

function isCode(code: string): code is ProblemCode {
  return code in problems
}

test('every problem of the contract has the exit code of its kind', () => {
  const byExitCode = Object.groupBy(Object.keys(problems).filter(isCode), (code) => exitCodeOf(problemOf(code)))
  expect(byExitCode[ExitCode.usedWrongly]?.toSorted()).toEqual(['invalid', 'too-large', 'unreadable'])
  expect(byExitCode[ExitCode.notFound]).toEqual(['not-found'])
  expect(byExitCode[ExitCode.notAllowed]?.toSorted()).toEqual(['not-allowed', 'not-signed-in', 'wrong-credentials'])
  expect(byExitCode[ExitCode.tryLater]?.toSorted()).toEqual([
    'busy',
    'internal',
    'outcome-unknown',
    'too-many-requests',
    'too-slow',
    'unavailable',
  ])
  expect(byExitCode[ExitCode.refused]).toEqual(
    expect.arrayContaining(['sold-out', 'not-enough-left', 'payment-required']),
  )
})

test('every exit code is in the help', () => {
  for (const code of Object.values(ExitCode)) expect(EXIT_CODES_HELP).toMatch(new RegExp(`^  ${code} +\\w`, 'm'))
})

test('a refusal is a sentence', () => {
  const failure = new Failure({ ...problemOf('not-enough-left'), detail: '30 left of Free. Nothing was taken.' })
  expect(problemLines(failure)).toEqual(['Not enough left: 30 left of Free. Nothing was taken.'])
})

test('fields that are not right are listed by name', () => {
  const errors = [{ path: 'password', message: 'has to have at least 8 characters' }]
  expect(problemLines(new Failure({ ...problemOf('invalid'), errors }))).toEqual([
    'Some fields are not right:',
    '  password: has to have at least 8 characters',
  ])
})

test('the words of a refusal cannot steer the terminal', () => {
  const failure = new Failure({ ...problemOf('not-found'), detail: 'gone\u001b[2J' })
  expect(problemLines(failure).join('\n')).not.toContain('\u001b')
})

test('a service that is away is for later, and it is said how to start one', async () => {
  // Nothing listens on the discard port of this machine; fetch does not even try.
  const outcome = await createClient({ server: 'http://127.0.0.1:9' })(readMe, {})
  if (outcome.ok) throw new Error('something answered')
  expect(exitCodeOf(outcome.problem)).toBe(ExitCode.tryLater)
  expect(problemLines(new Failure(outcome.problem)).at(-1)).toContain('fairground serve')
})

test('wrong use is told in its own words only', () => {
  const failure = usedWrongly('TOTAL is "x".')
  expect(problemLines(failure)).toEqual(['TOTAL is "x".'])
  expect(exitCodeOf(failure.problem)).toBe(ExitCode.usedWrongly)
})
