import type { Point } from '../../protocol'
import { alignToPrevious } from '../embed/align'
import { principalComponents } from '../embed/pca'
import type { Frame } from '../store/frames'
import type { PageEmbedding, PageFrame, PagePoint } from './pageData'
import { pictureAtlas } from './pictures'
import { thin } from './thin'

/** The embedding as the page takes it: each tower's frames on two principal axes, turned to match the last one. */
export function pageEmbedding(frames: readonly Frame[], probe: readonly Point[]): PageEmbedding | undefined {
  const last = frames.at(-1)
  if (!last || probe.length === 0) return undefined
  const labels = [...new Set(probe.map(({ label }) => label))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const towers = Object.keys(last.towers).map((name) => ({ name, frames: towerFrames(name, frames, probe.length) }))
  const pictured = probe.flatMap(({ image }) => (image ? [image] : []))
  const pictures = pictureAtlas(pictured)
  const { points, soundsLeftOut } = pagePoints(probe, labels)
  const framesLeftOut = frames.filter((frame) => !isWhole(frame)).length
  return { towers, points, labels, soundsLeftOut, framesLeftOut, ...(pictures && { pictures }) }
}

const mostFrames = 60

function isWhole(frame: Frame): boolean {
  return Object.values(frame.towers).every(({ values }) => values.every(Number.isFinite))
}

function towerFrames(tower: string, frames: readonly Frame[], count: number): PageFrame[] {
  const usable = frames.filter((frame) => {
    const values = frame.towers[tower]
    return values && values.values.length === count * values.width && values.values.every(Number.isFinite)
  })
  // From the last frame backwards: the end is what one looks at, and it stays as it is.
  const placed: { step: number; positions: Float32Array; explained: number }[] = []
  for (const frame of thin(usable, mostFrames).reverse()) {
    const { width, values } = frame.towers[tower]!
    const { positions, explained } = principalComponents(values, count, width, 2)
    const after = placed[0]?.positions
    placed.unshift({
      step: frame.step,
      positions: after ? alignToPrevious(positions, after, 2) : positions,
      explained: explained.reduce((sum: number, share: number) => sum + share, 0),
    })
  }
  const edge = placed.reduce((most, { positions }) => positions.reduce((a, b) => Math.max(a, Math.abs(b)), most), 0)
  return placed.map(({ step, positions, explained }) => ({
    step,
    explained,
    positions: toBase64(Int16Array.from(positions, (value) => (edge > 0 ? Math.round((value / edge) * 32767) : 0))),
  }))
}

/** Sounds are large: they are kept, in order, until together they take `mostSoundBytes`. */
function pagePoints(probe: readonly Point[], labels: readonly string[]): { points: PagePoint[]; soundsLeftOut: number } {
  const labelIndex = new Map(labels.map((label, index) => [label, index]))
  let picture = 0
  let soundBytes = 0
  let soundsLeftOut = 0
  const points = probe.map(({ label, text, image, sound }): PagePoint => {
    const fits = sound !== undefined && soundBytes + sound.samples.byteLength <= mostSoundBytes
    if (fits) soundBytes += sound.samples.byteLength
    else if (sound) soundsLeftOut++
    return {
      label: labelIndex.get(label)!,
      ...(text !== undefined && { text: text.length > mostText ? `${text.slice(0, mostText)}…` : text }),
      ...(image && { picture: picture++ }),
      ...(fits && { sound: { rateHz: sound.rateHz, samples: toBase64(sound.samples) } }),
    }
  })
  return { points, soundsLeftOut }
}

const mostSoundBytes = 4_000_000
const mostText = 400

function toBase64(values: Int16Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}
