import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib'

import type { Plan, PlanSummary, SeatGeometry } from '@fairground/contract'
import { GEOMETRY_FORM, geometryOf, planErrors, readGeometry, type SeatMap } from '@fairground/seating'

/** What a plan says, known by its hash (and its geometry's form's): never changed, and shared by all who say the same. */
export interface PlanContent {
  readonly hash: string
  readonly name: string
  /** All of them, also those that are blocked or not for sale. */
  readonly seats: number
  readonly categories: PlanSummary['categories']
  readonly standing: PlanSummary['standing']
  /** JSON, gzip: 60,000 seats are 7 MB, and 0.5 MB packed. */
  readonly plan: Buffer
  /** JSON of the `SeatGeometry`, brotli: as it is sent. */
  readonly geometry: Buffer
}

/** 128 bits of SHA-256: nobody finds two plans with the same. */
const HASH_LENGTH = 32
/** Of 11: an arena's 445 kB become 55 kB in 10 ms; with 9 it is 50 kB in 35 ms. */
const BROTLI_QUALITY = 5

export type Packed =
  | { readonly ok: true; readonly content: PlanContent }
  | { readonly ok: false; readonly errors: ReturnType<typeof planErrors> }

/**
 * Packs a plan if nothing is wrong with it: 60,000 seats in half a second on a new thread, half of it for the checks,
 * and only the last 60 ms (gzip, Brotli) beside the calling thread.
 */
export async function checkAndPack(plan: Plan): Promise<Packed> {
  const errors = planErrors(plan)
  return errors.length > 0 ? { ok: false, errors } : { ok: true, content: await packPlan(plan) }
}

export async function packPlan(plan: Plan): Promise<PlanContent> {
  const text = canonicalText(plan)
  const contentHash = hash('sha256', `${GEOMETRY_FORM}\n${text}`, 'hex').slice(0, HASH_LENGTH)
  const geometry = JSON.stringify(geometryOf(plan, contentHash))
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
  const [packedPlan, packedGeometry] = await Promise.all([
    promisify(gzip)(text),
    promisify(brotliCompress)(geometry, { params }),
  ])
  return { ...summaryOf(plan), hash: contentHash, plan: packedPlan, geometry: packedGeometry }
}

export async function unpackPlan(packed: Buffer): Promise<string> {
  return (await promisify(gunzip)(packed)).toString()
}

export function unpackGeometry(packed: Buffer): Promise<Buffer> {
  return promisify(brotliDecompress)(packed)
}

export async function mapOf(packed: Buffer): Promise<SeatMap> {
  // Written by `packPlan`.
  return readGeometry(JSON.parse((await unpackGeometry(packed)).toString()) as SeatGeometry)
}

/** What a map weighs in memory, in seats: a row and a point of a shape or an outline are about as much as one. */
export function weightOf({ seats, rows, shapes, sections }: SeatMap): number {
  let weight = seats + rows.length
  for (const { points } of shapes) weight += points.length
  for (const { outline } of sections) weight += outline.length
  return weight
}

function summaryOf(plan: Plan): Pick<PlanContent, 'name' | 'seats' | 'categories' | 'standing'> {
  const counts = new Map<string, number>()
  let seats = 0
  for (const zone of plan.zones) {
    for (const row of zone.rows) {
      for (const { category } of row.seats) counts.set(category, (counts.get(category) ?? 0) + 1)
      seats += row.seats.length
    }
  }
  return {
    name: plan.name,
    seats,
    categories: plan.categories.map(({ name, color }) => ({
      name,
      color: color ?? null,
      seats: counts.get(name) ?? 0,
    })),
    standing: plan.zones.flatMap((zone) => (zone.areas ?? []).flatMap(({ standing }) => standing ?? [])),
  }
}

/** JSON with the members of objects in the order of their names: the same plan is the same text, whoever wrote it. */
export function canonicalText(plan: unknown): string {
  return JSON.stringify(sorted(plan))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const members: Record<string, unknown> = {}
  // Of a plan, whose objects have no names but those of its schema.
  for (const name of Object.keys(value).toSorted()) members[name] = sorted((value as Record<string, unknown>)[name])
  return members
}
