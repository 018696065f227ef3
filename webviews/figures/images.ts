import type { Figure, Picture } from '../../protocol'
import { html } from '../theme/dom'
import type { SayFigures } from './texts'

const wantedEdge = 96

/** Pictures in a grid, small ones by whole multiples so that their pixels stay square and sharp. */
export function drawImages(figure: Extract<Figure, { kind: 'image' }>, say: SayFigures): HTMLElement {
  return html(
    'div',
    { class: 'images' },
    ...figure.images.map((picture, i) => {
      const caption = figure.captions?.[i]
      const about = caption ?? say('image.about', { name: figure.name, place: i + 1, width: picture.width, height: picture.height })
      return html('figure', {}, drawPicture(picture, about), ...(caption ? [html('figcaption', {}, caption)] : []))
    }),
  )
}

function drawPicture({ width, height, channels, bytes }: Picture, about: string): HTMLElement {
  const canvas = html('canvas', { role: 'img', 'aria-label': about, width, height })
  const rgba = new Uint8ClampedArray(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgba[pixel * 4 + channel] = bytes[pixel * channels + (channels === 3 ? channel : 0)] ?? 0
    rgba[pixel * 4 + 3] = 255
  }
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0)
  const times = Math.max(1, Math.floor(wantedEdge / Math.max(width, height)))
  canvas.style.width = `${width * times}px`
  canvas.style.height = `${height * times}px`
  return canvas
}
