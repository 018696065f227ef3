import type { ReportTexts } from '../../../protocol/texts/report'
import type { PageEmbedding } from '../pageData'
import { html } from './dom'
import { decodeInt16 } from './format'
import { swatch } from './legend'

/** What a point is: its label, and its image, text or sound. */
export interface HoverCard {
  readonly element: HTMLElement
  show(point: number, at: { x: number; y: number }, within: { width: number; height: number }): void
  hide(): void
  playSound(point: number): void
}

export function createHoverCard({ points, labels, pictures }: PageEmbedding, texts: ReportTexts): HoverCard {
  const atlas = pictures && html('img', { src: pictures.src, alt: '' })
  const element = html('div', { class: 'hover-card', role: 'status', hidden: true })
  let audio: AudioContext | undefined
  let shown = -1

  const picture = (index: number): HTMLCanvasElement | undefined => {
    if (!pictures || !atlas) return undefined
    const { width, height, columns } = pictures
    const scale = Math.max(1, Math.floor(112 / Math.max(width, height)))
    const canvas = html('canvas', { width: width * scale, height: height * scale })
    const context = canvas.getContext('2d')
    if (context) context.imageSmoothingEnabled = false
    context?.drawImage(atlas, (index % columns) * width, Math.floor(index / columns) * height, width, height, 0, 0, width * scale, height * scale)
    return canvas
  }

  return {
    element,
    show(index, at, within) {
      const point = points[index]!
      if (index !== shown) {
        shown = index
        element.replaceChildren(
          html('div', { class: 'title' }, swatch(point.label), html('b', {}, labels[point.label] || '–'), html('span', { class: 'dim' }, `#${index}`)),
          ...[point.picture === undefined ? undefined : picture(point.picture)].filter((node) => node !== undefined),
          ...(point.text === undefined ? [] : [html('p', {}, point.text)]),
          ...(point.sound ? [html('p', { class: 'dim' }, texts['sound.play'])] : []),
        )
      }
      element.hidden = false
      const { width, height } = element.getBoundingClientRect()
      element.style.left = `${at.x + 14 + width > within.width ? Math.max(0, at.x - 14 - width) : at.x + 14}px`
      element.style.top = `${Math.max(0, Math.min(within.height - height, at.y - height / 2))}px`
    },
    hide() {
      shown = -1
      element.hidden = true
    },
    playSound(index) {
      const sound = points[index]?.sound
      if (!sound) return
      audio ??= new AudioContext()
      const samples = Float32Array.from(decodeInt16(sound.samples), (value) => value / 32768)
      const buffer = audio.createBuffer(1, samples.length, sound.rateHz)
      buffer.copyToChannel(samples, 0)
      const source = audio.createBufferSource()
      source.buffer = buffer
      source.connect(audio.destination)
      source.start()
    },
  }
}
