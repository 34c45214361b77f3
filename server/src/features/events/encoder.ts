import { problem } from '../../http/index.ts'
import { encodePicture, type EncodedPicture } from './picture.ts'

/** How long somebody waits for a picture (`performance.now()`), and whether they still do. */
export interface PictureAsker {
  readonly deadline: number
  readonly isGone?: () => boolean
}

/** Encodes pictures one after the other: each keeps a core busy for up to a second, and buyers need the rest. */
export function openEncoder() {
  let last: Promise<unknown> = Promise.resolve()

  /** Throws `not-a-picture`; `busy` when the turn came too late. */
  async function encode(bytes: Uint8Array, asker: PictureAsker): Promise<EncodedPicture> {
    const turn = last.then(() => {
      if (performance.now() < asker.deadline && asker.isGone?.() !== true) return encodePicture(bytes)
      throw problem('busy', 'Many pictures are on their way right now. Nothing was changed; try again.')
    })
    last = turn.catch(() => {})
    return turn
  }

  return { encode }
}
