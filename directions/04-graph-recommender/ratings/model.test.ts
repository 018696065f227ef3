import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset } from 'gradlab'
import { finiteDifferenceError, gradientsByPath, openTrial, parametersOf, relativeError, setVariables, type ByPath } from 'gradlab/testing'
import { shareOfLayers } from './figures'
import experiment, { gate, heldOut, objective, propagate, recommender, rulesOf, without, type Hyper } from './model'
import { best, distance, diversified, measure, ndcg, rank, recall, similarity } from './ranking'

const variants = ['innovation', 'baseline', 'undiversified', 'evenFusion', 'rehearsed', 'contentOnly', 'mf', 'popularity']
type Part = keyof Dataset['splits']
type Line = readonly [user: number, item: number, rating: number, part: Part]

/** Ratings as a test plants them. */
function table(lines: readonly Line[], users: number, texts: readonly string[]): Dataset {
  const rowsOf = (part: Part) => Int32Array.from(lines.keys()).filter((row) => lines[row]![3] === part)
  const names = (prefix: string, size: number) => Array.from({ length: size }, (_, i) => `${prefix}${i}`)
  const fields = ['user', 'item', 'rating']
  return {
    id: 'table',
    size: lines.length,
    columns: {
      user: { shape: [], dtype: 'int32', labels: names('u', users) },
      item: { shape: [], dtype: 'int32', labels: names('i', texts.length), texts },
      rating: { shape: [], dtype: 'float32' },
    },
    splits: { train: rowsOf('train'), validation: rowsOf('validation'), test: rowsOf('test') },
    tensor: (column, rows) =>
      tf.tensor1d(
        Array.from(rows, (row) => lines[row]![fields.indexOf(column)] as number),
        column === 'rating' ? 'float32' : 'int32',
      ),
    strings: () => [],
    point: () => ({ label: '' }),
  }
}

/** Numbers in [0, 1), the same on every machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648
}

const texts = ['red apple', 'red rose', 'green apple tree', 'green leaf', 'blue sea', 'blue sky leaf', 'rose tree', '', 'sea sky', 'red sea', 'green sky']
/** Twelve users, eleven items: item 7 has no text, nobody liked item 10 in training, and some ratings are low. */
const lines: readonly Line[] = Array.from({ length: 12 }, (_, u) => u).flatMap((u) =>
  texts.flatMap((_, i): Line[] => {
    const draw = (7 * u + 5 * i + ((u * i) % 3)) % 9
    const part: Part = draw < 4 && i < 10 ? 'train' : draw === 4 ? 'validation' : draw === 5 ? 'test' : 'train'
    return draw > 5 || (i === 10 && part === 'train') ? [] : [[u, i, draw === 3 ? 2 : 4 + (u % 2), part]]
  }),
)
const small = { width: 4, batchSize: 8, vocabulary: 50, candidates: 25 }
const open = (variant = 'innovation', set = {}, dataset = table(lines, 12, texts)) => openTrial(experiment, { variant, dataset, set: { ...small, ...set } })
type Trial = Awaited<ReturnType<typeof open>>
const scoresOf = ({ state: { network } }: Trial): tf.Tensor2D => {
  const { users, items } = network.final(network.read())
  return tf.matMul(users, items, false, true)
}
const value = (trial: Trial, path: string) => trial.session.params.entries.get(`network/${path}`)! as unknown as tf.Variable<tf.Rank.R2>

/** D^-½·A·D^-½ of the likes of the training split as a whole matrix [U + I, U + I], from the lines themselves. */
function denseAdjacency(from = lines, users = 12, items = texts.length): tf.Tensor2D {
  const N = users + items
  const A = Array.from({ length: N }, () => new Array<number>(N).fill(0))
  for (const [u, i, rating, part] of from) if (part === 'train' && rating >= 4) A[u]![users + i] = A[users + i]![u] = 1
  const degree = A.map((row) => row.reduce((a, b) => a + b, 0))
  return tf.tensor2d(A.map((row, n) => row.map((one, m) => (one === 0 ? 0 : 1 / Math.sqrt(degree[n]! * degree[m]!)))))
}
/** LightGCN written again: the mean of powers of the whole matrix, times the vectors. */
function lightGcn(users: tf.Tensor2D, items: tf.Tensor2D, layers: number): tf.Tensor2D {
  const A = denseAdjacency()
  const powers: tf.Tensor[] = [tf.concat([users, items])]
  for (let k = 0; k < layers; k++) powers.push(A.matMul(powers[k]!))
  const [u, i] = tf.split(tf.addN(powers).div(layers + 1), [users.shape[0], items.shape[0]]) as [tf.Tensor2D, tf.Tensor2D]
  return tf.matMul(u, i, false, true)
}

/** What reference/model.py found. */
interface Twin {
  readonly users: number
  readonly items: number
  readonly vocabulary: number
  readonly width: number
  readonly decay: number
  readonly likes: readonly (readonly [number, number])[]
  readonly words: readonly (readonly [number, number])[]
  readonly user: number[]
  readonly liked: number[]
  readonly other: number[]
  readonly keep: number[]
  readonly values: ByPath
  readonly cases: readonly {
    readonly item: Hyper['item']
    readonly layers: number
    readonly scores: number[]
    readonly loss: number
    readonly gradients: ByPath
    readonly lists: Readonly<Record<string, number[]>>
  }[]
}

describe('the twin in PyTorch', () => {
  const twin = JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin
  const letters = 'abcdef'
  const ofTwin = table(
    [...twin.likes.map(([u, i]): Line => [u, i, 5, 'train']), [4, 0, 5, 'validation'], [4, 1, 5, 'test']],
    twin.users,
    Array.from({ length: twin.items }, (_, i) => twin.words.flatMap(([item, word]) => (item === i ? [`${letters[word]}word`] : [])).join(' ')),
  )
  for (const { item, layers, scores, loss, gradients, lists } of twin.cases) {
    it(`agrees on scores, loss, gradients and lists: ${item}, ${layers} layers`, async () => {
      const trial = await open('innovation', {}, ofTwin)
      const { data } = trial.state
      const order = data.bags.words.map((word) => letters.indexOf(word[0]!)) // its words by number, in ours
      const params = trial.state.params.at('twin')
      const sizes = { ...data, bags: { ...data.bags, words: item === 'ids' ? [] : data.bags.words } } // the width of the twin, whatever it is of
      const network = recommender(params.at('network'), { ...trial.context.hyper, item, layers, width: twin.width }, sizes)
      const given = Object.fromEntries(Object.entries(twin.values).filter(([path]) => path in gradients))
      const ours = (path: string, values: readonly number[]) =>
        path.endsWith('/words') ? order.flatMap((word) => values.slice(word * twin.width, (word + 1) * twin.width)) : values
      setVariables(params, Object.fromEntries(Object.entries(given).map(([path, values]) => [`twin/${path}`, ours(path, values)])))
      const index = (values: number[]) => tf.tensor1d(values, 'int32')
      const lossOf = () => {
        const layersOf = network.read(without(data.graph, tf.tensor2d(twin.keep, [twin.items, 1])))
        return objective(layersOf, network.final(layersOf), { user: index(twin.user), liked: index(twin.liked), other: index(twin.other) }, twin.decay)
      }
      const { users, items } = network.final(network.read())
      const own = tf.matMul(users, items, false, true)
      assert.ok(relativeError(await own.data(), scores) < 1e-4)
      assert.ok(relativeError(await lossOf().data(), [loss]) < 1e-4)
      if (params.variables.length > 0) {
        const found = await gradientsByPath(params, lossOf)
        for (const [path, values] of Object.entries(gradients)) assert.ok(relativeError(found.gradients[`twin/${path}`]!, ours(path, values)) < 1e-3, path)
      }
      const first = (await own.slice(0, 1).data()) as Float32Array
      const candidates = best(first, twin.items, () => true)
      if (item !== 'popularity')
        // where scores tie
        for (const [weight, list] of Object.entries(lists))
          assert.deepEqual([...diversified(candidates, first, data.bags.of, Number(weight))], list, `λ ${weight}`)
      trial.dispose()
    })
  }
})

describe('propagation', () => {
  it('by one layer is D^-½·A·D^-½ times the vectors, and by none leaves them', async () => {
    const trial = await open()
    const { graph } = trial.state.data
    const [users, items] = [tf.randomNormal([12, 5], 0, 1, 'float32', 1), tf.randomNormal([11, 5], 0, 1, 'float32', 2)] as [tf.Tensor2D, tf.Tensor2D]
    const heard = propagate(graph, users, items, 1)
    const expected = denseAdjacency().matMul(tf.concat([users, items]))
    assert.ok(relativeError(tf.concat([heard.users[1]!, heard.items[1]!]), expected) <= 1e-5)
    assert.equal(propagate(graph, users, items, 0).users.length, 1)
    trial.dispose()
  })
  it('permutes scores where users and items are permuted', async () => {
    const [ofUsers, ofItems] = [Array.from({ length: 12 }, (_, u) => (5 * u + 3) % 12), Array.from({ length: 11 }, (_, i) => (4 * i + 2) % 11)]
    const moved = lines.map(([u, i, rating, part]): Line => [ofUsers[u]!, ofItems[i]!, rating, part])
    const movedTexts = texts.map((_, at) => texts[ofItems.indexOf(at)]!)
    const [one, other] = [await open(), await open('innovation', {}, table(moved, 12, movedTexts))]
    const at = (order: number[]) =>
      tf.tensor1d(
        order.map((_, to) => order.indexOf(to)),
        'int32',
      )
    const words = one.state.data.bags.words
    value(other, 'users').assign(value(one, 'users').gather(at(ofUsers)) as tf.Tensor2D)
    value(other, 'items').assign(value(one, 'items').gather(at(ofItems)) as tf.Tensor2D)
    value(other, 'words').assign(
      value(one, 'words').gather(
        tf.tensor1d(
          other.state.data.bags.words.map((word) => words.indexOf(word)),
          'int32',
        ),
      ),
    )
    const expected = scoresOf(one).gather(at(ofUsers)).gather(at(ofItems), 1)
    assert.ok(relativeError(scoresOf(other), expected) < 1e-5)
    one.dispose()
    other.dispose()
  })
  it('goes along likes of the training split and no other: what is held out or rated low changes no score and no step', async () => {
    const trial = await open()
    const { user, item } = trial.state.data.graph
    const [from, to] = [user.dataSync(), item.dataSync()]
    const expected = lines.filter(([, , rating, part]) => part === 'train' && rating >= 4).map(([u, i]) => `${u} ${i}`)
    assert.deepEqual(Array.from(from, (u, e) => `${u} ${to[e]}`).sort(), expected.sort())
    const elsewhere = lines.map(([u, i, rating, part]): Line => (part === 'train' ? [u, i, rating, part] : [u, (i + 1) % 11, 5, part]))
    const other = await open('innovation', {}, table(elsewhere, 12, texts))
    assert.deepEqual(await other.steps(4), await trial.steps(4))
    assert.deepEqual([...scoresOf(other).dataSync()], [...scoresOf(trial).dataSync()])
    trial.dispose()
    other.dispose()
  })
})

describe('the baseline, written again', () => {
  for (const [variant, layers] of [
    ['baseline', 2],
    ['baseline', 3],
    ['mf', 0],
  ] as const) {
    it(`${variant} with ${layers} layers: ${layers === 0 ? 'the product of two vectors, and so matrix factorization' : 'powers of the whole matrix'}`, async () => {
      const trial = await open(variant, variant === 'mf' ? {} : { layers })
      await trial.steps(3)
      assert.ok(relativeError(scoresOf(trial), lightGcn(value(trial, 'users'), value(trial, 'items'), layers)) <= 1e-5)
      if (layers === 0) assert.ok(relativeError(scoresOf(trial), tf.matMul(value(trial, 'users'), value(trial, 'items'), false, true)) <= 1e-5)
      trial.dispose()
    })
  }
  it('is what the innovation is with its gate closed, and text alone with it open', async () => {
    const trial = await open()
    await trial.steps(2)
    const offset = trial.session.params.entries.get('network/gate/offset')!
    const e = value(trial, 'items').mul(trial.state.data.graph.likes.sign()) as tf.Tensor2D
    offset.assign(tf.scalar(-200))
    assert.ok(relativeError(scoresOf(trial), lightGcn(value(trial, 'users'), e, 2)) <= 1e-5)
    offset.assign(tf.scalar(200))
    const { bags } = trial.state.data
    const whole = tf.tensor2d(bags.of.map((bag) => bags.words.map((_, word) => (bag.includes(word) ? 1 / Math.sqrt(bag.length) : 0)))) // [I, V]
    const text = whole.matMul(value(trial, 'words')).add(e.mul(tf.sub(1, bags.hasText))) as tf.Tensor2D // without a text, its own vector
    assert.ok(relativeError(scoresOf(trial), lightGcn(value(trial, 'users'), text, 2)) <= 1e-5)
    trial.dispose()
  })
})

describe('the gate', () => {
  it('begins at 0.9 for an item that nobody liked and falls with the likes, and moves as it learns', async () => {
    const trial = await open()
    const counts = tf.tensor2d([0, 8, 500], [3, 1])
    const open3 = [...gate(trial.state.params.at('oracle'))(counts).dataSync()]
    assert.ok(relativeError(open3, [0.9002, 0.5007, 0.0177]) < 1e-3)
    await trial.steps(3)
    assert.ok(relativeError(trial.state.network.entry.gate!(counts), open3) > 1e-4)
    trial.dispose()
  })
  it('gives a rehearsed item what it would be were it new: its text, no vector of its own, nothing from the graph', async () => {
    const trial = await open('innovation', { layers: 2 })
    await trial.steps(3)
    const { network, data } = trial.state
    const keep = tf.tensor2d(
      texts.map((_, i) => Number(i !== 2)),
      [11, 1],
    )
    const rehearsed = network.final(network.read(without(data.graph, keep))).items.slice(2, 1)
    const words = value(trial, 'words').gather(tf.tensor1d([...data.bags.of[2]!], 'int32'))
    const text = words.sum(0).div(Math.sqrt(words.shape[0]))
    const share = network.entry.gate!(tf.zeros([1, 1])).asScalar()
    assert.ok(relativeError(rehearsed, text.mul(share).div(3)) < 1e-5)
    const new10 = network.final(network.read()).items.slice(10, 1)
    value(trial, 'items').assign(value(trial, 'items').add(1))
    assert.ok(relativeError(network.final(network.read()).items.slice(10, 1), new10) < 1e-6, 'an item that nobody liked has no vector of its own')
    trial.dispose()
  })
})

describe('the loss', () => {
  it('is −log σ(difference of two scores) and half the decay of the vectors that enter, on average', async () => {
    const trial = await open('mf')
    const { network } = trial.state
    const [user, liked, other] = [
      [0, 3],
      [1, 2],
      [4, 9],
    ]
    const index = (values: number[]) => tf.tensor1d(values, 'int32')
    const layers = network.read()
    const found = objective(layers, network.final(layers), { user: index(user!), liked: index(liked!), other: index(other!) }, 0.3)
    const [u, i] = [value(trial, 'users').arraySync(), value(trial, 'items').arraySync()]
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, at) => sum + x * b[at]!, 0)
    const each = user!.map((who, at) => {
      const [p, q, r] = [u[who]!, i[liked![at]!]!, i[other![at]!]!]
      return Math.log(1 + Math.exp(dot(p, r) - dot(p, q))) + 0.15 * (dot(p, p) + dot(q, q) + dot(r, r))
    })
    assert.ok(relativeError(found, [(each[0]! + each[1]!) / 2]) < 1e-5)
    trial.dispose()
  })
  it('has the gradient of finite differences through the graph, the words and the gate', async () => {
    const trial = await open('innovation', { decay: 0.1 })
    const { network, data } = trial.state
    const index = (values: number[]) => tf.tensor1d(values, 'int32')
    const triplets = { user: index([0, 3, 5]), liked: index([1, 2, 0]), other: index([4, 9, 7]) }
    const loss = () => {
      const layers = network.read()
      return objective(layers, network.final(layers), triplets, 0.1)
    }
    const { variables } = trial.state.params
    for (const variable of variables) if (variable.rank === 2) variable.assign(variable.mul(5))
    const { grads } = tf.variableGrads(loss, variables)
    const gradients = variables.map(({ name }) => grads[name]!)
    assert.ok(finiteDifferenceError(loss, variables, gradients) < 0.02)
    assert.equal(data.users.length, 12)
    trial.dispose()
  })
  it('takes for disliked only what others liked in training and the user has not rated', async () => {
    const trial = await open()
    const { liked, data } = trial.state
    assert.deepEqual(
      [...liked],
      [...new Set(lines.filter(([, , rating, part]) => part === 'train' && rating >= 4).map(([, i]) => i))].sort((a, b) => a - b),
    )
    const { seen } = await trial.batch([0])
    for (const [u, i, , part] of lines) assert.equal(seen[u]!.has(i), part === 'train')
    assert.equal(data.likes[10], 0)
    trial.dispose()
  })
})

describe('a list', () => {
  it('is of the best of the whole catalogue that the user has not rated, also what they rated low; at the end not of validation either', async () => {
    const trial = await open('innovation', { diversity: 0 })
    await trial.steps(3)
    const { network, data } = trial.state
    const { users, items } = network.final(network.read())
    const scores = scoresOf(trial).arraySync()
    await trial.evaluate()
    for (const [split, parts] of [
      [data.validation, ['train']],
      [trial.data.test, ['train', 'validation']],
    ] as const) {
      const { who, held, seen } = await heldOut(split, trial.context)
      const ranked = await rank(who, users, items, rulesOf(data, trial.context.hyper, seen))
      who.forEach((user, at) => {
        const rated = new Set(lines.filter(([u, , , part]) => u === user && (parts as readonly string[]).includes(part)).map(([, i]) => i))
        const expected = texts.flatMap((_, i) => (rated.has(i) ? [] : [i])).sort((a, b) => scores[user]![b]! - scores[user]![a]!)
        assert.deepEqual([...ranked[at]!.list], expected)
        assert.deepEqual(
          [...ranked[at]!.coldList],
          expected.filter((i) => data.likes[i]! < 3),
        )
        assert.ok([...held[at]!].every((i) => expected.includes(i)))
      })
    }
    trial.dispose()
  })
  it('of the best is that of sorting, with ties in order', () => {
    const next = numbers(3)
    for (const count of [1, 5, 20, 400]) {
      const scores = Float32Array.from({ length: 300 }, () => Math.floor(50 * next()))
      const isAllowed = (item: number) => item % 7 !== 0
      const expected = Array.from(scores.keys()).filter(isAllowed).sort((a, b) => scores[b]! - scores[a]! || a - b) // prettier-ignore
      assert.deepEqual([...best(scores, count, isAllowed)], expected.slice(0, count))
    }
  })
  it('is re-ranked as by hand: the best first, then what is least like it for its score', () => {
    const bags = [Int32Array.of(0, 1), Int32Array.of(0, 1), Int32Array.of(0, 2), Int32Array.of(3), Int32Array.of()]
    const scores = Float32Array.of(1, 0.9, 0.8, 0.2, 0)
    const candidates = Int32Array.of(0, 1, 2, 3, 4)
    assert.deepEqual([...diversified(candidates, scores, bags, 0)], [0, 1, 2, 3, 4])
    // After 0 at λ = ½: 1 is worth 0.45 − 0.5, 2 is worth 0.4 − 0.25, 3 is worth 0.1, 4 is worth 0.
    assert.deepEqual([...diversified(candidates, scores, bags, 0.5)], [0, 2, 3, 4, 1])
    assert.ok(Math.abs(similarity(bags[0]!, bags[2]!) - 0.5) < 1e-9 && similarity(bags[0]!, bags[1]!) === 1 && similarity(bags[3]!, bags[4]!) === 0)
  })
  it('says more different things the larger the weight, which may be changed while it trains', async () => {
    const trial = await open('innovation', { diversity: 0, candidates: 100 }, stories('planted', 1))
    await trial.steps(20)
    const distances = []
    for (const weight of ['0', '0.3', '1']) {
      trial.session.set('diversity', weight)
      distances.push((await trial.evaluate())['validation/distance']!)
    }
    assert.ok(distances[0]! < distances[1]! && distances[1]! < distances[2]! && distances[0]! < distances[2]! - 0.05, distances.join())
    trial.dispose()
  })
})

describe('measures', () => {
  it('have closed forms: recall of what is held out, gain by place, mean distance of pairs with a text', () => {
    const list = Int32Array.of(4, 2, 9)
    assert.equal(recall(list, new Set([2, 9, 5, 6])), 0.5)
    assert.equal(ndcg(list, new Set([4])), 1)
    assert.ok(Math.abs(ndcg(list, new Set([9, 7])) - 0.5 / (1 + 1 / Math.log2(3))) < 1e-12)
    const bags = [Int32Array.of(0, 1), Int32Array.of(0, 2), Int32Array.of(), Int32Array.of(3)]
    assert.ok(Math.abs(distance(Int32Array.of(0, 1, 2, 3), bags)! - (0.5 + 1 + 1) / 3) < 1e-9)
    assert.equal(distance(Int32Array.of(0, 2), bags), undefined)
    const held = [new Set([0, 3]), new Set([1])]
    const ranked = [
      { list: Int32Array.of(0, 1), coldList: Int32Array.of(3) },
      { list: Int32Array.of(1, 2), coldList: Int32Array.of() },
    ]
    const found = measure(ranked, held, { bags, isCold: (item) => item === 3 })
    assert.deepEqual([found['recall@20'], found['coldRecall@20'], found['coldAloneRecall@20'], found.coverage, found.distance], [0.75, 0, 1, 0.75, 0.5])
  })
  it("have scikit-learn's ndcg", () => {
    const golden = JSON.parse(readFileSync(join(__dirname, 'golden/ndcg.json'), 'utf8')) as { scores: number[]; held: number[]; ndcg: number }[]
    for (const { scores, held, ndcg: expected } of golden) {
      const list = best(Float32Array.from(scores), 20, () => true)
      assert.ok(Math.abs(ndcg(list, new Set(held)) - expected) < 1e-9)
    }
  })
})

/**
 * Six subjects. Each of 60 users likes stories of one: of its fifteen old stories eight, in training; then six of its ten new ones, which nobody liked
 * before. Planted: a text names the subject. Control: the texts are shuffled between the stories.
 */
function stories(task: 'planted' | 'control', seed: number): Dataset {
  const next = numbers(100 + seed)
  const [subjects, old, fresh] = [6, 15, 10]
  const count = subjects * (old + fresh)
  const subjectOf = (story: number) => story % subjects
  const isNew = (story: number) => story >= subjects * old
  const shuffled = <T>(values: T[]): T[] => values.map((value) => [next(), value] as const).sort(([a], [b]) => a - b).map(([, value]) => value) // prettier-ignore
  const every = Array.from({ length: count }, (_, story) => story)
  const told = every.map((story) => `subject${subjectOf(story)} word${Math.floor(10 * next())} name${Math.floor(20 * next())}`)
  const all = Array.from({ length: 60 }, (_, user) => {
    const own = every.filter((story) => subjectOf(story) === user % subjects)
    const [known, later] = [shuffled(own.filter((story) => !isNew(story))), shuffled(own.filter(isNew))]
    return [
      ...known.slice(0, 8).map((story): Line => [user, story, 5, 'train']),
      ...later.slice(0, 5).map((story): Line => [user, story, 5, 'validation']),
      [user, later[5]!, 5, 'test'] as Line,
    ]
  }).flat()
  return table(all, 60, task === 'planted' ? told : shuffled(told))
}

describe('new stories, of which only a text says who will like them', () => {
  const steps = 60
  const found = async (task: 'planted' | 'control', variant: string, seed: number) => {
    const set = { width: 8, batchSize: 128, steps, learningRate: 0.1, vocabulary: 100 }
    const trial = await openTrial(experiment, { variant, seed, dataset: stories(task, seed), set })
    await trial.steps(steps)
    const { 'validation/recall@20': recall, 'validation/coldAloneRecall@20': coldAlone } = await trial.evaluate()
    trial.dispose()
    return { recall: recall!, coldAlone: coldAlone! }
  }
  const chance = 20 / 60 // of 60 new stories
  it('are found by the innovation, among themselves and among all, and not by the graph alone', async () => {
    for (const seed of [1, 2, 3]) {
      const [innovation, baseline] = [await found('planted', 'innovation', seed), await found('planted', 'baseline', seed)]
      assert.ok(innovation.recall > baseline.recall + 0.05, `seed ${seed}: ${innovation.recall} and ${baseline.recall}`)
      assert.ok(innovation.coldAlone > 0.6 && baseline.coldAlone < chance + 0.1, `seed ${seed}: ${innovation.coldAlone} and ${baseline.coldAlone}`)
    }
  }).timeout(120_000)
  it('are found by neither where the texts are shuffled between the stories', async () => {
    for (const seed of [1, 2, 3]) {
      const [innovation, baseline] = [await found('control', 'innovation', seed), await found('control', 'baseline', seed)]
      assert.ok(
        innovation.coldAlone < chance + 0.15 && innovation.coldAlone < baseline.coldAlone + 0.2,
        `seed ${seed}: ${innovation.coldAlone} and ${baseline.coldAlone}`,
      )
    }
  }).timeout(120_000)
})

describe('every variant', () => {
  it('has the parameters of the baseline within 2 % but for ablations that leave vectors out', async () => {
    const counts = []
    for (const variant of variants) {
      const trial = await open(variant, { width: 32 })
      counts.push(parametersOf(trial.state.params))
      trial.dispose()
    }
    const [U, I, V] = [12, 11, 9] // of the words, those of two items or more
    const [text, wide] = [32 * (U + I + V), Math.round((32 * (U + I + V)) / (U + I)) * (U + I)]
    assert.deepEqual(counts, [text + 2, wide, text + 2, text, text + 2, 32 * (U + V), wide, 0])
    assert.ok(Math.abs(text + 2 - wide) / wide < 0.02)
  })
  it('popularity ranks by the likes of the training split, and stays as it is', async () => {
    const trial = await open('popularity')
    await trial.steps(2)
    const { likes } = trial.state.data
    for (const row of scoresOf(trial).arraySync())
      assert.ok(
        relativeError(
          row,
          Array.from(likes, (count) => Math.log1p(count)),
        ) < 1e-5,
      )
    trial.dispose()
  })
})

describe('the figures', () => {
  it('show the gate that is used, the lists of λ, and shares of the layers that add up to the scores', async () => {
    const trial = await open('innovation', { diversity: 0.4 })
    await trial.steps(4)
    const figures = await trial.session.figures()
    const named = (start: string) => figures.find(({ name }) => name.startsWith(start))!
    const [list, line, open2] = [named('recommended to user 1'), named('accuracy against'), named('gate')]
    assert.ok(list.kind === 'table' && line.kind === 'line' && open2.kind === 'line')
    assert.ok(line.series['distance']!.at(-1)! >= line.series['distance']![0]!)
    const used = trial.state.network.entry.gate!(tf.tensor2d(open2.x, [open2.x.length, 1]))
    assert.ok(relativeError(open2.series['share of the text']!, used) < 1e-6)

    const { network, data } = trial.state
    const layers = network.read()
    const { users, items } = network.final(layers)
    const { who, seen } = await heldOut(data.validation, trial.context)
    const ranked = await rank(who, users, items, rulesOf(data, trial.context.hyper, seen))
    const shares = await shareOfLayers(layers, users, who, ranked)
    const scores = scoresOf(trial).arraySync()
    const first = tf.matMul(users, layers.items[0]!, false, true).arraySync() as number[][]
    const sum = (of: number[][]) => ranked.reduce((all, { list }, at) => list.reduce((own, i) => own + of[who[at]!]![i]!, all), 0)
    assert.ok(relativeError([shares['layer 0']!], [sum(first) / 3 / sum(scores)]) < 1e-3)
    assert.ok(Math.abs(Object.values(shares).reduce((a, b) => a + b) - 1) < 1e-4)
    trial.dispose()
  })
  it('of a model without a gate are drawn without it', async () => {
    const trial = await open('baseline')
    assert.equal(
      (await trial.session.figures()).some(({ name }) => name.startsWith('gate')),
      false,
    )
    trial.dispose()
  })
})

describe('data', () => {
  it('name an item by the rarest of its common words, and probe from the most liked item to the least', async () => {
    const trial = await open()
    const { points, batch } = trial.data.probe
    const counts = [...batch.item].map((item) => trial.data.likes[item]!)
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => b - a),
    )
    assert.equal(points[[...batch.item].indexOf(0)]!.label, 'apple') // red has three items, apple two
    assert.equal(batch.item.includes(7), false, 'an item without a text says nothing there')
    trial.dispose()
  })
  it('without a single text are trained all the same', async () => {
    const trial = await open('innovation', {}, table(lines, 12, texts.map(() => ''))) // prettier-ignore
    assert.ok((await trial.steps(3)).every(Number.isFinite))
    assert.equal((await trial.evaluate())['validation/distance'], 0)
    trial.dispose()
  })
  it('without ratings are refused with what they have, and ratings without a like with what would be one', async () => {
    const other: Dataset = { ...table(lines, 12, texts), columns: { label: { shape: [], dtype: 'int32', labels: ['a'] } } }
    await assert.rejects(open('innovation', {}, other), /columns user and item .* has label \(int32, with names\).*--data.*ratings\.csv/)
    await assert.rejects(open('innovation', {}, table([[0, 0, 5, 'train']], 1, texts)), /A split of "table" has no ratings.* five or more/)
    await assert.rejects(open('innovation', { like: 6 }), /No rating of 6 or more .* go up to 5\..*--set like=/)
  })
})
