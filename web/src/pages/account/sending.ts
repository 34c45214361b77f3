import { useMutation } from '@tanstack/react-query'
import type { ClientProblem } from '@fairground/contract/client'
import { type FormEvent, useEffect, useRef, useState } from 'react'

import { problemOf } from '../../api/client.ts'
import { fieldError, problemText } from '../../i18n/problems.ts'
import { useText } from '../../i18n/text.ts'

interface SendingOptions<Field extends string, Answer> {
  readonly fields: readonly Field[]
  /** Those that must not be left empty. */
  readonly required: readonly Field[]
  /** Refusals that belong to a field, by their code. */
  readonly places?: Partial<Record<ClientProblem['code'], Field>>
  readonly send: (values: Record<Field, string>) => Promise<Answer>
  readonly onDone: (answer: Answer, form: HTMLFormElement) => unknown
}

/**
 * A form on its way to the service. The fields keep what was typed, since nothing but the browser holds it (password
 * managers fill it in without a word). What is refused is said at its field, or else by `error`, and gets the focus.
 */
export function useSending<Field extends string, Answer>(options: SendingOptions<Field, Answer>) {
  const { fields, required, places = {}, send, onDone } = options
  const t = useText()
  const form = useRef<HTMLFormElement>(null)
  const [missing, setMissing] = useState<readonly Field[]>([])
  const sending = useMutation({ mutationFn: send })
  const problem = problemOf(sending.error)
  const place = problem && places[problem.code]

  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const notice = form.current?.querySelector<HTMLElement>('[data-refusal]')
    if (sending.error || missing.length > 0) (wrong ?? notice)?.focus()
  }, [sending.error, missing])

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (sending.isPending) return
    const element = event.currentTarget
    const data = new FormData(element)
    const values = Object.fromEntries(fields.map((name) => [name, textOf(data.get(name))]))
    const empty = required.filter((name) => values[name]?.trim() === '')
    setMissing(empty)
    if (empty.length > 0) {
      sending.reset()
      return
    }
    sending.mutate(
      // Made of `fields` two lines above.
      values as Record<Field, string>,
      { onSuccess: (answer) => void onDone(answer, element) },
    )
  }

  function errorOf(name: Field): string | undefined {
    if (missing.includes(name)) return t('common.fieldRequired')
    if (problem && place === name) return problemText(t, problem)
    return fieldError(t, problem, name)
  }

  const isAllAtFields =
    place !== undefined ||
    (problem?.code === 'invalid' && problem.errors?.every(({ path }) => fields.some((name) => name === path)))
  return {
    form: { ref: form, onSubmit, noValidate: true },
    busy: sending.isPending,
    isDone: sending.isSuccess,
    problem,
    reset: sending.reset,
    errorOf,
    /** What belongs to no field. */
    error: isAllAtFields ? undefined : sending.error,
  }
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : ''
}
