import type { Plan } from '@fairground/contract'
import { toPretix } from '@fairground/seating'

/** As large as the service takes. */
const MOST_BYTES = 32 * 1024 * 1024

export interface FileFault {
  /** `zones.0.rows.3.seats.7`; empty for the file as a whole. */
  readonly path: string
  readonly rule: 'too-large' | 'not-json' | 'not-a-plan' | 'missing' | 'wrong'
}

export type PlanReading = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly fault: FileFault }

/** A file of ours or of pretix's, or where it is not one. What is in it is checked when it is drawn, and by the service. */
export async function readPlanFile(file: Blob): Promise<PlanReading> {
  if (file.size > MOST_BYTES) return { ok: false, fault: { path: '', rule: 'too-large' } }
  return readPlanText(await file.text())
}

export function readPlanText(text: string): PlanReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, fault: { path: '', rule: 'not-json' } }
  }
  if (!isRecord(value) || !('zones' in value)) return { ok: false, fault: { path: '', rule: 'not-a-plan' } }
  const fault = firstFault(value, PLAN, '')
  // Each member that the editor reads has its form by now.
  return fault ? { ok: false, fault } : { ok: true, plan: value as unknown as Plan }
}

/** What the editor reads of a plan. The contract says more, and the service checks all of it. */
type Form =
  | 'text'
  | 'number'
  | 'flag'
  | { readonly list: Form }
  | { readonly needs: Readonly<Record<string, Form>>; readonly may?: Readonly<Record<string, Form>> }

const POINT: Form = { needs: { x: 'number', y: 'number' } }
const SEAT: Form = {
  needs: { seat_guid: 'text', seat_number: 'text', position: POINT, category: 'text' },
  may: {
    radius: 'number',
    accessible: 'flag',
    companion: 'flag',
    restricted_view: 'flag',
    aisle: 'flag',
    blocked: 'flag',
  },
}
const ROW: Form = {
  needs: { row_number: 'text', seats: { list: SEAT } },
  may: { position: POINT, drawn: { needs: { spacing: 'number', curve: 'number', rotation: 'number' } } },
}
const AREA: Form = {
  needs: {},
  may: {
    ...{ shape: 'text', color: 'text', border_color: 'text', rotation: 'number', position: POINT, stage: 'flag' },
    polygon: { needs: { points: { list: POINT } } },
    rectangle: { needs: { width: 'number', height: 'number' } },
    ellipse: { needs: { radius: POINT } },
    circle: { needs: { radius: 'number' } },
    text: { needs: { text: 'text', position: POINT }, may: { size: 'number', color: 'text' } },
    standing: { needs: { name: 'text', capacity: 'number' } },
  },
}
const PLAN: Form = {
  needs: {
    name: 'text',
    size: { needs: { width: 'number', height: 'number' } },
    categories: { list: { needs: { name: 'text' }, may: { color: 'text' } } },
    zones: {
      list: {
        needs: { position: POINT, rows: { list: ROW } },
        may: { name: 'text', floor: 'text', areas: { list: AREA }, outline: { list: POINT } },
      },
    },
  },
  may: { focal_point: POINT, floors: { list: { needs: { name: 'text' } } } },
}

function firstFault(value: unknown, form: Form, path: string): FileFault | undefined {
  const wrong: FileFault = { path, rule: 'wrong' }
  if (form === 'text') return typeof value === 'string' ? undefined : wrong
  if (form === 'number') return typeof value === 'number' && Number.isFinite(value) ? undefined : wrong
  if (form === 'flag') return typeof value === 'boolean' ? undefined : wrong
  if ('list' in form) {
    if (!Array.isArray(value)) return wrong
    for (const [index, part] of value.entries()) {
      const fault = firstFault(part, form.list, `${path}.${index}`)
      if (fault) return fault
    }
    return undefined
  }
  if (!isRecord(value)) return wrong
  for (const [name, own] of [...Object.entries(form.needs), ...Object.entries(form.may ?? {})]) {
    const at = path === '' ? name : `${path}.${name}`
    if (!(name in value)) {
      if (name in form.needs) return { path: at, rule: 'missing' }
      continue
    }
    const fault = firstFault(value[name], own, at)
    if (fault) return fault
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export type FileForm = 'fairground' | 'pretix'

/** Gives the reader a file of a plan. */
export function downloadPlan(plan: Plan, form: FileForm): void {
  const text = JSON.stringify(form === 'pretix' ? toPretix(plan) : plan, null, 1)
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName(plan.name, form)
  link.click()
  // The browser has begun to read it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url))
}

export function fileName(name: string, form: FileForm): string {
  const words = name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `${words || 'plan'}${form === 'pretix' ? '.pretix' : ''}.json`
}
