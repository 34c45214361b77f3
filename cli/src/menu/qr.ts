import { create } from 'qrcode'

export interface Qr {
  /** Half blocks: each character is two modules, one above the other. */
  readonly rows: string[]
  readonly width: number
}

/** Light modules around the code. The standard asks for 4; readers manage with 1, and a terminal has 24 rows. */
const SIDE_MARGIN = 2

/**
 * A code drawn in half blocks, light on dark: a ticket's 135 characters make 45 x 45 modules, which are 24 rows with
 * a light row above and two below. Undefined where it does not fit.
 */
export function drawQr(code: string, columns: number, rows: number): Qr | undefined {
  // The least redundant level makes the largest modules, and a screen is never torn or dirty.
  const { modules } = create(code, { errorCorrectionLevel: 'L' })
  const { size } = modules
  const width = size + 2 * SIDE_MARGIN
  const height = Math.ceil((size + 2) / 2)
  if (width > columns || height > rows) return undefined
  const isLight = (x: number, y: number) => x < 0 || y < 0 || x >= size || y >= size || !modules.data[y * size + x]
  const drawn = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_cell, column) => {
      const [x, y] = [column - SIDE_MARGIN, 2 * row - 1]
      return halfBlock(isLight(x, y), isLight(x, y + 1))
    }).join(''),
  )
  return { rows: drawn, width }
}

function halfBlock(isUpperLight: boolean, isLowerLight: boolean): string {
  if (isUpperLight) return isLowerLight ? '█' : '▀'
  return isLowerLight ? '▄' : ' '
}
