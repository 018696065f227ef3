import * as tf from '@tensorflow/tfjs'
import type { Context, Figure, Rng } from 'gradlab'
import { multiplyAdds, sized } from './costs'
import type { Sequences } from './data'
import type { Hyper, Memory } from './model'
import type { Network } from './network'

type Shown = Pick<Sequences, 'inputs' | 'shown'>

/** How long each channel remembers, when it writes, what the network writes by itself, and what a step costs. */
export async function sequenceFigures(network: Network, { inputs, shown }: Shown, ctx: Context<Hyper>): Promise<Figure[]> {
  const { memories } = network.read(shown.x)
  return [
    ...(memories.length > 0 ? await memoryFigures(memories, inputs, shown) : []),
    ...(inputs.kind === 'characters' ? [await sample(network, inputs.alphabet, shown.x as tf.Tensor2D, ctx)] : []),
    costs(ctx.hyper),
  ]
}

async function memoryFigures(memories: readonly Memory[], inputs: Sequences['inputs'], { x }: Sequences['shown']): Promise<Figure[]> {
  const lives = await Promise.all(memories.map(async (memory) => (await halfLives(memory).data()).slice().sort()))
  const written = await Promise.all(memories.map(({ kept }) => tf.sub(1, kept).mean([0, 2]).data())) // by step
  const names = memories.map(({ name }) => name)
  const halfLife: Figure = {
    kind: 'line',
    name: 'half-life of each channel, shortest first, in powers of two of steps',
    x: Array.from(lives[0]!, (_, i) => i + 1),
    series: Object.fromEntries(names.map((name, i) => [name, Array.from(lives[i]!, Math.log2)])),
  }
  if (inputs.kind === 'values') {
    const series = Object.fromEntries(names.map((name, i) => [name, [...written[i]!]]))
    return [halfLife, { kind: 'line', name: 'share of the memory that is written at each step', x: Array.from(written[0]!, (_, t) => t), series }]
  }
  const tokens = Array.from(await x.data(), (code) => visible(inputs.alphabet[code]!))
  return [
    halfLife,
    { kind: 'text', name: `share of ${names[0]} that each character writes`, tokens, weights: Float32Array.from(written[0]!) },
    {
      kind: 'heatmap',
      name: 'share of each memory that is written, by character',
      rows: names,
      columns: tokens,
      values: Float32Array.from(written.flatMap((shares) => [...shares])),
    },
  ]
}

/** Steps until half is forgotten, by channel, where the gates stay as they were on the average over these steps (in logarithms). */
export function halfLives({ kept, stride }: Memory): tf.Tensor1D {
  const halvings = kept
    .clipByValue(1e-6, 1 - 1e-6)
    .log()
    .mean([0, 1])
    .div(-Math.LN2) // a step, or a jump
  return tf.div(stride, halvings) as tf.Tensor1D
}

/** Goes on from the first quarter of what is shown, step by step, as far as T; each word with the probability of its characters (their geometric mean). */
async function sample(network: Network, alphabet: readonly string[], x: tf.Tensor2D, ctx: Context<Hyper>): Promise<Figure> {
  const text = [...(await x.data())]
  const prompt = text.slice(0, Math.max(1, text.length >> 2))
  const { written, probabilities } = await write(network, prompt, text.length - prompt.length, ctx.hyper.temperature, ctx.rng('sample'))
  const given = wordsOf(prompt.map((code) => alphabet[code]!))
  const own = wordsOf(written.map((code) => alphabet[code]!))
  let from = 0
  const sure = own.map((word) => {
    const each = probabilities.slice(from, (from += Array.from(word).length))
    return Math.exp(each.reduce((sum, p) => sum + Math.log(p), 0) / each.length)
  })
  return {
    kind: 'text',
    name: 'what the network writes after the words at the start, which are given; shaded by how sure it is',
    tokens: [...given, ...own].map((word) => Array.from(word, visible).join('')),
    weights: Float32Array.from([...given.map(() => 0), ...sure]),
  }
}

/** Draws `count` characters, each from the scores after those before it: one step of the network a character, whose states are all that is kept. */
export async function write(network: Network, prompt: readonly number[], count: number, temperature: number, rng: Rng) {
  const written: number[] = []
  const probabilities: number[] = []
  let states = network.start(1)
  for (let t = 0; written.length < count; t++) {
    const code = prompt[t] ?? written[t - prompt.length]!
    const before = states
    const next = tf.tidy(() => network.step(tf.tensor1d([code], 'int32'), before, t))
    const kept = new Set(next.states.flat())
    tf.dispose(before.flat().filter((tensor) => !kept.has(tensor)))
    states = next.states
    if (t >= prompt.length - 1) {
      const shares = await tf.tidy(() => next.scores.div(temperature).softmax()).data()
      const drawn = draw(shares, rng.next())
      written.push(drawn)
      probabilities.push(shares[drawn]!)
    }
    next.scores.dispose()
  }
  return { written, probabilities }
}

/** The first place where the shares add up to more than `at`. */
function draw(shares: ArrayLike<number>, at: number): number {
  let sum = 0
  for (let i = 0; i < shares.length; i++) if ((sum += shares[i]!) > at) return i
  return Array.prototype.indexOf.call(shares, Math.max(...Array.from(shares))) // they add up to a little less than 1
}

const kinds = ['separable', 'gru', 'lstm', 'attention'] as const
const lengths = [128, 1024, 8192]

function costs(hyper: Hyper): Figure {
  return {
    kind: 'table',
    name: 'multiply-adds of one more step',
    columns: ['', 'at once', ...lengths.map((length) => `after the last, of ${length}`)],
    rows: kinds.map((recurrence) => {
      const of = (length: number) => multiplyAdds(sized({ ...hyper, recurrence }), length - 1)
      return [recurrence, of(1).mixing, ...lengths.map((length) => of(length).remembering)]
    }),
  }
}

const wordsOf = (characters: readonly string[]): string[] => characters.join('').match(/\n|[^\S\n]+|[^\s]+/g) ?? []
const visible = (character: string): string => (character === '\n' ? '⏎' : character === ' ' ? '␣' : character)
