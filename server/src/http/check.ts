import { type TObject, type TSchema, Type } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

import { type FieldProblem, problem } from './problem.ts'

/** More errors than a form has fields help nobody. */
const MOST_ERRORS = 20

/** Compiles the check of a body. The result throws problem `invalid` with `errors[]`, or returns the value. */
export function bodyCheck(schema: TSchema | undefined): (value: unknown) => unknown {
  if (schema === undefined) return refuseBody
  const validator = Compile(schema)
  return (value) => {
    if (!validator.Check(value)) throw invalid(fieldErrors(validator, value))
    return value
  }
}

/** As `bodyCheck`, for a query string: its values are text and are converted where the schema wants numbers. */
export function queryCheck(schema: TObject | undefined): (value: unknown) => unknown {
  if (schema === undefined) return () => ({})
  const validator = Compile(schema)
  return (value) => {
    const converted = withNumbers(schema, value as Record<string, unknown>)
    const broken = Object.entries(converted as object).find(([, text]) => String(text).includes('\0'))
    if (broken) throw invalid([{ path: broken[0], message: 'has a NUL in it', rule: 'nul' }])
    if (!validator.Check(converted)) throw invalid(fieldErrors(validator, converted))
    return converted
  }
}

/** Only what is a whole number becomes one: 1.5 is refused, not cut off. */
function withNumbers(schema: TObject, query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      const wanted = schema.properties[name]
      const isWhole = typeof value === 'string' && /^-?\d{1,15}$/.test(value)
      return [name, isWhole && wanted && Type.IsInteger(wanted) ? Number(value) : value]
    }),
  )
}

/** The refusal of fields that no schema can judge (a date in the past, an unknown time zone). */
export function invalid(errors: FieldProblem[], outcome = 'Nothing was changed.'): Error {
  const first = errors[0]
  const where = first?.path ? `${first.path}: ` : ''
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return problem('invalid', `${where}${first?.message ?? 'not understood'}${more}. ${outcome}`, { errors })
}

function refuseBody(value: unknown): undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object' && Object.keys(value).length === 0) return undefined
  throw invalid([{ path: '', message: 'this request takes no body', rule: 'no-body' }])
}

function fieldErrors(validator: Validator, value: unknown): FieldProblem[] {
  const errors: FieldProblem[] = []
  for (const error of validator.Errors(value)) {
    // An unknown field is told once, by its name; of a union's parts the union itself tells enough.
    if (error.keyword === 'additionalProperties' || error.keyword === 'anyOf') continue
    const path = error.instancePath.slice(1).replaceAll('/', '.')
    for (const broken of problemsOf(path, error)) {
      if (errors.length < MOST_ERRORS && !errors.some((known) => known.path === broken.path)) errors.push(broken)
    }
  }
  return errors.length > 0 ? errors : [{ path: '', message: 'not in the expected form', rule: 'type' }]
}

interface SchemaError {
  readonly keyword: string
  readonly params: Record<string, unknown>
}

/** Fields that are missing are told one by one, each under its own name, as a form shows them. */
function problemsOf(path: string, { keyword, params }: SchemaError): FieldProblem[] {
  if (keyword === 'required') {
    const missing = (params['requiredProperties'] as string[] | undefined) ?? []
    return missing.map((name) => ({ path: path ? `${path}.${name}` : name, message: 'is missing', rule: 'required' }))
  }
  const { limit } = params
  const broken = { path, message: messageOf(keyword, params), rule: ruleOf(keyword, params) }
  return [typeof limit === 'number' ? { ...broken, limit } : broken]
}

/** The schema's keyword, but where that alone says too little. */
function ruleOf(keyword: string, params: Record<string, unknown>): string {
  if (keyword === 'boolean') return 'unknown-field'
  return keyword === 'format' ? `format-${String(params['format'])}` : keyword
}

export const UNKNOWN_FIELD = 'is not a known field'

const FORMATS: Record<string, string> = {
  'date-time': 'has to be a date and time that exist, with a zone, like 2027-12-10T10:30:00+01:00',
  email: 'has to be an e-mail address',
  uuid: 'has to be an id',
}

function messageOf(keyword: string, params: Record<string, unknown>): string {
  const limit = Number(params['limit'])
  switch (keyword) {
    case 'boolean':
      return UNKNOWN_FIELD
    case 'format':
      return FORMATS[String(params['format'])] ?? 'is not in the expected form'
    case 'minLength':
      return `has to have at least ${count(limit, 'character')}`
    case 'maxLength':
      return `has to have at most ${count(limit, 'character')}`
    case 'minimum':
      return `has to be at least ${limit}`
    case 'maximum':
      return `has to be at most ${limit}`
    case 'minItems':
      return `has to have at least ${count(limit, 'entry', 'entries')}`
    case 'maxItems':
      return `has to have at most ${count(limit, 'entry', 'entries')}`
    case 'uniqueItems':
      return 'has the same entry twice'
    case 'minProperties':
      return `has to have at least ${count(limit, 'field')}`
    case 'const':
    case 'enum':
      return 'is not a value that it can have'
    case 'type':
      return `has to be ${article(String(params['type']))}`
    default:
      return 'is not in the expected form'
  }
}

function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`
}

function article(type: string): string {
  return type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
