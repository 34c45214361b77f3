import { signIn, signUp } from '@fairground/contract'
import { Box, Text } from 'ink'
import { useState } from 'react'

import { refusalLines } from './attempt.ts'
import { answersOf, correct, type Form, formOf, type Question } from './form.ts'
import { useFormStrokes } from './form-strokes.ts'
import { FormView } from './form-view.tsx'
import { Frame, Refusal, Waiting } from './frame.tsx'
import { Choices } from './choices.tsx'
import { useRequests } from './request.ts'
import { useStage } from './stage.tsx'

type Name = 'name' | 'email' | 'password' | 'again'

const EMAIL: Question<Name> = { name: 'email', label: 'E-mail' }
const PASSWORD: Question<Name> = { name: 'password', label: 'Password', isSecret: true }

const QUESTIONS: Record<Way, readonly Question<Name>[]> = {
  'sign-in': [EMAIL, PASSWORD],
  'sign-up': [
    { name: 'name', label: 'Name', hint: 'how you want to be called' },
    EMAIL,
    { ...PASSWORD, hint: 'at least 8 characters' },
    { name: 'again', label: 'Once more', isSecret: true, hint: 'so that a slip of the finger does not lock you out' },
  ],
}

export type Way = 'sign-in' | 'sign-up'

const TITLES: Record<Way, string> = { 'sign-in': 'Sign in', 'sign-up': 'Sign up' }

/** Asks for a sign-in in the place where it is needed, and goes on there. */
export function SignInPlace({ purpose }: { purpose: string }) {
  const { visit } = useStage()
  const [way, setWay] = useState<Way>()
  if (way) return <SignInForm way={way} onDone={() => {}} onBack={() => setWay(undefined)} />
  return (
    <Choices
      title="Sign in"
      sentence={`You need an account ${purpose}. Nothing you chose is lost.`}
      choices={[
        { name: 'Sign in', description: 'you have an account', choose: () => setWay('sign-in') },
        { name: 'Sign up', description: 'make one: name, e-mail and password', choose: () => setWay('sign-up') },
      ]}
      onBack={() => visit.declineSignIn()}
    />
  )
}

interface SignInFormProps {
  way: Way
  onDone: () => void
  onBack: () => void
}

export function SignInForm({ way, onDone, onBack }: SignInFormProps) {
  const { visit } = useStage()
  const [form, setForm] = useState<Form<Name>>(() => formOf(QUESTIONS[way]))
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<readonly string[]>([])
  const { run, stop, waitsFor } = useRequests()

  async function send(): Promise<void> {
    const { email, password, name, again } = answersOf(form)
    const errors: Partial<Record<Name, string>> = {}
    if (email === '') errors.email = 'Please write your e-mail address.'
    if (password === '') errors.password = 'Please write a password.'
    if (way === 'sign-up' && name === '') errors.name = 'Please write your name.'
    if (way === 'sign-up' && password !== again) errors.again = 'The two passwords differ.'
    setForm(correct(form, errors))
    setRefusal([])
    if (Object.keys(errors).length > 0) return
    setSending(true)
    const result = await run({
      send: (client, signal) =>
        way === 'sign-in'
          ? client(signIn, { body: { email, password }, signal })
          : client(signUp, { body: { email, password, name }, signal }),
      repeats: false,
    })
    setSending(false)
    if (result.state === 'done') {
      await visit.signedIn(result.data.account, result.data.token)
      onDone()
    }
    if (result.state === 'refused') {
      const { problem } = result
      const named = Object.fromEntries(
        (problem.errors ?? []).map(({ path, message }) => [path.replace(/^\//, ''), message]),
      )
      setForm(correct(form, named))
      setRefusal(Object.keys(named).length > 0 ? [] : refusalLines(problem))
    }
  }

  useFormStrokes({ form, onChange: setForm, onSend: send, onLeave: onBack, isSending, onStop: stop })

  return (
    <Frame title={TITLES[way]} keys={['↑↓ Tab move', 'Enter next, on the last send', 'Esc back']}>
      <Box marginBottom={1} flexShrink={0}>
        <Text dimColor>{visit.server}</Text>
      </Box>
      <FormView form={form} />
      {isSending ? <Waiting what={way === 'sign-in' ? 'Signing in' : 'Signing up'} waitsFor={waitsFor} /> : null}
      <Refusal lines={refusal} />
    </Frame>
  )
}
