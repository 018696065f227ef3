import * as tf from '@tensorflow/tfjs'
import type { Figure } from 'gradlab'
import type { Activation, Network } from './model'

const images = 64
const points = 97
const bars = 48

/** One layer's activation in one channel, for images as they are or shifted. */
export interface Curve {
  readonly inputs: Float32Array // shares of the inputs in equal steps from `low` to `high`
  readonly y: Float32Array // the curve at equal steps from `low` to `high`, the mean over the images
  readonly hinges: number[] // the threshold, then the knots, the means over the images
}
export interface LayerCurves {
  readonly low: number
  readonly high: number
  readonly channel: number
  readonly before: Curve
  readonly after: Curve
}

/** Each layer's curve, its hinges and what comes in: for validation images, and for the same ones brighter and flatter. */
export async function activationFigures(network: Network, probed: tf.Tensor4D, shift: (x: tf.Tensor4D) => tf.Tensor4D): Promise<Figure[]> {
  const x = probed.slice(0, Math.min(images, probed.shape[0]))
  const layers = await curvesOf(network, x, shift(x))
  const hinges = layers[0]!.before.hinges.map((_, i) => (i === 0 ? 'threshold' : `knot ${i}`))
  return [
    ...layers.map((layer, i): Figure => ({ kind: 'diagram', name: `activation of layer ${i + 1}: inputs, curve and hinges`, svg: draw(layer) })),
    {
      kind: 'table',
      name: 'hinges, as the images are and shifted',
      columns: ['hinge', ...layers.flatMap((_, i) => [`layer ${i + 1}`, 'shifted'])],
      rows: hinges.map((hinge, at) => [hinge, ...layers.flatMap(({ before, after }) => [before.hinges[at]!, after.hinges[at]!])]),
    },
  ]
}

/** In each layer, of the channel whose inputs spread the most. */
export async function curvesOf(network: Network, x: tf.Tensor4D, shifted: tf.Tensor4D): Promise<LayerCurves[]> {
  const seen = (images: tf.Tensor4D): { activation: Activation; z: tf.Tensor4D }[] => {
    const all: { activation: Activation; z: tf.Tensor4D }[] = []
    network.read(images, (activation, z) => all.push({ activation, z }))
    return all
  }
  const after = seen(shifted)
  return Promise.all(
    seen(x).map(async ({ activation, z }, i) => {
      const other = after[i]!.z
      const channel = (await tf.moments(z, [0, 1, 2]).variance.argMax().data())[0]!
      const [mine, its] = [await ofChannel(z, channel).data(), await ofChannel(other, channel).data()]
      const [low, high] = rangeOf(mine, its)
      const curve = async (like: tf.Tensor4D, inputs: ArrayLike<number>): Promise<Curve> => {
        const grid = tf.linspace(low, high, points).reshape([1, points, 1, 1]).tile([like.shape[0], 1, 1, like.shape[3]]) as tf.Tensor4D
        const hinges = activation.hinges(like).map((hinge) => ofChannel(hinge, channel % hinge.shape[3]).mean())
        return {
          inputs: sharesIn(inputs, low, high),
          y: Float32Array.from(await ofChannel(activation.apply(grid, like), channel).mean([0, 2, 3]).data()),
          hinges: [...(await tf.stack(hinges).data())],
        }
      }
      return { low, high, channel, before: await curve(z, mine), after: await curve(other, its) }
    }),
  )
}

const ofChannel = (x: tf.Tensor4D, channel: number): tf.Tensor4D => x.slice([0, 0, 0, channel], [-1, -1, -1, 1])

/** From where to where all but the outermost hundredths of both lie. */
function rangeOf(...all: readonly ArrayLike<number>[]): [low: number, high: number] {
  const ends = all.map((values) => {
    const sorted = Float32Array.from(values).sort()
    return [sorted[Math.floor(0.01 * sorted.length)]!, sorted[Math.ceil(0.99 * sorted.length) - 1]!] as const
  })
  const [low, high] = [Math.min(...ends.map(([from]) => from)), Math.max(...ends.map(([, to]) => to))]
  return [low, high > low ? high : low + 1] // a channel that is silent
}

/** The outermost bars hold what lies beyond them too. */
function sharesIn(values: ArrayLike<number>, low: number, high: number): Float32Array {
  const shares = new Float32Array(bars)
  for (let i = 0; i < values.length; i++) {
    const bar = Math.max(0, Math.min(bars - 1, Math.floor((bars * (values[i]! - low)) / (high - low))))
    shares[bar]! += 1 / values.length
  }
  return shares
}

const [width, height, margin] = [420, 230, 26]
const looks = { before: { color: '#2f7de1', text: 'as they are' }, after: { color: '#d9730d', text: 'brighter and flatter' } } as const

/** The curves over the bars of what comes in, drawn for paper; a dot is a knot, a ring the threshold. */
function draw({ low, high, channel, before, after }: LayerCurves): string {
  const [bottom, top] = [Math.min(...before.y, ...after.y), Math.max(...before.y, ...after.y)]
  const most = Math.max(...before.inputs, ...after.inputs)
  const across = (x: number): number => round(margin + ((width - 2 * margin) * (x - low)) / (high - low))
  const up = (y: number): number => round(height - margin - ((height - 2 * margin) * (y - bottom)) / (top - bottom || 1))
  const barWidth = (width - 2 * margin) / bars
  const part = ({ inputs, y, hinges }: Curve, { color }: { color: string }): string => {
    const columns = Array.from(inputs, (share, i) => {
      const tall = round(((height - 2 * margin) * 0.6 * share) / most)
      return tall > 0 ? `<rect x="${round(margin + i * barWidth)}" y="${round(height - margin - tall)}" width="${round(barWidth)}" height="${tall}"/>` : ''
    })
    const line = Array.from(y, (value, i) => `${across(low + ((high - low) * i) / (points - 1))} ${up(value)}`)
    const dots = hinges.map((x, i) =>
      x < low || x > high ? '' : `<circle cx="${across(x)}" cy="${up(valueAt(y, (x - low) / (high - low)))}" r="4"${i === 0 ? ' fill="#fff"' : ''}/>`,
    )
    return `<g fill="${color}" stroke="none" opacity="0.3">${columns.join('')}</g><path d="M${line.join('L')}" fill="none" stroke="${color}" stroke-width="2"/><g fill="${color}" stroke="${color}" stroke-width="2">${dots.join('')}</g>`
  }
  const captions = [looks.before, looks.after].map(({ color, text }, i) => `<text x="${margin + 6}" y="${margin + 4 + 16 * i}" fill="${color}">${text}</text>`)
  const ends = `<text x="${margin}" y="${height - 8}">${label(low)}</text><text x="${width - margin}" y="${height - 8}" text-anchor="end">${label(high)}</text>`
  const title = `<text x="${width / 2}" y="${height - 8}" text-anchor="middle">inputs of channel ${channel + 1}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#444"><rect width="${width}" height="${height}" fill="#fff"/>${part(before, looks.before)}${part(after, looks.after)}${captions.join('')}${ends}${title}</svg>`
}

/** Between two points of the curve, on the line through them. @param place 0 at its beginning, 1 at its end */
function valueAt(y: Float32Array, place: number): number {
  const at = place * (y.length - 1)
  const left = Math.min(y.length - 2, Math.floor(at))
  return y[left]! + (at - left) * (y[left + 1]! - y[left]!)
}

const round = (value: number): number => Math.round(value * 10) / 10
const label = (value: number): string => value.toFixed(1)
