import type { Point } from '../../protocol'
import { html, sizeCanvas } from '../theme/dom'
import type { Size } from './camera'
import { bitmapOf } from './picture'
import { thumbnailSide } from './thumbnails'

/** The images of some points at their places, over the points; each framed in its point's color. */
export interface ThumbnailLayer {
  readonly element: HTMLElement
  setPoints(points: readonly Point[]): void
  /** @param colors red, green, blue, 255, a point each */
  draw(picked: readonly number[], places: Float32Array, colors: Uint8Array, size: Size): void
}

export function createThumbnailLayer(): ThumbnailLayer {
  const canvas = html('canvas', { class: 'thumbnails', 'aria-hidden': 'true' })
  const made = new Map<number, HTMLCanvasElement>()
  let points: readonly Point[] = []
  const bitmap = (point: number): HTMLCanvasElement | undefined => {
    const image = points[point]?.image
    if (!image) return undefined
    let found = made.get(point)
    if (!found) {
      if (made.size >= mostMade) made.clear()
      made.set(point, (found = bitmapOf(image)))
    }
    return found
  }
  return {
    element: html('div', { class: 'over' }, canvas),
    setPoints(given) {
      if (given !== points) made.clear()
      points = given
    },
    draw(picked, places, colors, size) {
      canvas.dataset['count'] = String(picked.length)
      canvas.hidden = picked.length === 0
      if (canvas.hidden) return
      const context = sizeCanvas(canvas, size.width, size.height)
      context.clearRect(0, 0, size.width, size.height)
      context.imageSmoothingEnabled = false
      context.lineWidth = 2
      for (const point of picked) {
        const image = bitmap(point)
        if (!image) continue
        const scale = (thumbnailSide - 4) / Math.max(image.width, image.height)
        const [wide, high] = [image.width * scale, image.height * scale]
        const [left, top] = [places[point * 2]! - wide / 2, places[point * 2 + 1]! - high / 2]
        context.drawImage(image, left, top, wide, high)
        context.strokeStyle = `rgb(${colors[point * 4]} ${colors[point * 4 + 1]} ${colors[point * 4 + 2]})`
        context.strokeRect(left - 1, top - 1, wide + 2, high + 2)
      }
    },
  }
}

/** Of so many the bitmaps are kept; then those in sight are made again. */
const mostMade = 2000
