import type { Queries, Statement, StoredPicture, Tx } from '../../../db/index.ts'

/** One width of a picture, as it is served. */
export interface PictureFile {
  readonly width: number
  readonly height: number
  readonly bytes: Buffer
}

export async function readPictureFile(
  on: Queries,
  eventId: string,
  hash: string,
  width: number,
): Promise<Buffer | undefined> {
  const row = await on
    .selectFrom('picture_files')
    .select('bytes')
    .where('event_id', '=', eventId)
    .where('hash', '=', hash)
    .where('width', '=', width)
    .executeTakeFirst()
  return row?.bytes
}

/** The files of a new event's picture. */
export async function insertPictureFiles(
  tx: Tx,
  eventId: string,
  hash: string,
  files: readonly PictureFile[],
): Promise<void> {
  await tx
    .insertInto('picture_files')
    .values(files.map(({ width, bytes }) => ({ event_id: eventId, hash, width, bytes })))
    .execute()
}

/* For the allocator's batch, which runs them under the event's lock. */

export function updatePicture(eventId: string, picture: StoredPicture | null): Statement {
  return {
    name: 'update-picture',
    text: `UPDATE events SET picture = $2 WHERE id = $1`,
    values: [eventId, picture],
  }
}

/** The same file may be there already: who uploads the same picture again changes nothing of it. */
export function addPictureFiles(eventId: string, hash: string, files: readonly PictureFile[]): Statement[] {
  return files.map(({ width, bytes }) => ({
    name: 'add-picture-file',
    text: `INSERT INTO picture_files (event_id, hash, width, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    values: [eventId, hash, width, bytes],
  }))
}

/** All files of the event but those with these hashes. */
export function dropPictureFiles(eventId: string, keptHashes: readonly string[]): Statement {
  return {
    name: 'drop-picture-files',
    text: `DELETE FROM picture_files WHERE event_id = $1 AND hash <> ALL ($2::text[])`,
    values: [eventId, keptHashes],
  }
}
