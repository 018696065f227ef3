import type { Size } from './camera'

/** Everything a renderer needs for one picture. An array that did not change is the same object, and need not be sent to the GPU again. */
export interface Scene {
  readonly size: Size // CSS pixels
  readonly places: Float32Array // x, y in CSS pixels, a point each
  readonly colors: Uint8Array // red, green, blue, 255, a point each
  readonly shapes: Uint8Array // a place in `shapes` of looks.ts, a point each
  /** Points in the order they are drawn; the first `dimmed` are those that stand back. */
  readonly order: Uint32Array
  readonly dimmed: number
  readonly radius: number
}

export interface Renderer {
  readonly kind: 'webgl2' | 'canvas2d'
  readonly canvas: HTMLCanvasElement
  draw(scene: Scene): void
}

export const brightAlpha = 0.9
export const dimAlpha = 0.12

/** Gives the canvas the pixels of the screen, so that points are crisp. @returns pixels a CSS pixel */
export function fitCanvas(canvas: HTMLCanvasElement, { width, height }: Size): number {
  const ratio = devicePixelRatio || 1
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))]
  if (canvas.width !== wide) canvas.width = wide
  if (canvas.height !== high) canvas.height = high
  return ratio
}
