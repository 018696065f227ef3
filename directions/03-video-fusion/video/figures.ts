import * as tf from '@tensorflow/tfjs'
import type { Figure, Picture } from 'gradlab'
import { strip, type Batch, type Clips } from './data'
import type { Network } from './model'

type Read = ReturnType<Network['read']>
type Shown = Pick<Clips, 'shown' | 'labels'> & { probe: { batch: Batch } }

/** What each branch has to say, class by class; the clips themselves and where the transformer looks; what the recurrence remembers. */
export async function videoFigures(network: Network, { shown, labels, probe }: Shown): Promise<Figure[]> {
  const reads = shown.map(({ clip }) => network.read(clip))
  return [...(await branchFigures(network, labels, probe.batch)), ...(await attentionFigures(network, shown, reads)), ...(await stateFigures(shown, reads))]
}

/** What each branch adds to the score of every class, K of [B, N]: with the bias of the scores, exactly their sum. */
export function contributions({ head }: Network, { views }: Read): tf.Tensor2D[] {
  return views.map(({ v, share }) => head(v.mul(share)).sub(head(tf.zerosLike(v))))
}

async function branchFigures(network: Network, labels: readonly string[], batch: Batch): Promise<Figure[]> {
  const y = await batch.y.data()
  const read = network.read(batch)
  const shares = await Promise.all(read.views.map(({ share }) => share.mean(1).data())) // K of [B]
  const right = tf.oneHot(batch.y, labels.length).sub(1 / labels.length) // the right class, against the mean of all
  const added = await Promise.all(contributions(network, read).map((scores) => scores.mul(right).sum(1).data()))
  const present = labels.map((_, label) => label).filter((label) => y.includes(label))
  const meanOf = (values: ArrayLike<number>, label: number): number => {
    const own = Array.from(values).filter((_, i) => y[i] === label)
    return own.reduce((sum, value) => sum + value, 0) / own.length
  }
  const byClass = (name: string, values: readonly ArrayLike<number>[]): Figure => ({
    kind: 'heatmap',
    name: `${name} (from the top: ${network.branches.join(', ')})`,
    rows: [...network.branches],
    columns: present.map((label) => labels[label]!),
    values: Float32Array.from(values.flatMap((ofBranch) => present.map((label) => meanOf(ofBranch, label)))),
  })
  return [byClass('what each branch adds to the score of the right class', added), byClass('share that the gate gives each branch', shares)]
}

/** The frames of each clip beside one another; below them, how much the transformer looks at each cell, the most looked at white. The same as numbers for the first. */
async function attentionFigures(network: Network, shown: Clips['shown'], reads: readonly Read[]): Promise<Figure[]> {
  const looks = await Promise.all(shown.map(({ frames }, i) => looked(network, reads[i]!, frames.length)))
  const [rows, columns] = network.grid
  const images = shown.map(({ frames }, i) => {
    const look = looks[i]
    if (!look) return strip(frames)
    const cells = look.map((ofFrame) => ofFrame.slice(1))
    const most = Math.max(...cells.flat())
    return above(strip(frames), strip(frames.map((frame, t) => bright(frame, cells[t]!, most, network.grid))))
  })
  const clips: Figure = {
    kind: 'image',
    name: looks[0] ? 'clips, and below each where the transformer looks' : 'clips',
    images,
    captions: shown.map(({ label }) => label),
  }
  if (!looks[0]) return [clips]
  const numbers = transposed(looks[0])
  return [
    clips,
    {
      kind: 'heatmap',
      name: `attention on a clip of class ${shown[0]!.label}, by frame`,
      rows: ['the frame as a whole', ...Array.from({ length: rows * columns }, (_, s) => `row ${Math.floor(s / columns) + 1}, column ${(s % columns) + 1}`)],
      columns: numbers[0]!.map((_, t) => String(t + 1)),
      values: Float32Array.from(numbers.flat()),
    },
  ]
}

/** The weight that the frames' own tokens give each token of one clip, in the last layer, the mean over heads and frames: T of 1 + S, 1 in all. */
export async function looked({ grid }: Network, read: Read, there: number): Promise<number[][] | undefined> {
  const weights = read.weights?.at(-1)
  if (!weights) return undefined
  const [tokens, each] = [weights.shape[2], 1 + grid[0] * grid[1]]
  const T = tokens / each
  const given = weights
    .reshape([-1, T, each, tokens])
    .slice([0, 0, 0, 0], [-1, there, 1, tokens])
    .mean([0, 1, 2])
    .reshape([T, each])
    .slice([0, 0], [there, each])
  return (await given.array()) as number[][]
}

/** What the recurrence holds after each frame of the first clip, and how much of it each frame rewrites. */
async function stateFigures(shown: Clips['shown'], reads: readonly Read[]): Promise<Figure[]> {
  const followed = await Promise.all(
    shown.map(async ({ frames }, i) => {
      const read = reads[i]!.followed
      if (!read) return undefined
      const [, , R] = read.states.shape
      const states = (await read.states.slice([0, 0, 0], [1, frames.length, R]).reshape([frames.length, R]).array()) as number[][]
      const rewritten = await tf.sub(1, read.kept).mean(2).reshape([-1]).slice([0], [frames.length]).data()
      return { states, rewritten: [...rewritten] }
    }),
  )
  const [first] = followed
  if (!first) return []
  const longest = Math.max(...shown.map(({ frames }) => frames.length))
  return [
    {
      kind: 'heatmap',
      name: `state of the recurrence after each frame of a clip of class ${shown[0]!.label}`,
      rows: first.states.map((_, t) => String(t + 1)),
      columns: first.states[0]!.map((_, unit) => String(unit + 1)),
      values: Float32Array.from(first.states.flat()),
    },
    {
      kind: 'line',
      name: 'share of the state that each frame rewrites',
      x: Array.from({ length: longest }, (_, t) => t + 1),
      series: Object.fromEntries(shown.map(({ label }, i) => [label, Array.from({ length: longest }, (_, t) => followed[i]!.rewritten[t] ?? 0)])),
    },
  ]
}

/** A picture of a frame's size with each cell as bright as its weight. */
function bright({ width, height, channels }: Picture, weights: readonly number[], most: number, [rows, columns]: Network['grid']): Picture {
  const bytes = Uint8Array.from({ length: width * height * channels }, (_, at) => {
    const [row, column] = [Math.floor(at / (width * channels)), Math.floor(at / channels) % width]
    return Math.round((255 * weights[Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width)]!) / most)
  })
  return { width, height, channels, bytes }
}

/** Two pictures of one width. */
function above(upper: Picture, lower: Picture): Picture {
  const bytes = new Uint8Array(upper.bytes.length + lower.bytes.length)
  bytes.set(upper.bytes)
  bytes.set(lower.bytes, upper.bytes.length)
  return { ...upper, height: upper.height + lower.height, bytes }
}

const transposed = (rows: readonly number[][]): number[][] => rows[0]!.map((_, column) => rows.map((row) => row[column]!))
