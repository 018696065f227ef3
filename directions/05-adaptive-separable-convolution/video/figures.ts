import * as tf from '@tensorflow/tfjs'
import type { Figure, Picture } from 'gradlab'
import type { LabelledVideos } from './data'
import type { Hyper, Network } from './model'
import { channelsOf, multiplyAddsOf, parametersOf, total } from './sizes'

type Shown = Pick<LabelledVideos, 'shape' | 'classes' | 'labels' | 'probed' | 'shown'>

/** The gates by class, how the channels of two clips go together, the filters that come of it, and what all this costs. */
export async function convolutionFigures(network: Network, data: Shown, hyper: Hyper): Promise<Figure[]> {
  const { seen } = network.read(data.probed.x)
  const gates = await Promise.all(
    seen.map(async ({ gates }, i) => {
      const kind = gates.outputs ? 'outputs' : 'filters'
      const found = gates[kind]
      return found ? [byClass(`gates of block ${i + 1} by class: ${kind}`, await meansByClass(found, data.probed.y, data.classes), data.labels)] : []
    }),
  )
  return [...gates.flat(), ...(data.shown.length > 0 ? await ofTwoClips(network, data.shown) : []), costs(hyper, data)]
}

/** Rows of `values` averaged over those of one class; classes without any are left out. */
export async function meansByClass(values: tf.Tensor2D, y: tf.Tensor1D, classes: number): Promise<{ label: number; means: Float32Array }[]> {
  const members = tf.oneHot(y, classes).toFloat() as tf.Tensor2D // [B, N]
  const counts = await members.sum(0).data()
  const width = values.shape[1]
  const means = (await tf.matMul(members, values, true).div(members.sum(0).maximum(1).expandDims(1)).data()) as Float32Array
  return Array.from(counts, (count, label) => ({ label, count })).flatMap(({ label, count }) =>
    count > 0 ? [{ label, means: means.slice(label * width, (label + 1) * width) }] : [],
  )
}

function byClass(name: string, found: readonly { label: number; means: Float32Array }[], labels: readonly string[]): Figure {
  const columns = Array.from(found[0]?.means ?? [], (_, i) => String(i + 1))
  return { kind: 'heatmap', name, rows: found.map(({ label }) => labels[label]!), columns, values: Float32Array.from(found.flatMap(({ means }) => [...means])) }
}

/** Of the first block that adapts. */
async function ofTwoClips({ blocks, read }: Network, shown: Shown['shown']): Promise<Figure[]> {
  const at = blocks.findIndex(({ convolution }) => convolution)
  const convolution = blocks[at]?.convolution
  if (!convolution) return []
  const each = await Promise.all(
    shown.map(async ({ x, picture, label }) => {
      const given = read(x).seen[at]!.x
      const described = await convolution.describe(given).data()
      const filters = await convolution.weights(given).space.data() // [9, 1, C]
      return { picture, label, described: described as Float32Array, filters: filters as Float32Array, channels: given.shape[4] }
    }),
  )
  const largest = Math.max(1e-6, ...each.flatMap(({ filters }) => Array.from(filters, Math.abs)))
  const differences = each.length < 2 ? undefined : each[0]!.filters.map((value, i) => value - each[1]!.filters[i]!)
  const numbers = Array.from({ length: each[0]!.channels }, (_, i) => String(i + 1))
  return [
    ...each.map(({ label, described }): Figure => {
      return {
        kind: 'heatmap',
        name: `how the channels go together that block ${at + 1} is given, for a clip of class ${label}`,
        rows: numbers,
        columns: numbers,
        values: described,
      }
    }),
    {
      kind: 'image',
      name: `filters in space of block ${at + 1} for two clips, a row of channels each, and their difference (gray is 0)`,
      images: [...each.flatMap(({ picture, filters }) => [picture, drawn(filters, largest)]), ...(differences ? [drawn(differences, largest)] : [])],
      captions: [...each.flatMap(({ label }) => [label, `filters for ${label}`]), ...(differences ? ['first − second'] : [])],
    },
  ]
}

const zoom = 10 // pixels a tap
const cell = 3 * zoom + 4

/** Filters [9, C] as squares of 3×3, eight in a row: black at −largest, white at +largest. */
function drawn(filters: Float32Array, largest: number): Picture {
  const C = filters.length / 9
  const across = Math.min(8, C)
  const [width, height] = [across * cell, Math.ceil(C / across) * cell]
  const bytes = new Uint8Array(width * height).fill(255)
  filters.forEach((value, i) => {
    const [tap, c] = [Math.floor(i / C), i % C]
    const [top, left] = [Math.floor(c / across) * cell + 2 + Math.floor(tap / 3) * zoom, (c % across) * cell + 2 + (tap % 3) * zoom]
    for (let row = top; row < top + zoom; row++) bytes.fill(Math.round(127.5 * (1 + value / largest)), row * width + left, row * width + left + zoom)
  })
  return { width, height, channels: 1, bytes }
}

const arms = {
  innovation: { adapt: 'both', equal: 'parameters' },
  baseline: { adapt: 'nothing', equal: 'parameters' },
  equalMultiplyAdds: { adapt: 'nothing', equal: 'multiplyAdds' },
  squeezeExcite: { adapt: 'squeezeExcite', equal: 'parameters' },
} as const

function costs(hyper: Hyper, { shape, classes }: Shown): Figure {
  return {
    kind: 'table',
    name: 'parameters, and multiply-adds of one clip, forward',
    columns: ['', 'parameters', 'multiply-adds', 'of them descriptor', 'and gates', 'channels'],
    rows: Object.entries(arms).map(([name, arm]) => {
      const asked = { ...hyper, ...arm }
      const channels = channelsOf(asked, shape, classes)
      const products = multiplyAddsOf(asked, channels, shape, classes)
      return [name, parametersOf(asked, channels, shape, classes), total(products), products.descriptor, products.gates, channels.join(' ')]
    }),
  }
}
