import { html, sizeCanvas } from '../theme/dom'
import { drawShape } from './canvasRenderer'
import type { Look } from './looks'

/** A label's color and shape, as beside its name. */
export function swatch({ color, shape }: Look): HTMLCanvasElement {
  const canvas = html('canvas', { class: 'swatch', 'aria-hidden': 'true' })
  drawShape(sizeCanvas(canvas, 12, 12), shape, color, 6, 6, 4.3)
  return canvas
}
