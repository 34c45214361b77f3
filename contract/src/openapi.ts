import { PROBLEM_MEDIA_TYPE, problems } from './problems.ts'
import { pathNames, problemsOf, type Route, successStatus, tags } from './route.ts'
import { Problem } from './shapes.ts'

/** The API as an OpenAPI 3.1 document; its schemas are the routes' own, which are JSON Schema already. */
export function openApiDocument(routes: readonly Route[], about: { version: string; server: string }) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fairground',
      version: about.version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Event ticketing that stays correct and fair when everybody arrives at once. ' +
        'Money is an integer of minor units. A POST with an `Idempotency-Key` can be repeated safely: ' +
        'the same key and body give the first answer again.',
    },
    servers: [{ url: about.server }],
    tags: tags.map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-session' },
      },
    },
  }
}

function operationOf(route: Route) {
  const status = successStatus(route)
  const reply = route.replies[status]
  const mediaType = route.stream ? 'text/event-stream' : (route.produces ?? 'application/json')
  const content = status === 204 ? {} : { content: { [mediaType]: { schema: reply } } }
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf(route),
    parameters: parametersOf(route),
    ...requestBodyOf(route),
    responses: { [status]: { description: 'Done', ...content }, ...refusalsOf(route) },
  }
}

function requestBodyOf(route: Route) {
  if (route.body) return { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
  if (!route.upload) return {}
  return { requestBody: { required: true, content: Object.fromEntries(route.upload.map((type) => [type, {}])) } }
}

function securityOf(route: Route) {
  const signedIn = [{ bearer: [] }, { cookie: [] }]
  switch (route.access) {
    case 'anyone':
      return []
    case 'optional':
      return [{}, ...signedIn]
    case 'account':
    case 'admin':
      return signedIn
    default:
      return route.access satisfies never
  }
}

function parametersOf(route: Route) {
  const text = { type: 'string' }
  return [
    ...pathNames(route.path).map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...Object.entries(route.query?.properties ?? {}).map(([name, schema]) => ({ name, in: 'query', schema })),
    ...(route.idempotent ? [{ name: 'Idempotency-Key', in: 'header', schema: { ...text, maxLength: 200 } }] : []),
    ...(route.versioned ? [{ name: 'If-Match', in: 'header', schema: text }] : []),
  ]
}

/** Problems share a status: the codes that it can carry are told in its description. */
function refusalsOf(route: Route) {
  const byStatus = Map.groupBy(problemsOf(route), (code) => problems[code].status)
  const schema = { $ref: '#/components/schemas/Problem' }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('. '),
        content: { [PROBLEM_MEDIA_TYPE]: { schema } },
      },
    ]),
  )
}
