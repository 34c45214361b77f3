import type { Plan } from '@fairground/contract'
import { useRef } from 'react'

import { useText } from '../../../i18n/text.ts'
import { Button } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { type FileFault, readPlanFile } from './plan-file.ts'

interface FileInputProps {
  readonly label: string
  readonly kind?: 'quiet'
  readonly onPlan: (plan: Plan) => void
  readonly onFault: (fault: FileFault) => void
}

/** A button that reads a plan from a file. */
export function FileInput({ label, kind, onPlan, onFault }: FileInputProps) {
  const input = useRef<HTMLInputElement>(null)
  async function take(file: File | undefined) {
    if (!file) return
    const reading = await readPlanFile(file)
    if (reading.ok) onPlan(reading.plan)
    else onFault(reading.fault)
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0])
          currentTarget.value = ''
        }}
      />
      <Button kind={kind} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  )
}

/** Why a file is not taken, and where in it that is. */
export function FileFaultNotice({ fault }: { fault: FileFault | undefined }) {
  const t = useText()
  if (!fault) return null
  const { path, rule } = fault
  return (
    <Notice kind="warning">
      {t(`plans.file-${rule}`)} {path === '' ? null : <code className="ltr">{path}</code>}
    </Notice>
  )
}
