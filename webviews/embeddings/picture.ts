import type { Picture } from '../../protocol'
import { html } from '../theme/dom'

/** Pixels as they are, magnified by a whole number to about `side` CSS pixels, but no wider than `widest`. */
export function pictureCanvas(picture: Picture, about: string, side: number, widest: number): HTMLCanvasElement {
  const { width, height } = picture
  const canvas = bitmapOf(picture)
  canvas.className = 'picture'
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', about)
  canvas.style.width = `${Math.min(width * Math.max(1, Math.floor(side / Math.max(width, height))), widest)}px`
  return canvas
}

/** A canvas of the picture's own size. */
export function bitmapOf({ width, height, channels, bytes }: Picture): HTMLCanvasElement {
  const canvas = html('canvas', { width, height })
  const pixels = new ImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) pixels.data[i * 4 + channel] = bytes[i * channels + (channels === 3 ? channel : 0)]!
    pixels.data[i * 4 + 3] = 255
  }
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  return canvas
}
