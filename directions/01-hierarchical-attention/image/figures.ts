import type * as tf from '@tensorflow/tfjs'
import type { Figure } from 'gradlab'
import type { LabelledImages } from './data'
import type { Network } from './model'

/** Where each level looks in three validation images (brighter is more), and the shares themselves for the first. */
export async function attentionFigures(network: Network, shown: LabelledImages['shown']): Promise<Figure[]> {
  const maps = await Promise.all(shown.map(({ x }) => given(network, network.read(x).weights)))
  const names = network.stages.map(({ blocks }, i) => `level ${i + 1}, ${blocks === 1 ? 'one block' : `${blocks ** 2} blocks`}`)
  const numbers = (length: number): string[] => Array.from({ length }, (_, i) => String(i + 1))
  return [
    {
      kind: 'image',
      name: 'where each level looks',
      images: shown.flatMap(({ picture }, i) => [picture, ...maps[i]!.map(bright)]),
      captions: shown.flatMap(({ label }) => [label, ...names]),
    },
    ...(maps[0] ?? []).map(({ height, width, values }, level) => {
      const name = `attention on an image of class ${shown[0]!.label}, ${names[level]!}`
      return { kind: 'heatmap' as const, name, rows: numbers(height), columns: numbers(width), values }
    }),
  ]
}

export interface Given {
  height: number
  width: number
  values: Float32Array // row by row
}

/** The attention that each patch of one image is given: the mean over heads and over the patches that look. 1 in all a block. */
export function given({ stages, grid, heads }: Pick<Network, 'stages' | 'grid' | 'heads'>, weights: tf.Tensor3D[]): Promise<Given[]> {
  return Promise.all(
    weights.map(async (α, level) => {
      const side = 2 ** stages.slice(0, level).filter(({ merge }) => merge).length // of a patch, in patches of the first level
      const [height, width] = [grid[0] / side, grid[1] / side]
      const { blocks } = stages[level]!
      const [rows, columns, T] = [height / blocks, width / blocks, α.shape[2]] // of a block
      const values = new Float32Array(height * width)
      const lookedAt = await α.mean(1).data() // [R·H, T]
      lookedAt.forEach((share, i) => {
        const [block, t] = [Math.floor(i / (heads * T)), i % T]
        const row = Math.floor(block / blocks) * rows + Math.floor(t / columns)
        const column = (block % blocks) * columns + (t % columns)
        values[row * width + column]! += share / heads
      })
      return { height, width, values }
    }),
  )
}

function bright({ height, width, values }: Given) {
  const most = Math.max(...values)
  return { width, height, channels: 1 as const, bytes: Uint8Array.from(values, (share) => Math.round((255 * share) / most)) }
}
