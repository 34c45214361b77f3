import { create } from 'qrcode/lib/core/qrcode.js'
import { useMemo } from 'react'

/** White around the code, in modules: ISO/IEC 18004 asks for four. */
const QUIET_MODULES = 4

export interface QrPicture {
  /** Length of a side with the quiet zone, in modules. */
  readonly size: number
  /** One path of all dark modules, for an SVG of that size. */
  readonly path: string
}

/** A code of level M: 15 per cent of it may be scratched or hidden by a thumb. */
export function drawQr(code: string): QrPicture {
  const { modules } = create(code, { errorCorrectionLevel: 'M' })
  const runs: string[] = []
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue
      const from = column
      while (column < modules.size && modules.get(row, column)) column += 1
      runs.push(`M${from + QUIET_MODULES} ${row + QUIET_MODULES}h${column - from}v1h-${column - from}z`)
    }
  }
  return { size: modules.size + 2 * QUIET_MODULES, path: runs.join('') }
}

/** Dark on white in any theme: many readers know no other. */
export function QrCode({ code, label }: { code: string; label: string }) {
  const { size, path } = useMemo(() => drawQr(code), [code])
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
