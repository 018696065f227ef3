import type { Sound } from '../../protocol'
import { html, sizeCanvas } from '../theme/dom'
import { readPalette } from '../theme/theme'

/** Plays one sound at a time: the one before is cut off. The context is made at the first sound, which a click or a key asked for. */
export function createPlayer(): (sound: Sound) => void {
  let context: AudioContext | undefined
  let playing: AudioBufferSourceNode | undefined
  return ({ samples, rateHz }) => {
    if (samples.length === 0) return
    context ??= new AudioContext()
    playing?.stop()
    const buffer = context.createBuffer(1, samples.length, rateHz)
    buffer.copyToChannel(
      Float32Array.from(samples, (sample) => sample / 32768),
      0,
    )
    playing = context.createBufferSource()
    playing.buffer = buffer
    playing.connect(context.destination)
    playing.start()
  }
}

/** Its length and its wave: the loudest of each pixel's samples. */
export function soundOf({ samples, rateHz }: Sound): { seconds: number; canvas: HTMLCanvasElement } {
  const canvas = html('canvas', { class: 'wave', 'aria-hidden': 'true' })
  const [width, height] = [150, 28]
  const context = sizeCanvas(canvas, width, height)
  context.fillStyle = readPalette().dim
  peaks(samples, width).forEach((peak, x) => context.fillRect(x, (height / 2) * (1 - peak), 1, Math.max(1, peak * height)))
  return { seconds: rateHz > 0 ? samples.length / rateHz : 0, canvas }
}

/** The loudest sample of each of `count` parts, 0..1. */
export function peaks(samples: Int16Array, count: number): number[] {
  return Array.from({ length: count }, (_, part) => {
    let peak = 0
    const end = Math.ceil(((part + 1) * samples.length) / count)
    for (let i = Math.floor((part * samples.length) / count); i < end; i++) peak = Math.max(peak, Math.abs(samples[i]!))
    return peak / 32768
  })
}
