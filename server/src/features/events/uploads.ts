import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { isGone, problem } from '../../http/index.ts'

/** At 12 MB each some 200 MB: while a file is put together it is there in its pieces as well. */
const MOST_UPLOADS = 8

/**
 * A part of the app whose routes take files of these types as their body, and nothing else. Few at a time, and of each
 * account one: files are large, and whoever sends one slowly keeps nobody but themselves from it. `admit` throws for
 * who may not send any, so that strangers take no turns. Answers `busy` before the file is read.
 */
export function withUploads(
  app: FastifyInstance,
  types: readonly string[],
  admit: (request: FastifyRequest) => Promise<unknown>,
  add: (part: FastifyInstance) => void,
): void {
  const uploading = new Set<string>()

  function takeTurn(request: FastifyRequest, reply: FastifyReply): void {
    // Its `close` has come already, and would never give the turn back.
    if (isGone(reply)) throw problem('busy', 'The sender has gone. Nothing was changed.')
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
    // Those of the app would take JSON as large as a file.
    part.removeAllContentTypeParsers()
    part.addContentTypeParser([...types], { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body))
    part.addHook('preParsing', async (request, reply) => {
      await admit(request)
      takeTurn(request, reply)
    })
    add(part)
    done()
  })
}
