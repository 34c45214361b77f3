import { changePassword, signOut } from '@fairground/contract'
import { Text } from 'ink'
import { useState } from 'react'

import { harmless } from '../text.ts'
import { refusalLines } from './attempt.ts'
import { Choices } from './choices.tsx'
import { answersOf, correct, formOf, type Question } from './form.ts'
import { useFormStrokes } from './form-strokes.ts'
import { FormView } from './form-view.tsx'
import { Frame, Refusal, ReturnHint, Waiting } from './frame.tsx'
import { useRequests } from './request.ts'
import { SignInForm, type Way } from './sign-in.tsx'
import { useReturn, useStage, useStrokes, useVisitState } from './stage.tsx'

type Place = 'choosing' | Way | 'password' | 'signing-out' | { told: string }

export function Account() {
  const { visit, back } = useStage()
  const { token, account } = useVisitState()
  const [place, setPlace] = useState<Place>('choosing')
  const onBack = () => setPlace('choosing')

  function signedIn(): void {
    const who = visit.state().account
    const overruled = visit.tokenFromEnvironment ? ' Other commands still use FAIRGROUND_TOKEN.' : ''
    setPlace({ told: `Signed in to ${visit.server} as ${who?.name} (${who?.email}).${overruled}` })
  }

  if (typeof place === 'object') return <Told sentence={place.told} onReturn={onBack} />
  if (place === 'sign-in' || place === 'sign-up') return <SignInForm way={place} onDone={signedIn} onBack={onBack} />
  if (place === 'password') return <Password onDone={(told) => setPlace({ told })} onBack={onBack} />
  if (place === 'signing-out') return <SigningOut onDone={(told) => setPlace({ told })} onBack={onBack} />
  const signIn = { name: 'Sign in', description: 'with e-mail and password', choose: () => setPlace('sign-in') }
  const signUp = { name: 'Sign up', description: 'make an account', choose: () => setPlace('sign-up') }
  const choices = token
    ? [
        { name: 'Change password', description: 'other sessions of it end', choose: () => setPlace('password') },
        {
          name: 'Sign out',
          description: 'the session ends at the service, too',
          choose: () => setPlace('signing-out'),
        },
        { ...signIn, name: 'Sign in as another', description: 'this session stays valid until it is signed out' },
        signUp,
      ]
    : [signIn, signUp]
  const who = account
    ? `You are ${account.name} (${account.email}).`
    : token
      ? 'You are signed in.'
      : 'You are not signed in.'
  return <Choices title="Account" sentence={harmless(who)} choices={choices} onBack={back} />
}

function Told({ sentence, onReturn }: { sentence: string; onReturn: () => void }) {
  useReturn(onReturn)
  return (
    <Frame title="Account" keys={['Enter return']}>
      <Text>{harmless(sentence)}</Text>
      <ReturnHint />
    </Frame>
  )
}

interface StepProps {
  onDone: (sentence: string) => void
  onBack: () => void
}

type Name = 'current' | 'new' | 'again'

const QUESTIONS: readonly Question<Name>[] = [
  { name: 'current', label: 'Current password', isSecret: true },
  { name: 'new', label: 'New password', isSecret: true, hint: 'at least 8 characters' },
  { name: 'again', label: 'Once more', isSecret: true, hint: 'Enter changes it' },
]

const FIELD_OF_PATH: Readonly<Record<string, Name>> = { currentPassword: 'current', newPassword: 'new' }

function Password({ onDone, onBack }: StepProps) {
  const [form, setForm] = useState(() => formOf(QUESTIONS))
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<readonly string[]>([])
  const { run, stop, waitsFor } = useRequests()

  async function send(): Promise<void> {
    const answers = answersOf(form)
    setRefusal([])
    if (answers.new !== answers.again) return setForm(correct(form, { again: 'The two passwords differ.' }))
    setSending(true)
    const body = { currentPassword: answers.current, newPassword: answers.new }
    const result = await run({
      send: (client, signal) => client(changePassword, { body, signal }),
      repeats: false,
      purpose: 'to change its password',
    })
    setSending(false)
    if (result.state === 'done') return onDone('The password is changed. Other sessions of this account have ended.')
    if (result.state !== 'refused') return undefined
    const { problem } = result
    const errors = (problem.errors ?? []).map(({ path, message }) => [FIELD_OF_PATH[path.replace(/^\//, '')], message])
    setForm(correct(form, Object.fromEntries(errors)))
    setRefusal(errors.length > 0 ? [] : refusalLines(problem))
  }

  useFormStrokes({ form, onChange: setForm, onSend: send, onLeave: onBack, isSending, onStop: stop })

  return (
    <Frame title="Change password" keys={['↑↓ Tab move', 'Enter next, on the last change', 'Esc back']}>
      <FormView form={form} />
      {isSending ? <Waiting what="Changing the password" waitsFor={waitsFor} /> : null}
      <Refusal lines={refusal} />
    </Frame>
  )
}

function SigningOut({ onDone, onBack }: StepProps) {
  const { visit } = useStage()
  const { run, stop, waitsFor } = useRequests()
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<readonly string[]>([])

  async function send(): Promise<void> {
    setSending(true)
    setRefusal([])
    const result = await run({ send: (client, signal) => client(signOut, { signal }), repeats: false })
    setSending(false)
    // A session that had ended already is as good as one that ends now.
    if (result.state === 'refused' && result.problem.code !== 'not-signed-in') {
      return setRefusal(refusalLines(result.problem))
    }
    if (result.state === 'stopped') return undefined
    await visit.signedOut()
    return onDone(`Signed out of ${visit.server}.`)
  }

  useStrokes((stroke) => {
    if (!('key' in stroke)) return false
    if (stroke.key === 'escape') {
      stop()
      onBack()
    } else if (stroke.key === 'enter' && !isSending) void send()
    return true
  })

  return (
    <Frame title="Sign out" keys={['Enter sign out', 'Esc stay']}>
      <Text>Sign out here? Press Enter.</Text>
      {isSending ? <Waiting what="Signing out" waitsFor={waitsFor} /> : null}
      <Refusal lines={refusal} />
    </Frame>
  )
}
