import { createPlan, listPlans, readPlan, removePlan, replacePlan } from '@fairground/contract'
import type { FastifyInstance } from 'fastify'

import { type Edge, JsonText, notModified, problem, serve } from '../../http/index.ts'
import type { Plans } from './plans.ts'

export function planRoutes(app: FastifyInstance, edge: Edge, plans: Plans): void {
  serve(app, edge, createPlan, async (call) => {
    const plan = await plans.create(call.caller, call.body, call)
    call.note({ subjectId: plan.id })
    call.reply.header('etag', etagOf(plan.version))
    return plan
  })

  serve(app, edge, listPlans, async ({ caller, query }) => ({
    items: await plans.list(caller, query.organizerId),
    nextCursor: null,
  }))

  serve(app, edge, readPlan, async (call) => {
    const { caller, params, query, request, reply } = call
    call.note({ subjectId: params.planId })
    const { version, text } = await plans.read(caller, params.planId, query.format)
    reply.header('etag', etagOf(version)).header('cache-control', 'private, no-cache')
    return request.headers['if-none-match'] === etagOf(version) ? notModified : new JsonText(await text())
  })

  serve(app, edge, replacePlan, async (call) => {
    const { caller, params, body, ifMatch, reply } = call
    call.note({ subjectId: params.planId })
    const request = { caller, planId: params.planId, basedOn: versionOf(ifMatch) }
    const plan = await plans.replace(request, body.plan, call)
    reply.header('etag', etagOf(plan.version))
    return plan
  })

  serve(app, edge, removePlan, async (call) => {
    const { planId } = call.params
    call.note({ subjectId: planId })
    await plans.remove(call.caller, planId)
    return null
  })
}

function etagOf(version: number): string {
  return `"${version}"`
}

/** The version that an If-Match names. Throws `stale-version`. */
function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  if (/^\d{1,9}$/.test(ifMatch)) return Number(ifMatch)
  throw problem('stale-version', 'If-Match is not a version of this plan. Read it again and repeat your change.')
}
