/**
 * Hierarchical attention for text
 *
 * Claim    Attention that gathers words into phrases, phrases into sentences, sentences into paragraphs and those into the document
 *          classifies documents more accurately than one attention over all words, at equal parameters, steps and data.
 * Papers   Yang et al. 2016, Hierarchical Attention Networks for Document Classification, NAACL, § 2.2, eq. 5–7 (words, then sentences)
 * Ours     four levels, by segmentation into phrases, sentences and paragraphs; before each pooling a unit's members look at their two
 *          neighbors instead of a GRU: no recurrence, so that all units of a level are computed at once. It starts as the identity.
 * Symbols  h member · u hidden view (eq. 5) · c context vector, what is asked of every member (eq. 6) · α weights (eq. 6) · s unit (eq. 7)
 * Axes     B documents · M units of a level · K most members of a unit · D width · A attention width · V vocabulary · N classes
 * Cost     2D² + DA + 2A parameters a level. Flat holds exactly as many, all at the word level, where they cost K times as often
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, dense, mean, range, type Params, type Rng, type Values } from 'gradlab'
import { texts, type Documents, type Unit } from './data'
import { attentionFigures } from './figures'

export const hyper = {
  levels: choice('hierarchical', 'flat', 'noPhrase', 'noSentence', 'uniform', 'bagOfWords'), // the switch
  width: 32, // D
  attention: 16, // A
  neighbors: true, // whether members look beside them before they are gathered; without, a weight speaks of its member alone
  vocabulary: 3000, // V at most; the most frequent words of the training split
  words: 128, // read of a document, from its start
  wordDropout: range(0.5, 0, 0.9, { live: true }), // share of the words that a step takes for unknown
  learningRate: range(3e-3, 1e-5, 1e-1, { log: true, live: true }),
  steps: 200,
  batchSize: 32,
}
type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-word-attention | Attention pooling with a learned context vector; padding gets exactly 0 | 带可学习上下文向量的注意力汇聚，填充处权重恰为 0
export type Weigh = (h: tf.Tensor3D, present: tf.Tensor2D) => tf.Tensor2D

/** u = tanh(W·h + b), α = softmax(u·c) over the members that are there. [M, K, D], [M, K] → α [M, K] */
export function attention(params: Params, width: number, hidden: number): Weigh {
  const look = dense(params.at('look'), width, hidden)
  const c = params.variable('context', params.rng.normal([hidden, 1], 0.5) as tf.Tensor2D)
  return (h, present) => {
    const { M, K, D } = axes(h, 'M K D')
    const u = look(h.reshape([M * K, D])).tanh() // [M·K, A], eq. 5
    const score = u.matMul(c).reshape([M, K]) as tf.Tensor2D
    return softmaxWhere(present, score) // eq. 6
  }
}

/** Softmax over the last axis, exactly 0 where nothing is present. */
export function softmaxWhere(present: tf.Tensor2D, score: tf.Tensor2D): tf.Tensor2D {
  return score.add(present.sub(1).mul(1e9)).softmax().mul(present) as tf.Tensor2D
}
// #endregion

// #region snippet gl-attention-levels | Gather members into units, level by level, each by its own attention (with gl-word-attention) | 逐级汇聚：每一级用自己的注意力把成员合成单元（配合 gl-word-attention）
export interface Size {
  width: number // D
  attention: number // A
  neighbors: boolean
}
const everyUnit = ['phrase', 'sentence', 'paragraph', 'document'] as const

/** One level: members look at their neighbors within the unit, then the unit is their weighted sum (eq. 7). */
export function level(params: Params, width: number, looks: number, weigh: Weigh) {
  const neighbors = Array.from({ length: looks }, (_, i) => params.at(`neighbors${i}`).variable('kernel', tf.zeros([2 * width, width]) as tf.Tensor2D))
  return (members: tf.Tensor2D, table: tf.Tensor2D) => {
    const { M, K } = axes(table, 'M K')
    const present = table.greaterEqual(0).toFloat() as tf.Tensor2D // [M, K]
    const mask = present.expandDims(2)
    let h = members.gather(numbersIn(table)).mul(mask) as tf.Tensor3D // [M, K, D]
    for (const W of neighbors) {
      const padded = h.pad([
        [0, 0],
        [1, 1],
        [0, 0],
      ])
      const beside = tf.concat([padded.slice([0, 0, 0], [M, K, width]), padded.slice([0, 2, 0], [M, K, width])], 2) // [M, K, 2D]
      const heard = beside
        .reshape([M * K, 2 * width])
        .matMul(W)
        .tanh()
      h = h.add(heard.reshape([M, K, width])).mul(mask) as tf.Tensor3D
    }
    const weights = weigh(h, present)
    return { units: h.mul(weights.expandDims(2)).sum(1) as tf.Tensor2D, weights } // [M, D], [M, K]
  }
}

/** Words → … → document. What left-out levels would hold goes to the words' level, so that every choice of units has as many parameters. */
export function hierarchy(params: Params, { width, attention: hidden, neighbors }: Size, units: readonly string[], by = attention) {
  const levels = units.map((_, i) => {
    const own = params.at(i === 0 ? 'word' : units[i - 1]!) // a level is named for its members
    const share = i === 0 ? 1 + everyUnit.length - units.length : 1
    return level(own, width, neighbors ? share : 0, by(own.at('attention'), width, hidden * share))
  })
  return (words: tf.Tensor2D, tables: tf.Tensor2D[]) => {
    const weights: tf.Tensor2D[] = []
    const document = levels.reduce((members, gather, i) => {
      const read = gather(members, tables[i]!)
      weights.push(read.weights)
      return read.units
    }, words)
    return { document, weights } // [B, D], α of each level
  }
}

/** Any valid number will do for padding: what is gathered there is masked. */
const numbersIn = (table: tf.Tensor2D): tf.Tensor2D => table.maximum(tf.scalar(0, 'int32'))
// #endregion

// --- The plain twins -----------------------------------------------------------------------------------------------

/** Every member weighs the same. */
const average = (): Weigh => (_, present) => present.div(present.sum(1, true)) as tf.Tensor2D

export const unitsOf: Record<Hyper['levels'], readonly Unit[]> = {
  hierarchical: everyUnit,
  flat: ['document'],
  noPhrase: ['sentence', 'paragraph', 'document'],
  noSentence: ['phrase', 'paragraph', 'document'],
  uniform: everyUnit,
  bagOfWords: ['document'],
}

type Build = (params: Params, hyper: Hyper, vocabulary: number, classes: number) => Network
export interface Network {
  read(tables: tf.Tensor2D[]): { document: tf.Tensor2D; weights: tf.Tensor2D[] }
  logits(tables: tf.Tensor2D[]): tf.Tensor2D
}

/** Logistic regression on the counts of words, the reference any model of text should beat. Word order is nothing to it. */
const bagOfWords: Build = (params, _, vocabulary, classes) => {
  const W = params.variable('kernel', tf.zeros([vocabulary, classes]) as tf.Tensor2D)
  const b = params.variable('bias', tf.zeros([classes]) as tf.Tensor1D)
  const read = ([table]: tf.Tensor2D[]) => {
    const present = table!.greaterEqual(0).toFloat() as tf.Tensor2D // [B, K]
    const length = present.sum(1, true) // [B, 1]
    const sum = W.gather(numbersIn(table!)).mul(present.expandDims(2)).sum(1) // [B, N]
    return { document: sum.div(length.sqrt()) as tf.Tensor2D, weights: [present.div(length) as tf.Tensor2D] } // √: a long document speaks louder, not in proportion
  }
  return { read, logits: (tables) => read(tables).document.add(b) as tf.Tensor2D }
}

// --- Model ---------------------------------------------------------------------------------------------------------

// #region snippet gl-attention-reader | The smallest use of attention levels: word vectors, levels, class scores (with gl-attention-levels) | 注意力层级的最小用法：词向量、层级、类别得分（配合 gl-attention-levels）
/** Word vectors, a hierarchy over them, class scores. [M, K] a level → [B, N] */
function reader(params: Params, size: Size, vocabulary: number, classes: number, units: readonly string[] = everyUnit, by = attention) {
  const words = params.at('words').variable('kernel', params.at('words').rng.normal([vocabulary, size.width], 0.1) as tf.Tensor2D)
  const gather = hierarchy(params.at('levels'), size, units, by)
  const head = dense(params.at('head'), size.width, classes)
  const read = (tables: tf.Tensor2D[]) => gather(words, tables)
  return { read, logits: (tables: tf.Tensor2D[]) => head(read(tables).document) }
}
// #endregion

const attending: Build = (params, hyper, vocabulary, classes) => reader(params, hyper, vocabulary, classes, unitsOf[hyper.levels])
const networks: Record<Hyper['levels'], Build> = {
  hierarchical: attending,
  flat: attending,
  noPhrase: attending,
  noSentence: attending,
  uniform: (params, hyper, vocabulary, classes) => reader(params, hyper, vocabulary, classes, everyUnit, average),
  bagOfWords,
}

// --- Objective -----------------------------------------------------------------------------------------------------

const crossEntropy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => tf.losses.softmaxCrossEntropy(tf.oneHot(y, logits.shape[1]), logits).asScalar()
const accuracy = (logits: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar => logits.argMax(1).equal(y).mean().asScalar()

/** Iyyer et al. 2015, deep averaging networks: so that no single word is leaned on. Dropped words count as unknown, number 0, and keep their place. */
function dropWords([words, ...above]: tf.Tensor2D[], share: number, rng: Rng): tf.Tensor2D[] {
  const isDropped = rng.uniform(words!.shape).less(share).logicalAnd(words!.greaterEqual(0))
  return [tf.where(isDropped, tf.zerosLike(words!), words!), ...above]
}

/** Rises for 30 steps, then holds, then falls to almost nothing over the second half. */
const pace = (step: number, steps: number): number => Math.min(1, (step + 1) / 30, 2 * (1 - Math.min(step / steps, 0.98)))

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

export default defineExperiment({
  hyper,
  variants: {
    innovation: {},
    baseline: { levels: 'flat' },
    noPhrase: { levels: 'noPhrase' },
    noSentence: { levels: 'noSentence' },
    noNeighbors: { neighbors: false },
    noAttention: { levels: 'uniform' },
    bagOfWords: { levels: 'bagOfWords', learningRate: 0.03 }, // a weight a word and class needs longer steps
  },
  metrics: { 'test/accuracy': { better: 'higher' }, 'test/loss': { better: 'lower' } },
  data: (ctx) => texts(ctx, unitsOf[ctx.hyper.levels]),

  init(ctx, { vocabulary, classes, shown }) {
    const params = createParams(ctx.rng('init'))
    const network = networks[ctx.hyper.levels](params.at('network'), ctx.hyper, vocabulary, classes)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    return { params, network, shown, optimizer }
  },
  step({ network, optimizer }, { tables, y }, ctx) {
    const heard = dropWords(tables, ctx.hyper.wordDropout, ctx.rng('dropped words'))
    return { loss: optimizer.minimize(() => crossEntropy(network.logits(heard), y)) }
  },
  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, ({ tables, y }: Documents) => {
      const logits = network.logits(tables)
      return { accuracy: accuracy(logits, y), loss: crossEntropy(logits, y) }
    }),
  embed: ({ network }, { tables }) => network.read(tables).document,
  figures: ({ network, shown }) => attentionFigures(network, shown),
})
