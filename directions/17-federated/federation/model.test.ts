import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finiteDifferenceError, gradientsByPath, openTrial, parametersOf, relativeError, tableDataset } from 'gradlab/testing'
import { createDealer, createReader, cut, dirichlet } from './data'
import { apply, block, decode, encode, mostLevel, numbersOf, splitLoss, type Change } from './messages'
import experiment, { aggregate, convey, corrections, nextVariate, plus } from './model'
import { createNetwork, crossEntropy, shaped } from './network'
import { bandEnergies, bands, fourier, windows } from './sound'

type Dataset = ReturnType<typeof tableDataset>
const variants = Object.keys(experiment.variants)

/** Numbers in [0, 1), the same on every machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
}
const floats = (size: number, seed: number): Float32Array => {
  const next = numbers(seed)
  return Float32Array.from({ length: size }, () => next() - 0.5)
}

interface Row {
  x: readonly number[]
  y: number
  client: number
}
/** Features with a class, and the client that a row is of. All rows are for training, and the same again for validation and for testing. */
function federated(rows: readonly Row[], classes = 2, column = 'client'): Dataset {
  const { length: n } = rows
  const thrice = [...rows, ...rows, ...rows]
  const part = (from: number): number[] => rows.map((_, i) => from + i)
  const inner = tableDataset({
    image: { shape: [rows[0]!.x.length], values: thrice.flatMap(({ x }) => [...x]) },
    label: thrice.map(({ y }) => y),
    labels: Array.from({ length: classes }, (_, i) => `class ${i}`),
    splits: { train: part(0), validation: part(n), test: part(2 * n) },
  })
  const { image, label } = inner.columns
  const names = Array.from({ length: 1 + Math.max(...rows.map(({ client }) => client)) }, (_, k) => `client ${k}`)
  return {
    ...inner,
    columns: { image: { ...image!, shape: [1, rows[0]!.x.length, 1] }, label: label!, [column]: { shape: [], dtype: 'int32', labels: names } },
    tensor(name, at) {
      if (name === column) return tf.tensor1d(at.map((row) => thrice[row]!.client), 'int32') // prettier-ignore
      return name === 'image' ? inner.tensor(name, at).reshape([at.length, 1, -1, 1]) : inner.tensor(name, at)
    },
  }
}
/** Rows of noise, of so many of each client. */
const noise = (sizes: readonly number[], seed = 1, classes = 2): Row[] => {
  const next = numbers(seed)
  return sizes.flatMap((size, client) => Array.from({ length: size }, () => ({ x: [next(), next(), next()], y: Math.floor(next() * classes), client })))
}

const small = { split: 'natural', shrink: 1, hidden: 4, batchSize: 64, localSteps: 3 }
const open = (variant = 'innovation', set = {}, dataset: Dataset = federated(noise([5, 3, 2])), seed = 1) =>
  openTrial(experiment, { variant, dataset, seed, set: { ...small, ...set } })
type Opened = Awaited<ReturnType<typeof open>>
const close = (a: ArrayLike<number>, b: ArrayLike<number>, limit: number): void => assert.ok(relativeError(a, b) <= limit, `off by ${relativeError(a, b)}`)

/** What is saved of one client. */
async function savedOf(trial: Opened, client: number): Promise<(name: string) => Float32Array> {
  const bytes = Buffer.from((await trial.save()).tensors.get(`peer:client-${client}`)!.bytes)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, { data_offsets: [number, number] }>
  return (name) => new Float32Array(Uint8Array.from(bytes.subarray(...(header[name]!.data_offsets.map((at) => at + 8 + length) as [number, number]))).buffer)
}

interface Heard {
  readonly client: number
  readonly method: string
  readonly message: Uint8Array
  readonly reply: Uint8Array
}
/** Every message of the rounds to come. */
function listenIn(trial: Opened): Heard[] {
  const heard: Heard[] = []
  trial.state.clients.forEach((peer, client) => {
    const call = peer.call.bind(peer)
    peer.call = async (method, message, options) => {
      const reply = await call(method, message, options)
      heard.push({ client, method, message, reply })
      return reply
    }
  })
  return heard
}

/** FedAvg's or plain SGD's local steps, written with tfjs alone. */
function descend(start: readonly tf.Tensor[], rows: readonly Row[], steps: number, rate: number): tf.Tensor[] {
  const x = tf.tensor2d(rows.map((row) => [...row.x]))
  const y = tf.oneHot(tf.tensor1d(rows.map((row) => row.y), 'int32'), 2) // prettier-ignore
  let weights = start
  for (let step = 0; step < steps; step++) {
    const gradients = tf.grads((W: tf.Tensor, b: tf.Tensor, V: tf.Tensor, c: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(y, x.matMul(W).add(b).relu().matMul(V).add(c)),
    )(weights as tf.Tensor[])
    weights = weights.map((weight, i) => weight.sub(gradients[i]!.mul(rate)))
  }
  return [...weights]
}
const flatOf = (tensors: readonly tf.Tensor[]): Float32Array => Float32Array.from(tensors.flatMap((tensor) => [...tensor.dataSync()]))

describe('the twin in PyTorch', () => {
  interface Twin extends Record<'none' | 'proximal' | 'controlVariates', number[][]> {
    readonly sizes: number[]
    readonly inputs: number
    readonly hidden: number
    readonly classes: number
    readonly learningRate: number
    readonly mu: number
    readonly localSteps: number
    readonly start: number[]
    readonly x: number[]
    readonly y: number[]
    readonly outputs: number[]
    readonly gradient: number[]
  }
  const twin = JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin
  const owners = twin.sizes.flatMap((size, client) => Array.from({ length: size }, () => client))
  const rows = twin.y.map((y, i) => ({ x: twin.x.slice(i * twin.inputs, (i + 1) * twin.inputs), y, client: owners[i]! }))
  const { hidden, learningRate, mu, localSteps } = twin
  const start = (correction: string) =>
    open('baseline', { correction, hidden, learningRate, mu, localSteps, personalHead: false }, federated(rows, twin.classes))

  it('agrees on outputs and gradients', async () => {
    const trial = await start('none')
    const { network } = trial.state
    network.write(Float32Array.from(twin.start))
    const [x, y] = [tf.tensor2d(twin.x, [twin.y.length, twin.inputs]), tf.tensor1d(twin.y, 'int32')]
    close(await network.logits(x).data(), twin.outputs, 1e-4)
    const { gradients } = await gradientsByPath(network, () => crossEntropy(network.logits(x), y))
    close(Object.values(gradients).flatMap((values) => [...values]), twin.gradient, 1e-3) // prettier-ignore
    trial.dispose()
  })
  for (const correction of ['none', 'proximal', 'controlVariates'] as const) {
    it(`agrees on three rounds with correction ${correction}`, async () => {
      const trial = await start(correction)
      trial.state.network.write(Float32Array.from(twin.start))
      for (const expected of twin[correction]) {
        await trial.steps(1)
        close(await trial.state.network.read(), expected, 1e-4)
      }
      trial.dispose()
    })
  }
})

describe('the network', () => {
  it('has the gradients of finite differences', async () => {
    const trial = await open()
    const { variables, logits } = trial.state.network
    const [x, y] = [tf.randomNormal([6, 3], 0, 1, 'float32', 3) as tf.Tensor2D, tf.tensor1d([0, 1, 1, 0, 1, 0], 'int32')]
    const loss = () => crossEntropy(logits(x), y)
    const { grads } = tf.variableGrads(loss, variables)
    const gradients = variables.map(({ name }) => grads[name]!)
    assert.ok(finiteDifferenceError(loss, variables, gradients) < 0.02)
    trial.dispose()
  })
})

describe('federated averaging', () => {
  it('of one client is gradient descent, bit by bit', async () => {
    const rows = noise([12])
    const trial = await open('baseline', {}, federated(rows))
    let weights = trial.state.network.variables.map((variable) => variable.clone() as tf.Tensor)
    await trial.steps(4)
    weights = descend(weights, rows, 12, 0.1)
    assert.deepEqual(await trial.state.network.read(), flatOf(weights))
    trial.dispose()
  })
  it('of whole batches and one local step is a step on all rows, whoever has how many', async () => {
    const rows = noise([7, 4, 1])
    const trial = await open('baseline', { localSteps: 1 }, federated(rows))
    const weights = trial.state.network.variables.map((variable) => variable.clone() as tf.Tensor)
    await trial.steps(3)
    close(await trial.state.network.read(), flatOf(descend(weights, rows, 3, 0.1)), 1e-5)
    trial.dispose()
  })
  it('is what tfjs makes of it, written again', async () => {
    const sizes = [6, 3, 2]
    const rows = noise(sizes)
    const trial = await open('baseline', {}, federated(rows))
    let weights = trial.state.network.variables.map((variable) => variable.clone() as tf.Tensor)
    for (let round = 0; round < 5; round++) {
      const each = sizes.map((_, k) => descend(weights, rows.filter(({ client }) => client === k), 3, 0.1)) // prettier-ignore
      weights = weights.map((_, i) => tf.addN(each.map((led, k) => led[i]!.mul(sizes[k]! / 11))))
    }
    await trial.steps(5)
    close(await trial.state.network.read(), flatOf(weights), 1e-5)
    trial.dispose()
  })
  it('weighs a client by its rows', () => {
    const arrived = [Float32Array.of(1, 0), Float32Array.of(0, 1)]
    assert.deepEqual([...aggregate(arrived, [3, 1], undefined)], [0.75, 0.25])
    assert.deepEqual([...aggregate(arrived, [30, 10], Float32Array.of(1, 0))], [1.75, 0.25])
  })
  it('is FedProx with μ = 0, and not with another', async () => {
    const after = async (set: object): Promise<Float32Array> => {
      const trial = await open('baseline', set)
      await trial.steps(3)
      const values = await trial.state.network.read()
      trial.dispose()
      return values
    }
    const plain = await after({})
    assert.deepEqual(await after({ correction: 'proximal', mu: 0 }), plain)
    assert.ok(relativeError(await after({ correction: 'proximal', mu: 1 }), plain) > 1e-4)
  })
  it('draws other rows at other local steps, rounds and clients', async () => {
    const trial = await open(
      'baseline',
      { batchSize: 2, localSteps: 1, learningRate: 1e-5 },
      federated([...noise([20], 3), ...noise([20], 3).map((row) => ({ ...row, client: 1 }))]),
    )
    const heard = listenIn(trial)
    await trial.steps(4)
    assert.equal(new Set(heard.map(({ reply }) => splitLoss(reply).loss)).size, 8)
    trial.dispose()
  })
})

describe('control variates', () => {
  for (const compression of ['none', 'quantize', 'topK']) {
    it(`sum to what the server will tell of the last round, with compression ${compression}`, async () => {
      const trial = await open('innovation', { compression, share: 0.3, localSteps: 4, learningRate: 0.2 })
      for (let round = 0; round < 5; round++) {
        await trial.steps(1)
        const { weights, held, network } = trial.state
        const variates = await Promise.all(weights.map(async (_, k) => (await savedOf(trial, k))('variate')))
        const mean = aggregate(variates, weights, undefined).map((value) => value * 0.8)
        close(mean, plus((await held.data()) as Float32Array, await network.read(), -1), 1e-3)
      }
      trial.dispose()
    })
  }
  it('change nothing where all clients are alike, and something where they differ', async () => {
    const alike = noise([12]).flatMap((row) => [row, { ...row, client: 1 }])
    const after = async (variant: string, rows: Row[], seed: number): Promise<Float32Array> => {
      const trial = await open(variant, { localSteps: 5, learningRate: 0.5, personalHead: false }, federated(rows), seed)
      await trial.steps(4)
      const values = await trial.state.network.read()
      trial.dispose()
      return values
    }
    for (const seed of [1, 2, 3]) close(await after('noCompression', alike, seed), await after('baseline', alike, seed), 1e-5)
    const differ = noise([12, 12])
    assert.ok(relativeError(await after('noCompression', differ, 1), await after('baseline', differ, 1)) > 1e-3)
  })
})

describe('where it settles', () => {
  /** f_k(x) = h_k ÷ 2 · (x − m_k)²: E local steps shrink x − m_k by r_k = (1 − ηh_k)^E. */
  const clients = [{ weight: 3, h: 4, m: 1 }, { weight: 1, h: 0.5, m: -2 }] // prettier-ignore
  const [E, rate] = [5, 0.1]
  const weightedMean = (weigh: (client: (typeof clients)[number]) => number): number => {
    const weights = clients.map((client) => client.weight * weigh(client))
    return clients.reduce((sum, { m }, k) => sum + weights[k]! * m, 0) / weights.reduce((a, b) => a + b, 0)
  }
  const averaged = weightedMean(({ h }) => 1 - (1 - rate * h) ** E) // where Σ p_k · (y_k − x) = 0
  const pooled = weightedMean(({ h }) => h)
  const settle = (correction: 'none' | 'controlVariates'): number => {
    const [zero, weights] = [Float32Array.of(0), clients.map(({ weight }) => weight)]
    let [x, all, own]: [Float32Array, Float32Array, Float32Array[]] = [zero, zero, clients.map(() => zero)]
    for (let round = 0; round < 60; round++) {
      const led = clients.map(({ h, m }, k) => {
        const drift = { start: [tf.tensor1d(x)], all: [tf.tensor1d(all)], own: [tf.tensor1d(own[k]!)] }
        let y: tf.Tensor = tf.tensor1d(x)
        for (let step = 0; step < E; step++) y = y.sub(corrections[correction](y.sub(m).mul(h), y, 0, drift, 0).mul(rate))
        return y.dataSync() as Float32Array
      })
      own = led.map((y, k) => nextVariate(own[k]!, all, plus(y, x, -1), E * rate))
      const next = aggregate(led, weights, undefined)
      all = plus(next, x, -1).map((change) => -change / (E * rate))
      x = next
    }
    return x[0]!
  }
  it('of unlike quadratics: averaging off the optimum of all rows where the closed form says, control variates at it', () => {
    assert.ok(Math.abs(averaged - pooled) > 0.1, `${averaged} and ${pooled}`)
    assert.ok(Math.abs(settle('none') - averaged) < 1e-4)
    assert.ok(Math.abs(settle('controlVariates') - pooled) < 1e-4)
  })
  describe('where rows contradict', () => {
    // One point. Client 0 always says class 1 and client 1 in two rows of five, so that cross-entropy over all rows is least at 0.7.
    const rows = [0, 1].flatMap((client) => Array.from({ length: 10 }, (_, i) => ({ x: [0.5, 0.5, 0.5], y: Number(client === 0 || i % 5 < 2), client })))
    const shareSaid = async (variant: string): Promise<number> => {
      const trial = await open(variant, { localSteps: 8, learningRate: 0.2, personalHead: false }, federated(rows))
      await trial.steps(60)
      const share = trial.state.network.logits(tf.tensor2d([[0.5, 0.5, 0.5]])).softmax().dataSync()[1]! // prettier-ignore
      trial.dispose()
      return share
    }
    for (const variant of ['noCompression', 'innovation'])
      it(`is the share of a class over all rows, by the control variates of ${variant}`, async () => {
        const share = await shareSaid(variant)
        assert.ok(Math.abs(share - 0.7) < 1e-3, `${share}`)
      })
    it('is not that by averaging, after as many rounds', async () => assert.ok(Math.abs((await shareSaid('baseline')) - 0.7) > 0.05))
  })
})

describe('a message', () => {
  const random = (seed: number) => ({ next: numbers(seed) }) as Parameters<typeof convey>[3]
  const how = { bits: 4, share: 0.1 }
  for (const compression of ['quantize', 'topK', 'none'] as const) {
    it(`and what it still owes are all that was to be told: ${compression}`, () => {
      const [target, held] = [floats(700, 1), floats(700, 2)]
      const { message, arrived, owed } = convey(target, held, { ...how, compression }, random(3))
      const sum = plus(arrived, owed)
      if (compression === 'none') assert.deepEqual(sum, target)
      close(sum, target, 1e-7)
      assert.deepEqual(apply(decode(message, 700), held), arrived, 'both ends hold the same')
    })
  }
  it('of top-k has the largest, exactly, and as many as asked for also where all are alike', () => {
    const change = Float32Array.from([0.1, -5, 0, 3, -0.2, 4])
    const { message, arrived } = convey(change, new Float32Array(6), { ...how, compression: 'topK', share: 0.5 }, random(1))
    assert.deepEqual([...arrived], [0, -5, 0, 3, 0, 4])
    assert.equal(message.length, 1 + 1 + 3 + 3 * 4)
    const alike = convey(new Float32Array(10).fill(1), new Float32Array(10), { ...how, compression: 'topK', share: 0.3 }, random(1))
    assert.deepEqual([...alike.arrived], [1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
  })
  it('of levels is right on average, and never off by more than a level', () => {
    const [change, zero] = [floats(300, 5), new Float32Array(300)]
    for (const bits of [2, 4, 8]) {
      const draws = 400
      const sums = new Float64Array(300)
      const level = 0.5 / mostLevel(bits)
      for (let draw = 0; draw < draws; draw++) {
        const { arrived } = convey(change, zero, { ...how, bits, compression: 'quantize' }, random(1000 + 7919 * draw))
        arrived.forEach((value, i) => {
          sums[i]! += value
          if (Math.abs(value - change[i]!) > level + 1e-6) assert.fail(`${value} for ${change[i]}`)
        })
      }
      // Five standard errors of a draw between two levels.
      sums.forEach((sum, i) => assert.ok(Math.abs(sum / draws - change[i]!) < (5 * level) / 2 / Math.sqrt(draws), `${bits} bits, number ${i}`))
    }
  })
  it('of zeros says zeros', () => {
    for (const compression of ['quantize', 'topK'] as const)
      assert.deepEqual([...convey(new Float32Array(5), new Float32Array(5), { ...how, compression }, random(1)).arrived], [0, 0, 0, 0, 0])
  })
  it('is as compact as its kind allows, and read as it was written', () => {
    const N = 70_000
    const at = Uint32Array.of(0, 1, 200, 40_000, N - 1)
    const sparse: Change = { kind: 'sparse', at, values: floats(5, 1) }
    assert.deepEqual(decode(encode(sparse), N), sparse)
    assert.equal(encode(sparse).length, 1 + 1 + (1 + 1 + 2 + 3 + 3) + 5 * 4)
    for (let bits = 2; bits <= 8; bits++) {
      const next = numbers(bits)
      const most = mostLevel(bits)
      const levels = Int8Array.from({ length: 1001 }, () => Math.floor(next() * (2 * most + 1)) - most)
      const change: Change = { kind: 'levels', bits, scales: floats(4, 2), levels }
      assert.deepEqual(decode(encode(change), 1001), change)
      assert.equal(encode(change).length, 2 + 4 * Math.ceil(1001 / block) + Math.ceil((1001 * bits) / 8))
    }
  })
  it('for another model is refused', () => {
    for (const change of [
      { kind: 'whole', values: floats(4, 1) },
      { kind: 'levels', bits: 4, scales: floats(1, 1), levels: new Int8Array(5) },
      { kind: 'sparse', at: Uint32Array.of(3), values: floats(1, 1) },
    ] satisfies Change[])
      assert.throws(() => decode(encode(change), 3), /says nothing about 3 numbers/)
    assert.throws(() => decode(new Uint8Array(0), 3), /0 bytes/)
    assert.throws(() => decode(Uint8Array.of(9, 1), 3), /kind 9/)
  })
})

describe('what crosses', () => {
  it('is what is counted: both ways, frames and all', async () => {
    const trial = await open()
    const heard = listenIn(trial)
    let [sent, received] = [0, 0]
    for (let step = 0; step < 11; step++) {
      heard.length = 0
      await trial.steps(1)
      await trial.session.figures() // asks the clients too, and is not counted
      const round = heard.filter(({ method }) => method === 'train')
      const header = (client: number): number => JSON.stringify({ kind: 'call', name: `client-${client}`, method: 'train', options: {}, step }).length
      sent += round.reduce((sum, { client, message }) => sum + 12 + header(client) + message.length, 0)
      received += round.reduce((sum, { reply }) => sum + 12 + JSON.stringify({ ok: true }).length + reply.length, 0)
      const [counted, back] = trial.state.traffic
      assert.equal(counted.value, round.reduce((sum, { client, message }) => sum + 12 + header(client) + message.length, 0)) // prettier-ignore
      assert.equal(back.value, round.reduce((sum, { reply }) => sum + 12 + 11 + reply.length, 0)) // prettier-ignore
    }
    const { 'final/bytesToTarget': bytes, 'final/censored': censored } = await trial.session.finish()
    assert.deepEqual([bytes, censored], [sent + received, 1])
    trial.dispose()
  })
  it('holds no training row, in whole or in part; the server has none either', async () => {
    const rows = noise([6, 4])
    const trial = await open('baseline', {}, federated(rows))
    const heard = listenIn(trial)
    await trial.steps(5)
    const values = rows.flatMap(({ x }) => [...Float32Array.from(x)])
    const leaks = (bytes: Uint8Array): boolean =>
      values.some((value) => [Float32Array.of(value), Float64Array.of(value)].some((as) => Buffer.from(bytes).includes(Buffer.from(as.buffer))))
    assert.equal(heard.length, 10)
    for (const { message, reply } of heard) assert.ok(!leaks(message) && !leaks(reply))
    assert.ok(leaks(encode({ kind: 'whole', values: Float32Array.of(1, values[7]!, 2) })), 'the audit would see one')
    assert.equal(await trial.batch(), undefined)
    trial.dispose()
  })
})

describe('every variant', () => {
  for (const variant of variants) {
    it(`${variant}: interrupted and resumed, gives the same bits, clients included`, async () => {
      const set = { batchSize: 2, learningRate: 0.3 }
      const whole = await open(variant, set)
      const expected = await whole.steps(5)
      let trial = await open(variant, set)
      const losses = await trial.steps(3)
      const saved = await trial.save()
      trial.dispose()
      trial = await open(variant, set)
      await trial.restore(saved)
      assert.deepEqual([...losses, ...(await trial.steps(2))], expected)
      assert.deepEqual(await trial.session.finish(), await whole.session.finish())
      whole.dispose()
      trial.dispose()
    })
  }
  it('has the same network', async () => {
    const sizes = new Set<number>()
    for (const variant of variants) {
      const trial = await open(variant)
      sizes.add(parametersOf(trial.state.params))
      trial.dispose()
    }
    assert.equal(sizes.size, 1)
  })
  it('takes a live change at the clients from the next round on', async () => {
    const after = async (rate: string): Promise<number> => {
      const trial = await open()
      await trial.steps(1)
      trial.session.set('learningRate', rate)
      const before = await trial.state.network.read()
      await trial.steps(1)
      const moved = Math.hypot(...plus(await trial.state.network.read(), before, -1))
      trial.dispose()
      return moved
    }
    assert.ok((await after('0.001')) < 0.2 * (await after('0.3')))
  })
})

describe('a planted federation', () => {
  /** Two classes in two clouds. Planted: each client has one class only. */
  const clouds = (seed: number, isTorn: boolean): Row[] => {
    const next = numbers(60 + seed)
    return Array.from({ length: 60 }, (_, i) => {
      const y = i % 2
      return { x: [0.3 + 0.4 * y + 0.4 * (next() - 0.5), next(), next()], y, client: isTorn ? y : Math.floor(i / 2) % 2 }
    })
  }
  const run = async (variant: string, seed: number, isTorn: boolean, set = {}) => {
    const trial = await open(variant, { hidden: 32, localSteps: 10, learningRate: 0.5, target: 0.9, ...set }, federated(clouds(seed, isTorn)), seed)
    for (let round = 0; round < 30; round++) {
      await trial.steps(1)
      if ((await trial.evaluate())['validation/accuracy']! >= 0.9) break
    }
    const found = await trial.session.finish()
    trial.dispose()
    return found
  }
  it('reaches its target in fewer bytes by the innovation than by averaging', async () => {
    for (const seed of [1, 2, 3]) {
      const [own, plain] = [await run('innovation', seed, true), await run('baseline', seed, true)]
      assert.equal(own['final/censored'], 0, `seed ${seed}`)
      assert.ok(
        own['final/bytesToTarget']! < 0.8 * plain['final/bytesToTarget']!,
        `seed ${seed}: ${own['final/bytesToTarget']} and ${plain['final/bytesToTarget']}`,
      )
    }
  })
  it('of clients that are alike, with whole messages, gains nothing by correction', async () => {
    for (const seed of [1, 2, 3]) {
      const [own, plain] = [await run('noCompression', seed, false), await run('baseline', seed, false)]
      assert.ok(own['final/roundsToTarget']! >= plain['final/roundsToTarget']! - 2, `seed ${seed}`)
    }
  })
  it('of contradicting clients is served by heads of their own, measured on rows for testing, and by nothing else', async () => {
    const next = numbers(9)
    const rows = [0, 1].flatMap((client) =>
      Array.from({ length: 40 }, () => [next(), next(), next()]).map((x) => ({ x, y: Number(x[0]! > 0.5) ^ client, client })),
    )
    const gain = async (variant: string): Promise<number> => {
      const trial = await open(variant, { hidden: 16, localSteps: 20, learningRate: 0.5 }, federated(rows))
      await trial.steps(15)
      const { 'final/personalGain': found } = await trial.session.finish()
      trial.dispose()
      return found!
    }
    assert.ok((await gain('innovation')) > 0.2)
    assert.ok((await gain('localOnly')) > 0.2)
    assert.equal(await gain('noPersonalHead'), 0)
  })
  it('with shuffled classes is at chance on rows it has not seen', async () => {
    const next = numbers(11)
    const shuffled = clouds(1, true).map((row) => ({ ...row, y: Math.floor(next() * 2) }))
    const half = federated(shuffled)
    const dataset = { ...half, splits: { ...half.splits, train: half.splits.train.slice(0, 40), test: half.splits.test.slice(40) } }
    const accuracies = []
    for (const seed of [1, 2, 3]) {
      const trial = await open('innovation', {}, dataset, seed)
      await trial.steps(15)
      accuracies.push((await trial.session.finish())['test/accuracy']!)
      trial.dispose()
    }
    const mean = accuracies.reduce((a, b) => a + b, 0) / 3
    assert.ok(mean > 0.25 && mean < 0.75, `${mean}`)
  })
  it('hears nothing where it is local only: another client changes none of its losses', async () => {
    const lossesOf = async (other: number): Promise<number[]> => {
      const trial = await open('localOnly', {}, federated([...noise([6], 1), ...noise([6], other).map((row) => ({ ...row, client: 1 }))]))
      const heard = listenIn(trial)
      await trial.steps(4)
      trial.dispose()
      return heard.filter(({ client }) => client === 0).map(({ reply }) => splitLoss(reply).loss)
    }
    assert.deepEqual(await lossesOf(2), await lossesOf(3))
  })
})

describe('rounds and bytes to target', () => {
  it('are those at the first evaluation that reaches it', async () => {
    const trial = await open('innovation', { target: 0 })
    const rounds = await trial.steps(2)
    const [sent, received] = trial.state.traffic
    const last = sent.value + received.value
    await trial.evaluate()
    await trial.steps(3)
    const { 'final/bytesToTarget': bytes, 'final/roundsToTarget': count, 'final/censored': censored } = await trial.session.finish()
    assert.deepEqual([count, censored, rounds.length], [2, 0, 2])
    assert.ok(bytes! > last && bytes! < 6 * last)
    trial.dispose()
  })
})

describe('sharing rows out', () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ x: [0, 0, 0], y: i % 3, client: i % 7 }))
  const dataset = federated(rows, 3)
  const rngOf = async (seed = 1) => {
    const trial = await open('innovation', {}, federated(noise([4])), seed)
    const rng = trial.context.rng('split')
    trial.dispose()
    return rng
  }
  const deal = async (...given: Parameters<typeof createDealer>) => {
    const dealt = await createDealer(...given)
    const [train, validation, test] = [await dealt('train'), await dealt('validation'), await dealt('test')]
    return train.map((rows, k) => ({ train: rows, validation: validation[k]!, test: test[k]! }))
  }
  for (const split of ['dirichlet', 'natural', 'iid'] as const) {
    it(`gives each row to one client, in its own split: ${split}`, async () => {
      const shares = await deal(dataset, { clients: 7, split, alpha: 0.1 }, await rngOf())
      for (const name of ['train', 'validation', 'test'] as const) {
        const all = shares.flatMap((share) => [...share[name]]).sort((a, b) => a - b)
        assert.deepEqual(all, [...dataset.splits[name]])
      }
      assert.ok(shares.length === 7 && shares.every(({ train }) => train.length > 0))
    })
  }
  it('by a column keeps its values together', async () => {
    const shares = await deal(dataset, { clients: 99, split: 'natural', alpha: 1 }, await rngOf())
    shares.forEach(({ train, test }, k) => assert.ok([...train, ...test].every((row) => rows[row % 300]!.client === k)))
  })
  it('is uneven by small α and even by large, alike in every split, and otherwise with another seed', async () => {
    const largest = (shares: Awaited<ReturnType<typeof deal>>) => Math.max(...shares.map(({ train }) => train.filter((row) => row % 3 === 0).length)) / 100
    const of = async (alpha: number, seed = 1) => deal(dataset, { clients: 5, split: 'dirichlet', alpha }, await rngOf(seed))
    const [torn, even] = [await of(0.05), await of(1e6)]
    assert.ok(largest(torn) > 0.6 && largest(even) < 0.23, `${largest(torn)} and ${largest(even)}`)
    torn.forEach(({ train, test }) => assert.ok(Math.abs(train.length - test.length) <= 3))
    assert.notDeepEqual(torn, await of(0.05, 2))
  })
  it('draws shares of mean 1/K and of the variance of a Dirichlet distribution', async () => {
    const rng = await rngOf()
    for (const alpha of [0.1, 2]) {
      const first = Array.from({ length: 4000 }, () => dirichlet(rng, alpha, 4)[0]!)
      const mean = first.reduce((a, b) => a + b, 0) / 4000
      const variance = first.reduce((a, b) => a + (b - mean) ** 2, 0) / 4000
      assert.ok(Math.abs(mean - 0.25) < 0.03)
      assert.ok(Math.abs(variance / ((0.25 * 0.75) / (4 * alpha + 1)) - 1) < 0.1)
    }
    assert.ok(dirichlet(rng, 1e-3, 4).every(Number.isFinite))
  })
  it('cuts without loss', () => {
    const parts = cut(Int32Array.from({ length: 10 }, (_, i) => i), [0.26, 0.5, 0.24]) // prettier-ignore
    assert.deepEqual(parts.map((part) => [...part]), [[0, 1, 2], [3, 4, 5, 6, 7], [8, 9]]) // prettier-ignore
  })
})

describe('data', () => {
  it('refuse more clients than rows, a share of 0 likeness, and parts of a client', async () => {
    await assert.rejects(open('innovation', { split: 'iid', clients: 11 }), /clients must be .* at most the 10 training rows of "table", got 11/)
    await assert.rejects(open('innovation', { split: 'iid', clients: 2.5 }), /clients must be a whole number/)
    await assert.rejects(open('innovation', { alpha: 0 }), /alpha/)
  })
  it('without a class, or without a column of names where one is asked for, are refused with what they have', async () => {
    const text = tableDataset({ text: ['a', 'b'], label: [0, 1], labels: ['x', 'y'] })
    await assert.rejects(open('innovation', {}, text), /a column label .* "table" has .*text \(\[\]\).* --data.* CSV file .* named label/)
    const image = tableDataset({ image: { shape: [2, 2, 1], values: new Float32Array(40) }, label: new Array<number>(10).fill(0), labels: ['x'] })
    await assert.rejects(open('innovation', {}, image), /split=natural needs a column of names .*numbers are read as features/)
    await assert.rejects(open('innovation', { split: 'iid', clients: 2, shrink: 3 }, image), /shrink must be .* 2×2, got 3/)
  })
  it('of sounds are energies of bands: a tone is in its own', async () => {
    const tone = (hertz: number) => Int16Array.from({ length: 4000 }, (_, i) => 8000 * Math.sin((2 * Math.PI * hertz * i) / 8000))
    const loudest = (hertz: number): number => {
      const energies = [...bandEnergies(tone(hertz)).subarray(5 * bands, 6 * bands)]
      return energies.indexOf(Math.max(...energies))
    }
    assert.ok(loudest(150) < loudest(700) && loudest(700) < loudest(2500))
    assert.ok(bandEnergies(new Int16Array(3)).every(Number.isFinite))
    const dataset: Dataset = {
      ...federated(noise([6, 4])),
      columns: { sound: { shape: [4000], dtype: 'float32' }, label: { shape: [], dtype: 'int32', labels: ['a', 'b'] } },
      point: (row) => ({ label: '', sound: { rateHz: 8000, samples: tone(200 + 100 * row) } }),
    }
    const { inputs, batch } = await createReader(dataset, 1)
    const { x } = batch(Int32Array.from(dataset.splits.validation))
    assert.equal(inputs, windows * bands)
    assert.ok(Math.abs(x.mean().dataSync()[0]!) < 1e-3)
  })
  it('are taken apart by a Fourier transform that is the sum of its definition', () => {
    const signal = floats(16, 4)
    const [re, im] = [Float64Array.from(signal), new Float64Array(16)]
    fourier(re, im)
    const direct = (part: (angle: number) => number) =>
      Array.from({ length: 16 }, (_, k) => signal.reduce((sum, value, n) => sum + value * part((-2 * Math.PI * k * n) / 16), 0))
    close(re, direct(Math.cos), 1e-9)
    close(im, direct(Math.sin), 1e-9)
  })
  it('of a network are one vector and back', async () => {
    const trial = await open()
    const network = createNetwork(trial.state.params.at('other'), 2, 3, 2)
    network.write(floats(network.size, 1))
    assert.deepEqual(await network.read(), floats(network.size, 1))
    assert.deepEqual(shaped(floats(network.size, 1), network.variables).map(({ shape }) => shape), [[2, 3], [3], [3, 2], [2]]) // prettier-ignore
    assert.equal(numbersOf(await trial.state.clients[0]!.call('join', new Uint8Array(0)))[0], 5)
    trial.dispose()
  })
})
