import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { problem } from '../../http/index.ts'

/** At 12 MB each some 100 MB of files that wait for their turn. */
const MOST_UPLOADS = 8

/**
 * A part of the app whose routes take files of these types as their body. Few at a time, and of each account one: files
 * are large, and whoever sends one slowly keeps nobody but themselves from it. Answers `busy` before the file is read.
 */
export function withUploads(
  app: FastifyInstance,
  types: readonly string[],
  add: (part: FastifyInstance) => void,
): void {
  const uploading = new Set<string>()

  function takeTurn(request: FastifyRequest, reply: FastifyReply): void {
    const accountId = request.edgeState?.caller?.accountId ?? request.ip
    if (uploading.has(accountId))
      throw problem('busy', 'Another picture of yours is still on its way. Wait for it first.')
    if (uploading.size >= MOST_UPLOADS) {
      throw problem('busy', 'Many pictures are on their way right now. Nothing was changed; try again.')
    }
    uploading.add(accountId)
    // The one that comes however the request ends, also when the sender goes away in the middle.
    reply.raw.once('close', () => uploading.delete(accountId))
  }

  app.register((part, _options, done) => {
    part.addContentTypeParser([...types], { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body))
    part.addHook('preParsing', (request, reply, _payload, next) => {
      takeTurn(request, reply)
      next()
    })
    add(part)
    done()
  })
}
