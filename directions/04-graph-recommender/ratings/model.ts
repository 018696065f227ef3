/**
 * Graph recommender: neighbors where there are likes, words where there are none
 *
 * Claim    LightGCN whose items are their own vector and their words, the less of the words the more likes there are, with lists re-ranked for
 *          diversity, finds more of what users will like (recall@20 over the whole catalogue) than LightGCN alone, at equal parameters, steps and tuning
 * Papers   He et al. 2020, LightGCN, arXiv:2002.02126, § 3.1, eq. 3–8 (propagation), eq. 15 (loss) · Rendle et al. 2009, BPR, arXiv:1205.2618, § 4
 *          Ying et al. 2018, PinSage, arXiv:1806.01973, § 3 (content goes along the graph) · Volkovs et al. 2017, DropoutNet, NeurIPS (rehearsal)
 *          Carbonell & Goldstein 1998, maximal marginal relevance, doi:10.1145/290941.291025 (the list)
 * Ours     the gate: one curve over the number of likes says how much of an item is its words; an item rehearsed as a new one loses its likes too
 * Symbols  e vectors of users and items · c text of an item · g gate · x what an item enters the graph with · z means over the layers · λ diversity
 * Axes     U users · I items · E likes · V words · D width · K layers · B likes of a step
 * Cost     a step: 2K·E·D additions forward, as many backward, and one a word of each item; a list: `candidates` × 20 comparisons of texts a user
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { adam, axes, choice, createParams, defineExperiment, range, type Context, type Params, type Split, type Values } from 'gradlab'
import { ratings, type Bags, type Graph, type Likes, type Ratings } from './data'
import { recommenderFigures } from './figures'
import { measure, rank, type Rules } from './ranking'

export const hyper = {
  item: choice('gated', 'even', 'text', 'ids', 'popularity'), // the switch: what an item is to the graph
  layers: range(2, 0, 8), // K; without any it is matrix factorization
  rehearsal: range(0, 0, 0.9, { live: true }), // share of the items that a step takes for new ones
  diversity: range(0.15, 0, 1, { live: true }), // λ; 0 ranks by score alone
  candidates: 100, // of which a list is chosen
  like: 4, // least rating that is a like
  cold: 3, // items with fewer likes in training are cold
  width: 32, // D; items without words get what the words' vectors take, see `widthOf`
  vocabulary: 1000, // V at most; the words of most items
  decay: range(1e-3, 0, 1, { live: true }), // of the vectors of a step
  learningRate: range(1e-2, 1e-5, 1, { log: true, live: true }),
  steps: 200,
  batchSize: 1024,
  evaluateEvery: 50,
}
export type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-gated-text | Items as their own vector and their words: a gate gives more to words the fewer likes there are | 物品由自身向量与文字组成：喜欢越少，门控给文字的份额越大
/** Before the graph: what users and items are, from ids, likes and words. @param likes how many each item is taken to have */
export interface Entry {
  users: tf.Tensor2D // [U, D]
  items(likes: tf.Tensor2D): tf.Tensor2D // [I, 1] → [I, D]
  gate?(likes: tf.Tensor2D): tf.Tensor2D // share of the text, for that many likes
}

/** A vector for each user or item: [size, D]. */
const vectors = (params: Params, name: string, size: number, D: number) =>
  params.variable(name, params.at(name).rng.normal([size, D], 0.1) as tf.Tensor2D) as tf.Tensor2D

/** The sum of the vectors of each item's words: [I, D]. Nothing for an item without a text. */
export function textTower(params: Params, bags: Bags, D: number) {
  const W = params.variable('words', params.rng.normal([bags.words.length, D], 0.1) as tf.Tensor2D)
  return () => tf.unsortedSegmentSum(W.gather(bags.word).mul(bags.weight), bags.item, bags.of.length) as tf.Tensor2D
}

/** g = σ(a + b·log(1 + likes)), where there is a text. Begins at 0.9 for no likes, ½ for eight. */
export function gate(params: Params) {
  const a = params.variable('offset', tf.scalar(2.2))
  const b = params.variable('slope', tf.scalar(-1))
  return (likes: tf.Tensor2D) => likes.log1p().mul(b).add(a).sigmoid() as tf.Tensor2D
}

/** x = (1 − g)·e + g·c. A vector of an item that nobody liked was never trained: it is left out. */
export const gated =
  (gateOf: (params: Params) => (likes: tf.Tensor2D) => tf.Tensor2D) =>
  (params: Params, D: number, { bags, users, items }: Pick<Ratings, 'bags' | 'users' | 'items'>): Entry => {
    const e = vectors(params, 'items', items.length, D)
    const text = textTower(params, bags, D)
    const open = gateOf(params.at('gate'))
    return {
      users: vectors(params, 'users', users.length, D),
      gate: open,
      items(likes) {
        const g = open(likes).mul(bags.hasText)
        return e.mul(tf.sub(1, g)).mul(likes.sign()).add(text().mul(g)) as tf.Tensor2D
      },
    }
  }
// #endregion

// #region snippet gl-graph-layers | LightGCN: what users and items hear along the likes, layer by layer | LightGCN：用户与物品沿着“喜欢”关系逐层传播
export interface Layers {
  users: tf.Tensor2D[] // of each layer, [U, D]
  items: tf.Tensor2D[] // [I, D]
}

/** He et al. eq. 3: each layer is D^-½·A·D^-½ times the one before. The scales stand on either side, so no edge needs a weight. */
export function propagate({ user, item, userScale, itemScale }: Graph, users: tf.Tensor2D, items: tf.Tensor2D, K: number): Layers {
  const [{ U, D }, { I }] = [axes(users, 'U D'), axes(items, `I ${users.shape[1]}`)]
  const heard = (from: tf.Tensor2D, at: tf.Tensor1D, to: tf.Tensor1D, size: number) =>
    tf.unsortedSegmentSum(from.gather(at), to, size).reshape([size, D]) as tf.Tensor2D
  const layers: Layers = { users: [users], items: [items] }
  for (let k = 0; k < K; k++) {
    const [u, i] = [layers.users[k]!, layers.items[k]!]
    layers.users.push(heard(i.mul(itemScale), item, user, U).mul(userScale))
    layers.items.push(heard(u.mul(userScale), user, item, I).mul(itemScale))
  }
  return layers
}

/** Volkovs et al.: as if nobody had liked these items yet: no vector of their own, no edges, and the gate at no likes. @param keep [I, 1], 0 or 1 */
export function without({ itemScale, likes, ...rest }: Graph, keep: tf.Tensor2D): Graph {
  return { ...rest, itemScale: itemScale.mul(keep), likes: likes.mul(keep) }
}
// #endregion

// --- The plain twins -----------------------------------------------------------------------------------------------

type Build = (params: Params, D: number, data: Pick<Ratings, 'bags' | 'users' | 'items'>) => Entry
const entries: Record<Hyper['item'], Build> = {
  gated: gated(gate),
  even: gated(() => (likes) => tf.fill(likes.shape, 0.5)),
  text: (params, D, { bags, users }) => {
    const text = textTower(params, bags, D)
    return { users: vectors(params, 'users', users.length, D), items: () => text() }
  },
  ids: (params, D, { users, items }) => {
    const e = vectors(params, 'items', items.length, D)
    return { users: vectors(params, 'users', users.length, D), items: () => e }
  },
  popularity: (_, __, { users }) => ({ users: tf.ones([users.length, 1]), items: (likes) => likes.log1p() }), // nothing to train
}

/** Parameters equal those of the innovation within half a unit of width: what it has for words goes to the vectors. */
export function widthOf({ item, width }: Pick<Hyper, 'item' | 'width'>, { bags, users, items }: Pick<Ratings, 'bags' | 'users' | 'items'>): number {
  const nodes = users.length + items.length
  return item === 'ids' ? Math.round((width * (nodes + bags.words.length)) / nodes) : width
}

// --- Model ---------------------------------------------------------------------------------------------------------

// #region snippet gl-graph-recommender | The smallest use of a graph recommender: scores of all items, and the loss that ranks them | 图推荐器的最小用法：全部物品的得分，以及为其排序的损失
/** z, the mean over the layers (eq. 4, 8); a score is the product of a user's and an item's. */
export function recommender(params: Params, hyper: Hyper, data: Pick<Ratings, 'bags' | 'users' | 'items' | 'graph'>) {
  const entry = entries[hyper.item](params, widthOf(hyper, data), data)
  const read = (graph = data.graph): Layers => propagate(graph, entry.users, entry.items(graph.likes), Math.round(hyper.layers))
  const final = ({ users, items }: Layers) => ({
    users: tf.addN(users).div(users.length) as tf.Tensor2D, // [U, D]
    items: tf.addN(items).div(items.length) as tf.Tensor2D, // [I, D]
  })
  return { entry, read, final }
}

export interface Triplets {
  user: tf.Tensor1D // [B]
  liked: tf.Tensor1D
  other: tf.Tensor1D
}

/** BPR, −log σ(score of what is liked − score of another), and the decay of the vectors in the batch (He et al. eq. 15). */
export function objective(layers: Layers, { users, items }: { users: tf.Tensor2D; items: tf.Tensor2D }, { user, liked, other }: Triplets, decay: number) {
  const of = users.gather(user)
  const margin = of.mul(items.gather(liked).sub(items.gather(other))).sum(1) // [B]
  const squares = tf.addN([layers.users[0]!.gather(user), layers.items[0]!.gather(liked), layers.items[0]!.gather(other)].map((x) => x.square().sum(1)))
  return margin.neg().softplus().add(squares.mul(decay / 2)).mean().asScalar() // prettier-ignore
}
// #endregion
export type Network = ReturnType<typeof recommender>

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

/** Rises for 30 steps, then holds, then falls to almost nothing over the second half. */
const pace = (step: number, steps: number): number => Math.min(1, (step + 1) / 30, 2 * (1 - Math.min(step / steps, 0.98)))

/** For each like, an item that others liked in training and this user has not rated. */
function othersFor({ user, seen }: Likes, liked: Int32Array, ctx: Context<Hyper>): Int32Array {
  const rng = ctx.rng('others')
  return user.map((u) => {
    for (let tries = 0; ; tries++) {
      const other = liked[rng.integer(liked.length)]!
      if (!seen[u]!.has(other) || tries === 50) return other // who has rated nearly everything gets what there is
    }
  })
}

/** The whole split by user: who likes what in it, and what they had seen before. */
export async function heldOut(split: Split<Likes>, ctx: Context<unknown>) {
  const every = Int32Array.from({ length: split.size }, (_, i) => i)
  const { user, item, seen } = await split.batch(every, ctx)
  const held = new Map<number, Set<number>>()
  user.forEach((u, at) => held.set(u, (held.get(u) ?? new Set()).add(item[at]!)))
  return { who: Int32Array.from(held.keys()), held: [...held.values()], seen }
}

export const rulesOf = ({ bags, likes }: Ratings, { cold, candidates, diversity }: Hyper, seen: Likes['seen']): Rules => ({
  seen,
  bags: bags.of,
  isCold: (item) => likes[item]! < cold,
  candidates,
  diversity,
})

export default defineExperiment({
  hyper,
  variants: {
    innovation: {},
    baseline: { item: 'ids', diversity: 0 },
    undiversified: { diversity: 0 },
    evenFusion: { item: 'even' },
    rehearsed: { rehearsal: 0.2 },
    contentOnly: { item: 'text', layers: 0 },
    mf: { item: 'ids', layers: 0, diversity: 0 },
    popularity: { item: 'popularity', layers: 0, diversity: 0 },
  },
  metrics: {
    'test/recall@20': { better: 'higher' },
    'test/ndcg@20': { better: 'higher' },
    'test/coldRecall@20': { better: 'higher' },
    'test/coldAloneRecall@20': { better: 'higher' },
    'test/coverage': { better: 'higher' },
    'test/distance': { better: 'higher' },
  },
  data: ratings,

  init(ctx, data) {
    const params = createParams(ctx.rng('init'))
    const network = recommender(params.at('network'), ctx.hyper, data)
    const optimizer = adam(params.at('network'), { learningRate: () => ctx.hyper.learningRate * pace(ctx.step, ctx.hyper.steps) })
    const liked = Int32Array.from(data.likes.keys()).filter((item) => data.likes[item]! > 0)
    return { params, network, optimizer, data, liked }
  },
  step({ network, optimizer, params, data: { graph, items }, liked }, batch, ctx) {
    const keep = () => ctx.rng('rehearsal').uniform([items.length, 1]).greaterEqual(ctx.hyper.rehearsal).toFloat() as tf.Tensor2D
    const heard = ctx.hyper.rehearsal > 0 ? without(graph, keep()) : graph
    const triplets = {
      user: tf.tensor1d(batch.user, 'int32'),
      liked: tf.tensor1d(batch.item, 'int32'),
      other: tf.tensor1d(othersFor(batch, liked, ctx), 'int32'),
    }
    const loss = () => {
      const layers = network.read(heard)
      return objective(layers, network.final(layers), triplets, ctx.hyper.decay)
    }
    return { loss: params.variables.length > 0 ? optimizer.minimize(loss) : loss() }
  },
  async evaluate({ network, data }, split, ctx) {
    const { users, items } = network.final(network.read())
    const { who, held, seen } = await heldOut(split, ctx)
    const rules = rulesOf(data, ctx.hyper, seen)
    return measure(await rank(who, users, items, rules), held, rules)
  },
  embed: ({ network }, { item }) => {
    const z = network.final(network.read()).items.gather(tf.tensor1d(item, 'int32')) as tf.Tensor2D
    return z.div(z.norm(2, 1, true).add(1e-9)) as tf.Tensor2D // its direction: an item with few likes is short
  },
  figures: ({ network, data }, { validation }, ctx) => recommenderFigures(network, data, validation, ctx),
})
