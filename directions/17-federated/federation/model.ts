/**
 * Federated learning: a model from rows that stay where they are
 *
 * Claim    Where clients' classes differ, changes of few bits both ways, errors fed back, with control variates read from those same messages, bring the
 *          shared model to a given accuracy in fewer serialized bytes than federated averaging, at equal local steps and tuning
 * Papers   McMahan et al. 2017, FedAvg, arXiv:1602.05629, alg. 1 · Karimireddy et al. 2020, SCAFFOLD, arXiv:1910.06378, § 4, alg. 1, option II
 *          Li et al. 2020, FedProx, arXiv:1812.06127, eq. 2 · Alistarh et al. 2017, QSGD, arXiv:1610.02132, § 3.1 · Stich et al. 2018, sparsified SGD
 *          with memory, arXiv:1809.07599, alg. 1 · Sattler et al. 2019, arXiv:1903.02891, § V, both ways · Arivazhagan et al. 2019, FedPer, arXiv:1912.00818
 * Ours     no control variate is sent: a client's is worked out from the change it sent, the server's from the change it heard (SCAFFOLD sends both);
 *          the variates are weighted by n_k; a personal head beside the shared one in place of FedPer's only one; every client in every round
 * Symbols  x the server's numbers · x̂ what the clients hold of them · y_k client k's after its local steps · e_k what it still owes · c_k, c control
 *          variates · n_k its rows, p_k its share of all · μ proximal · η learning rate · α of the Dirichlet distribution
 * Axes     B batch · I inputs · D features · C classes · K clients · N numbers of the model
 * Cost     a round: K · localSteps gradients, and 2K messages: 4N bytes each whole, N · bits / 8 + N / 64 in levels, about 5N · share sparse.
 *          Beside its model a client keeps 3N numbers and a head of its own, the server N
 * Result   see README.md
 */
import * as tf from '@tensorflow/tfjs'
import { choice, createParams, defineExperiment, mean, range, type Peer, type Rng, type Values } from 'gradlab'
import { task, type Batch } from './data'
import { federationFigures } from './figures'
import { apply, block, decode, encode, mostLevel, numbersOf, splitLoss, type Change } from './messages'
import { accuracy, createNetwork, crossEntropy } from './network'
import { countToTarget } from './toTarget'

export const hyper = {
  compression: choice('quantize', 'topK', 'none'), // the switch, of both ways
  correction: choice('controlVariates', 'proximal', 'none'), // of the drift of clients
  errorFeedback: true, // what a message left out is in the next
  personalHead: true, // a head of each client's own, never sent
  listen: true, // false: a client goes on from its own numbers, whatever it hears
  bits: range(4, 2, 8, { live: true }), // a number, where quantized
  share: range(0.05, 1e-4, 1, { live: true }), // of the numbers sent, where topK
  mu: range(0.1, 0, 1e3, { live: true }), // μ
  learningRate: range(0.1, 1e-5, 1e3, { log: true, live: true }), // η
  localSteps: range(10, 1, 1e4, { live: true }),
  clients: range(10, 1, 1e4), // K, but where the split is natural
  split: choice('dirichlet', 'natural', 'iid'), // natural: by the first column of names beside label, such as the speaker
  alpha: range(0.1, 1e-3, 1e6), // α: the smaller, the less alike
  target: 0.85, // accuracy on validation
  hidden: 64, // D
  shrink: 2, // side of the squares of pixels averaged into one
  steps: 60, // rounds
  batchSize: 32, // of a client
  evaluateEvery: 2, // rounds to target are counted to this
}
export type Hyper = Values<typeof hyper>

// --- Innovation: change this ---------------------------------------------------------------------------------------

// #region snippet gl-federated-compression | Unbiased quantizing and top-k of a change, with what is left out fed back | 对变化量做无偏量化与 top-k 压缩，并反馈被省略的误差
type How = Pick<Hyper, 'compression' | 'bits' | 'share'>
type Compress = (change: Float32Array, how: Pick<How, 'bits' | 'share'>, rng: Rng) => Change

/** QSGD § 3.1, a scale of its own for each block: |v| lies between two levels and goes to the upper one with the probability that makes it right on average. */
const quantize: Compress = (change, { bits }, rng) => {
  const most = mostLevel(Math.round(bits))
  const scales = Float32Array.from({ length: Math.ceil(change.length / block) }, (_, b) =>
    change.subarray(b * block, (b + 1) * block).reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
  )
  const levels = Int8Array.from(change, (value, i) => {
    const scale = scales[Math.floor(i / block)]!
    return scale === 0 ? 0 : Math.sign(value) * Math.min(most, Math.floor((Math.abs(value) / scale) * most + rng.next()))
  })
  return { kind: 'levels', bits: Math.round(bits), scales, levels }
}

/** Stich et al. § 2: the largest of them as they are, the earlier first where two are alike. */
const topK: Compress = (change, { share }) => {
  const count = Math.max(1, Math.round(share * change.length))
  const least = change.map(Math.abs).sort()[change.length - count]!
  let equals = count - change.reduce((sum, value) => sum + Number(Math.abs(value) > least), 0)
  const at = Uint32Array.from(change.keys()).filter((i) => Math.abs(change[i]!) > least || (Math.abs(change[i]!) === least && equals-- > 0))
  return { kind: 'sparse', at, values: Float32Array.from(at, (i) => change[i]!) }
}

const compressions: Record<Exclude<Hyper['compression'], 'none'>, Compress> = { quantize, topK }

/** A message that brings what its receiver holds near `target`, what it then holds, and what it is still owed. */
export function convey(target: Float32Array, held: Float32Array, how: How, rng: Rng) {
  const change: Change = how.compression === 'none' ? { kind: 'whole', values: target } : compressions[how.compression](plus(target, held, -1), how, rng)
  const message = encode(change)
  const arrived = apply(decode(message, held.length), held)
  return { message, arrived, owed: plus(target, arrived, -1) }
}

export const plus = (a: Float32Array, b: Float32Array, times = 1): Float32Array => a.map((value, i) => value + times * b[i]!)
// #endregion

// #region snippet gl-federated-correction | What a client adds to its gradient against drift: SCAFFOLD's variates or FedProx's pull | 客户端为抑制漂移加到梯度上的项：SCAFFOLD 控制变量或 FedProx 拉力
/** What a client knows besides its gradient: where it started (x̂), where all went in the last round (c) and itself (c_k), as gradients, in the variables' shapes. */
export interface Drift {
  readonly start: readonly tf.Tensor[]
  readonly all: readonly tf.Tensor[]
  readonly own: readonly tf.Tensor[]
}
type Correct = (gradient: tf.Tensor, x: tf.Tensor, i: number, drift: Drift, mu: number) => tf.Tensor

export const corrections: Record<Hyper['correction'], Correct> = {
  controlVariates: (gradient, _, i, { all, own }) => gradient.add(all[i]!.sub(own[i]!)), // SCAFFOLD eq. 3: g − c_k + c
  proximal: (gradient, x, i, { start }, mu) => gradient.add(x.sub(start[i]!).mul(mu)), // the gradient of FedProx eq. 2
  none: (gradient) => gradient,
}

/** SCAFFOLD eq. 4, option II, from the change that was sent: c_k ← c_k − c − change ÷ (localSteps · η). */
export const nextVariate = (own: Float32Array, all: Float32Array, sent: Float32Array, reach: number): Float32Array =>
  own.map((value, i) => value - all[i]! - sent[i]! / reach)
// #endregion

// #region snippet gl-federated-round | The smallest use of messages: a round as the server sees it | 消息的最小用法：服务器所见的一轮
/** Clients are told x, train from what they then hold of it, and say where that led. @param held what they hold of the last x */
export async function round(x: Float32Array, held: Float32Array, { clients, weights }: Members, how: How & Pick<Hyper, 'errorFeedback'>, rng: Rng) {
  const told = convey(x, held, how, rng)
  const replies = (await Promise.all(clients.map((client) => client.call('train', told.message)))).map(splitLoss)
  const arrived = replies.map(({ message }) => apply(decode(message, x.length), told.arrived))
  const next = aggregate(arrived, weights, how.errorFeedback ? told.owed : undefined)
  return { held: told.arrived, arrived, next, losses: replies.map(({ loss }) => loss) }
}
interface Members {
  readonly clients: readonly Pick<Peer, 'call'>[]
  readonly weights: readonly number[] // n_k
}

/** FedAvg alg. 1: Σ p_k · y_k as each arrived, and what the clients are still owed. */
export function aggregate(arrived: readonly Float32Array[], weights: readonly number[], owed: Float32Array | undefined): Float32Array {
  const total = weights.reduce((a, b) => a + b, 0)
  return arrived[0]!.map((_, i) => arrived.reduce((sum, values, k) => sum + (weights[k]! / total) * values[i]!, owed?.[i] ?? 0))
}
// #endregion

// --- Wiring: rarely changed ----------------------------------------------------------------------------------------

export default defineExperiment({
  hyper,
  variants: {
    innovation: {},
    baseline: { compression: 'none', correction: 'none' }, // FedAvg
    noErrorFeedback: { errorFeedback: false },
    noCorrection: { correction: 'none' },
    noCompression: { compression: 'none' }, // SCAFFOLD
    proximal: { correction: 'proximal' },
    topK: { compression: 'topK', correction: 'none' },
    noPersonalHead: { personalHead: false },
    localOnly: { compression: 'none', correction: 'none', personalHead: false, listen: false },
  },
  metrics: {
    'final/bytesToTarget': { better: 'lower' },
    'final/roundsToTarget': { better: 'lower' },
    'test/accuracy': { better: 'higher' },
    'final/clientMean': { better: 'higher' },
    'final/clientWorst': { better: 'higher' },
    'final/personalGain': { better: 'higher' },
  },
  data: task,

  async init(ctx, { inputs, labels, clients: K }) {
    const params = createParams(ctx.rng('init'))
    const network = createNetwork(params.at('network'), inputs, ctx.hyper.hidden, labels.length)
    const clients = await Promise.all(Array.from({ length: K }, (_, k) => ctx.spawn('./client.ts', { name: `client-${k}` })))
    const joined = await Promise.all(clients.map((client) => client.call('join', new Uint8Array(0))))
    return {
      params,
      network,
      clients,
      labels,
      weights: joined.map((reply) => numbersOf(reply)[0]!), // n_k
      held: params.slot('held', tf.zeros([network.size]) as tf.Tensor1D), // x̂
      agreement: params.slot('agreement', tf.zeros([K]) as tf.Tensor1D), // of each client's change with that of all, as a cosine
      traffic: [params.number('sent', 0), params.number('received', 0)] as const, // bytes of the last round
      toTarget: countToTarget(params.at('toTarget')),
    }
  },

  /** One round. */
  async step({ network, clients, weights, held, agreement, traffic: [sent, received], toTarget }, _, ctx) {
    toTarget.look(ctx)
    const counts = () =>
      [clients.reduce((sum, { sentBytes }) => sum + sentBytes, 0), clients.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0)] as const
    const [sentBefore, receivedBefore] = counts()
    const how = ctx.step === 0 ? { ...ctx.hyper, compression: 'none' as const } : ctx.hyper // at first they hold nothing
    const heard = await round(await network.read(), (await held.data()) as Float32Array, { clients, weights }, how, ctx.rng('rounding'))
    const cosines = heard.arrived.map((values) => cosine(plus(values, heard.held, -1), plus(heard.next, heard.held, -1)))
    held.assign(tf.tensor1d(heard.held))
    agreement.assign(tf.tensor1d(cosines))
    network.write(heard.next)
    const [sentAfter, receivedAfter] = counts()
    sent.value = sentAfter - sentBefore
    received.value = receivedAfter - receivedBefore
    toTarget.add(sent.value + received.value)
    const overRows = (values: readonly number[]) => values.reduce((sum, value, k) => sum + value * weights[k]!, 0) / weights.reduce((a, b) => a + b, 0)
    return { loss: overRows(heard.losses), sentBytes: sent.value, receivedBytes: received.value, agreement: overRows(cosines) }
  },

  evaluate: ({ network }, split, ctx) =>
    mean(split, ctx, (batch) => {
      const { x, y } = batch as Batch
      const logits = network.logits(x)
      return { accuracy: accuracy(logits, y), loss: crossEntropy(logits, y) }
    }),

  async final({ clients, toTarget }, _, ctx) {
    const scores = (await scoresOf(clients, 'test')).filter(({ rows }) => rows > 0)
    const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
    const [shared, own] = [scores.map(({ shared }) => shared), scores.map(({ own }) => own)]
    const client = { clientMean: average(shared), clientWorst: Math.min(1, ...shared), personalMean: average(own), personalWorst: Math.min(1, ...own) }
    return { ...toTarget.final(ctx), ...client, personalGain: client.personalMean - client.clientMean }
  },
  embed: ({ network }, batch) => network.features(batch!.x),
  figures: (state) => federationFigures(state),
})

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (u: Float32Array, v: Float32Array): number => u.reduce((sum, value, i) => sum + value * v[i]!, 0)
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1)
}

/** How well the shared model, and each client's own, does on each client's own rows. */
export async function scoresOf(clients: readonly Pick<Peer, 'call'>[], split: 'validation' | 'test') {
  const replies = await Promise.all(clients.map((client) => client.call('score', new Uint8Array(0), { split })))
  return replies.map(numbersOf).map(([rows, shared, own]) => ({ rows: rows!, shared: shared!, own: own! }))
}
