import type { FastifyInstance } from 'fastify'

import type { Events } from './events.ts'
import { isEventId } from './rules.ts'

/** A hash and a width, as `shape.ts` writes them. */
const FILE = /^([0-9a-f]{32})-([1-9]\d{1,3})\.webp$/

/**
 * The files of pictures. Who may see them is not asked: a draft's picture is known only to those who know its event's
 * id and the hash of its content, and both are too long to guess. That keeps them cacheable by everybody, for ever.
 */
export function servePictures(app: FastifyInstance, events: Pick<Events, 'readPicture'>): void {
  app.get<{ Params: { eventId: string; file: string } }>(
    '/pictures/:eventId/:file',
    { config: { operation: 'file' } },
    async (request, reply) => {
      const { eventId, file } = request.params
      const [, hash, width] = FILE.exec(file) ?? []
      const bytes =
        hash !== undefined && isEventId(eventId) ? await events.readPicture(eventId, hash, Number(width)) : undefined
      if (!bytes) {
        reply.callNotFound()
        return reply
      }
      return (
        reply
          .header('cache-control', 'public, max-age=31536000, immutable')
          // Opened by itself it is a picture and nothing else, whatever a browser takes it for.
          .header('content-security-policy', "default-src 'none'")
          .type('image/webp')
          .send(bytes)
      )
    },
  )
}
