import type { Queries } from '../../db/index.ts'
import { readPictureFile } from './queries/pictures.ts'

/** Some three hundred files: those of all events on the first pages of the list. */
const MOST_BYTES = 32 * 1024 * 1024
/** A picture that was taken away is gone from every node's memory after this. */
const OLDEST_MS = 60_000

interface KnownFile {
  readonly bytes: Buffer
  readonly readAt: number
}

/** Keeps the pictures' files that were asked for last, so that a rush on an event does not ask the database for them. */
export function openPictureFiles(queries: Queries) {
  const known = new Map<string, KnownFile>()
  const readings = new Map<string, Promise<Buffer | undefined>>()
  let knownBytes = 0

  async function read(eventId: string, hash: string, width: number): Promise<Buffer | undefined> {
    const key = `${eventId}/${hash}-${width}`
    const file = known.get(key)
    if (file && performance.now() - file.readAt <= OLDEST_MS) {
      // Kept in the order of their last use, so that the first is the one to forget.
      known.delete(key)
      known.set(key, file)
      return file.bytes
    }
    let reading = readings.get(key)
    if (!reading) {
      reading = readPictureFile(queries, eventId, hash, width)
        .then((bytes) => remember(key, bytes))
        .finally(() => readings.delete(key))
      readings.set(key, reading)
    }
    return reading
  }

  function remember(key: string, bytes: Buffer | undefined): Buffer | undefined {
    forget(key)
    if (!bytes) return undefined
    known.set(key, { bytes, readAt: performance.now() })
    knownBytes += bytes.length
    for (const oldest of known.keys()) {
      if (knownBytes <= MOST_BYTES) break
      forget(oldest)
    }
    return bytes
  }

  function forget(key: string): void {
    knownBytes -= known.get(key)?.bytes.length ?? 0
    known.delete(key)
  }

  return { read }
}
