import type { Hyper } from './model'

/** Of each block: channels out in units of `width`, and the stride in space and time. The stem makes `width` channels of every second pixel of each frame. */
export const layout = [
  { widen: 2, stride: 1 },
  { widen: 2, stride: 2 },
  { widen: 4, stride: 1 },
] as const

type Shape = readonly [frames: number, height: number, width: number, channels: number]
type Asked = Pick<Hyper, 'adapt' | 'equal' | 'kernels' | 'rank' | 'width'>

/** Channels after the stem and after each block: as `width` says for what adapts in both stages, as many as make the costs equal for all others. */
export function channelsOf(hyper: Asked, shape: Shape, classes: number): number[] {
  const scaled = (factor: number): number[] => [1, ...layout.map(({ widen }) => widen)].map((widen) => Math.max(1, Math.round(factor * hyper.width * widen)))
  if (hyper.adapt === 'both' || hyper.adapt === 'means') return scaled(1)
  const cost = (asked: Asked, channels: readonly number[]): number =>
    hyper.equal === 'parameters' ? parametersOf(asked, channels, shape, classes) : total(multiplyAddsOf(asked, channels, shape, classes))
  const wanted = cost({ ...hyper, adapt: 'both' }, scaled(1))
  const distance = (channels: readonly number[]): number => Math.abs(cost(hyper, channels) - wanted)
  const candidates = Array.from({ length: 640 }, (_, i) => scaled(0.5 + i / 128))
  return candidates.reduce((best, next) => (distance(next) < distance(best) ? next : best))
}

interface Block {
  readonly inputs: number
  readonly outputs: number
  readonly positions: number // that it is given
  readonly seen: number // that its filters in space make, of all frames
  readonly made: number // that it makes
}

export function parametersOf({ adapt, kernels, rank }: Asked, channels: readonly number[], shape: Shape, classes: number): number {
  const [K, r] = [Math.round(kernels), Math.round(rank)]
  const inBlocks = blocksOf(channels, shape).map(({ inputs: C, outputs: O }) => {
    const plain = (9 + 3) * C + C * O + 2 * O
    const extraFilters = (9 + 3) * C * (K - 1)
    switch (adapt) {
      case 'nothing':
        return plain
      case 'squeezeExcite':
        return plain + 2 * O * r + r + O
      case 'depthwise':
        return plain + extraFilters + 2 * C * r + r * 2 * C * K
      case 'pointwise':
        return plain + 2 * C * r + r * (C + O)
      case 'both':
      case 'means':
        return plain + extraFilters + 2 * C * r + r * (2 * C * K + C + O)
    }
  })
  return 9 * shape[3] * channels[0]! + 2 * channels[0]! + sum(inBlocks) + (channels.at(-1)! + 1) * classes
}

/** Of the forward pass of one clip. Products only: norms, rectifiers, sums and divisions are left out. */
export interface MultiplyAdds {
  convolution: number // stem, depthwise and pointwise stages, class scores
  descriptor: number
  gates: number // and the weights that are made with them, or what they multiply
}

export const total = ({ convolution, descriptor, gates }: MultiplyAdds): number => convolution + descriptor + gates

export function multiplyAddsOf({ adapt, kernels, rank }: Asked, channels: readonly number[], shape: Shape, classes: number): MultiplyAdds {
  const [K, r] = [Math.round(kernels), Math.round(rank)]
  const costs = blocksOf(channels, shape).map(({ inputs: C, outputs: O, positions, seen, made }): MultiplyAdds => {
    const convolution = seen * 9 * C + made * (3 * C + C * O)
    const compressed = C * C * r + C * r
    const correlated = positions * C * C + 3 * C * C + compressed // 3: the diagonal, the products of deviations, the diagonal again
    const [ofFilters, ofMixing] = [r * 2 * C * K + (9 + 3) * C * K, r * (C + O) + 2 * C * O]
    switch (adapt) {
      case 'nothing':
        return { convolution, descriptor: 0, gates: 0 }
      case 'squeezeExcite':
        return { convolution, descriptor: 0, gates: 2 * O * r + made * O }
      case 'depthwise':
        return { convolution, descriptor: correlated, gates: ofFilters }
      case 'pointwise':
        return { convolution, descriptor: correlated, gates: ofMixing }
      case 'both':
        return { convolution, descriptor: correlated, gates: ofFilters + ofMixing }
      case 'means':
        return { convolution, descriptor: C * C + compressed, gates: ofFilters + ofMixing }
    }
  })
  const all = (part: keyof MultiplyAdds): number => sum(costs.map((cost) => cost[part]))
  const ends = shape[0] * areaAfter(shape, 2) * 9 * shape[3] * channels[0]! + channels.at(-1)! * classes
  return { convolution: ends + all('convolution'), descriptor: all('descriptor'), gates: all('gates') }
}

function blocksOf(channels: readonly number[], shape: Shape): Block[] {
  let [frames, scale] = [shape[0], 2] // after the stem
  return layout.map(({ stride }, i) => {
    const positions = frames * areaAfter(shape, scale)
    scale *= stride
    const [area, before] = [areaAfter(shape, scale), frames]
    frames = Math.ceil(frames / stride)
    return { inputs: channels[i]!, outputs: channels[i + 1]!, positions, seen: before * area, made: frames * area }
  })
}

const areaAfter = ([, height, width]: Shape, stride: number): number => Math.ceil(height / stride) * Math.ceil(width / stride)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
