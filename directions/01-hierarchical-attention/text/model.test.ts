import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gradientsByPath, openTrial, parametersOf, relativeError, setVariables, tableDataset, type ByPath } from 'gradlab/testing'
import { hasSentencePerLine, numberWords, segment, tablesOf } from './data'
import { attentionFigures, sharesOf, weightsOfWords } from './figures'
import experiment, { attention, hierarchy, softmaxWhere, type Weigh } from './model'

const rules = { words: 100, lineIsSentence: false }
const small = { width: 8, attention: 4 }
const everyUnit = ['phrase', 'sentence', 'paragraph', 'document'] as const
const stories = [
  'The cat sat, the dog ran. A bird sang!\n\nThen it rained; nobody came. Was it late?',
  'One line.',
  'Rain, wind and hail. The dog slept.\n\nThe cat ate. The bird was late and the dog sang, but nobody came to the late cat.',
  'A dog. A cat.',
]
const library = (texts: readonly string[], label = texts.map((_, i) => i % 2)) =>
  tableDataset({ text: texts, label, labels: ['even', 'odd'], splits: { train: texts.map((_, i) => i), validation: texts.map((_, i) => i), test: [0] } })
const open = (variant: string, texts: readonly string[] = stories, set = {}) =>
  openTrial(experiment, { variant, dataset: library(texts), set: { ...small, batchSize: 4, ...set } })
/** Word by word: where a unit begins, which. */
const outline = (text: string, from = rules): string => {
  const { words, within } = segment(text, from)
  return words
    .map(
      (word, i) =>
        [within.paragraph, within.sentence, within.phrase]
          .map((unit, rank) => (i > 0 && unit[i] !== unit[i - 1] ? '¶.,'[rank] : ''))
          .find(Boolean)
          ?.concat(word) ?? word,
    )
    .join(' ')
}

/** What reference/model.py found. */
interface Twin {
  readonly levels: 'hierarchical' | 'flat' | 'uniform' | 'bagOfWords'
  readonly hyper: Readonly<Record<'width' | 'attention' | 'vocabulary', number>>
  readonly variables: ByPath
  readonly tables: readonly number[][][]
  readonly labels: readonly number[]
  readonly outputs: readonly number[]
  readonly loss: number
  readonly gradients: ByPath
}

describe('the twin in PyTorch', () => {
  for (const twin of JSON.parse(readFileSync(join(__dirname, 'golden/torch.json'), 'utf8')) as Twin[]) {
    it(`agrees on outputs and gradients: ${twin.levels}`, async () => {
      const dataset = tableDataset({ text: stories, label: [0, 1, 2, 0], labels: ['a', 'b', 'c'], splits: { train: [0, 1, 2, 3], validation: [0], test: [1] } })
      const trial = await openTrial(experiment, { dataset, set: { ...twin.hyper, levels: twin.levels } })
      setVariables(trial.session.params, twin.variables)
      const tables = twin.tables.map((table) => tf.tensor2d(table, undefined, 'int32'))
      const outputs = (): tf.Tensor2D => trial.state.network.logits(tables)
      assert.ok(relativeError(await outputs().data(), twin.outputs) < 1e-4)
      const truth = tf.oneHot(tf.tensor1d([...twin.labels], 'int32'), 3)
      const { loss, gradients } = await gradientsByPath(trial.session.params, () => tf.losses.softmaxCrossEntropy(truth, outputs()).asScalar())
      assert.ok(relativeError([loss], [twin.loss]) < 1e-4)
      assert.deepEqual(Object.keys(gradients).sort(), Object.keys(twin.gradients).sort())
      for (const [path, expected] of Object.entries(twin.gradients)) assert.ok(relativeError(gradients[path]!, expected) < 1e-3, path)
      trial.dispose()
    })
  }
})

describe('segments', () => {
  for (const [what, text, expected] of [
    ['paragraphs end at blank lines, quoted ones too', 'one\ntwo\n\nthree\n> \n> four', 'one two ¶three ¶four'],
    ['sentences end at marks before a space', 'It costs 3.50 now. Really? "Yes!" he said…\nFine', 'it costs # now .really ? .yes ! .he said .fine'],
    ['phrases end at commas, brackets and dashes', 'red, green (or blue) - all', 'red ,green ,or blue ,all'],
    ['a long phrase ends before a conjunction', 'we stayed at home because it rained', 'we stayed at home ,because it rained'],
    ['no phrase has more than twelve words', 'a b c d e f g h i j k l m n', 'a b c d e f g h i j k l ,m n'],
    ['a Chinese character is a word', '今天好，我来。你呢？', '今 天 好 ,我 来 .你 呢'],
    ['tags and entities are not words', '<p class="x">Hello&nbsp;there</p><br/>a < b', 'hello there a b'],
    ['an empty text is one unknown word', ' \n\n ', ''],
  ] as const) {
    it(what, () => assert.equal(outline(text), expected))
  }
  it('lines are sentences only where most of them end as sentences do', () => {
    assert.ok(hasSentencePerLine(['it rained .\nnobody came .\nthe end']))
    assert.ok(!hasSentencePerLine(['It rained the whole\nday. Nobody came to\nsee us.']))
    assert.equal(outline('it rained\nnobody came', { words: 9, lineIsSentence: true }), 'it rained .nobody came')
  })
  it('a text is cut after so many words', () => assert.equal(outline('a, b. c\n\nd', { words: 3, lineIsSentence: false }), 'a ,b .c'))
  it('tables list the children of each unit, padded with −1', () => {
    const documents = [segment('b a, a. c', rules), segment('a', rules)]
    const numbers = numberWords(documents, 3) // a, b; c is one too many
    assert.deepEqual(
      [...numbers],
      [
        ['a', 1],
        ['b', 2],
      ],
    )
    const tables = tablesOf(documents, ['phrase', 'sentence', 'document'], numbers)
    assert.deepEqual(
      tables.map(({ values, shape }) => [shape, [...values]]),
      [
        [
          [4, 2],
          [2, 1, 1, -1, 0, -1, 1, -1],
        ],
        [
          [3, 2],
          [0, 1, 2, -1, 3, -1],
        ],
        [
          [2, 2],
          [0, 1, 2, -1],
        ],
      ],
    )
  })
  it('the vocabulary comes from the training split alone', async () => {
    const dataset = tableDataset({ text: ['a b', 'b c', 'd d d'], label: [0, 1, 0], labels: ['x', 'y'], splits: { train: [0], validation: [1], test: [2] } })
    const trial = await openTrial(experiment, { dataset, set: small })
    assert.equal(trial.data.vocabulary, 3) // the unknown word, a, b
    trial.dispose()
  })
  it('a data set without texts is refused with what it has', async () => {
    const dataset = tableDataset({ image: { shape: [1], values: [0] }, label: [0], labels: ['x'] })
    await assert.rejects(openTrial(experiment, { dataset }), /columns text .* has .*image \(float32\).* --data/)
  })
})

describe('hierarchical attention for text', () => {
  it('gives weights that sum to 1 in each unit, and exactly 0 to padding', async () => {
    for (const variant of ['innovation', 'baseline', 'noPhrase', 'noSentence', 'noAttention']) {
      const trial = await open(variant)
      await trial.steps(3)
      const { tables } = await trial.batch()
      const { weights } = trial.state.network.read(tables)
      assert.equal(weights.length, tables.length)
      weights.forEach((α, level) => {
        for (const [m, row] of (tables[level]!.arraySync() as number[][]).entries()) {
          const shares = (α.arraySync() as number[][])[m]!
          row.forEach((child, k) => assert.ok(child >= 0 ? shares[k]! > 0 : shares[k] === 0))
          assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-5)
        }
      })
      trial.dispose()
    }
  })
  it('keeps padding at exactly 0 where scores are extreme', () => {
    const α = softmaxWhere(tf.tensor2d([[1, 1, 0, 0]]), tf.tensor2d([[-80, -90, 90, 0]])).arraySync() as number[][]
    assert.deepEqual(α[0]!.slice(2), [0, 0])
    assert.ok(Math.abs(α[0]![0]! - 1 / (1 + Math.exp(-10))) < 1e-5)
  })
  it('reads a text of one phrase as flat does', async () => {
    const phrases = ['the cat sat on the mat', 'nobody came', 'rain', 'a late bird sang to the cat']
    const [deep, flat] = [await open('innovation', phrases), await open('baseline', phrases)]
    await deep.steps(5)
    const trained = deep.session.params.entries
    for (const [path, variable] of flat.session.params.entries) {
      if (path.includes('adam')) continue
      const from = trained.get(path)
      // the spare looks and the wider attention of flat stay out: 0 where hierarchical has nothing
      tf.tidy(() => variable.assign(from ? from.pad(variable.shape.map((size, i) => [0, size - from.shape[i]!] as [number, number])) : tf.zerosLike(variable)))
    }
    const [a, b] = [deep.state.network.logits((await deep.batch()).tables), flat.state.network.logits((await flat.batch()).tables)]
    assert.ok(relativeError(a, b) < 1e-5)
    deep.dispose()
    flat.dispose()
  })
  it('hears which sentence a word is in; a bag of words does not', async () => {
    const swapped = ['the cat ate. the dog slept.', 'the dog ate. the cat slept.', 'x', 'y']
    for (const [variant, hears] of [
      ['innovation', true],
      ['bagOfWords', false],
    ] as const) {
      const trial = await open(variant, swapped)
      await trial.steps(3)
      const [a, b] = trial.state.network.logits((await trial.batch([0, 1])).tables).arraySync() as [number[], number[]]
      assert.equal(relativeError(a, b) > 1e-4, hears, variant)
      trial.dispose()
    }
  })
  it('shows the weights it uses: fixing them changes nothing, moving them changes the document', async () => {
    const trial = await open('innovation')
    const { tables } = await trial.batch()
    const words = trial.session.params.entries.get('network/words/kernel') as tf.Variable<tf.Rank.R2>
    const params = trial.state.params.at('oracle')
    const read = (name: string, by: typeof attention) => hierarchy(params.at(name), { ...trial.context.hyper, ...small }, everyUnit, by)(words, tables)
    const shown = read('own', attention)
    const fixed = (weights: tf.Tensor2D[]): typeof attention => {
      let level = 0
      return () => {
        const α = weights[level++]!
        return (() => α) as Weigh
      }
    }
    assert.equal(relativeError(read('fixed', fixed(shown.weights)).document, shown.document), 0)
    shown.weights.slice(0, 3).forEach((_, moved) => {
      const other = shown.weights.map((α, level) => (level === moved ? (α.mul(tf.range(1, α.shape[1] + 1)) as tf.Tensor2D) : α))
      assert.ok(relativeError(read(`moved ${moved}`, fixed(other)).document, shown.document) > 1e-3, `level ${moved}`)
    })
    trial.dispose()
  })
  it('shows of each word what each level gives it, and the product, which sums to 1 a document', async () => {
    const trial = await open('innovation')
    await trial.steps(3)
    const { tables } = await trial.batch([2])
    const { weights } = trial.state.network.read(tables)
    const levels = await weightsOfWords(weights, tables)
    const shares = sharesOf(levels)
    const [α, table] = [weights.map((level) => level.arraySync() as number[][]), tables.map((level) => level.arraySync() as number[][])]
    const walk = (level: number, unit: number, above: number[]): number[][] =>
      table[level]![unit]!.flatMap((child, k) => {
        const weights = [α[level]![unit]![k]!, ...above]
        return child < 0 ? [] : level === 0 ? [weights] : walk(level - 1, child, weights)
      })
    const expected = walk(3, 0, [])
    assert.ok(relativeError(levels.flat(), expected.flat()) < 1e-6)
    assert.ok(
      relativeError(
        shares,
        expected.map((weights) => weights.reduce((product, weight) => product * weight)),
      ) < 1e-6,
    )
    assert.equal(shares.length, segment(stories[2]!, rules).words.length)
    assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-5)
    trial.dispose()
  })
  it('draws a row a level that there is, of members in their units, and a column a word', async () => {
    for (const [variant, rows] of [
      ['innovation', ['word in its phrase', 'phrase in its sentence', 'sentence in its paragraph', 'paragraph in its document']],
      ['noSentence', ['word in its phrase', 'phrase in its paragraph', 'paragraph in its document']],
      ['baseline', ['word in its document']],
    ] as const) {
      const trial = await open(variant)
      const { network, shown } = trial.state
      const levels = (await attentionFigures(network, shown)).find(({ name }) => name.startsWith('attention at each level'))
      assert.ok(levels?.kind === 'heatmap')
      assert.deepEqual([levels.rows, levels.columns], [rows, shown[0]!.document.words])
      const [α] = network.read(shown[0]!.batch.tables).weights
      const table = (shown[0]!.batch.tables[0]!.arraySync() as number[][]).flat()
      const first = [...α!.dataSync()].filter((_, i) => table[i]! >= 0)
      assert.ok(relativeError(levels.values.slice(0, first.length), first) < 1e-6)
      trial.dispose()
    }
  })
  it('has as many parameters as flat, exactly', async () => {
    const counts = []
    for (const variant of ['innovation', 'baseline', 'noPhrase', 'noSentence']) {
      const trial = await open(variant)
      counts.push(parametersOf(trial.state.params))
      trial.dispose()
    }
    assert.deepEqual(new Set(counts).size, 1, counts.join(', '))
  })
})

describe('the baselines for text, written again', () => {
  it('flat: four looks at the neighbors, one attention over all words', async () => {
    const trial = await open('baseline')
    await trial.steps(5)
    const { tables } = await trial.batch()
    const value = (path: string): tf.Tensor2D => trial.session.params.entries.get(`network/${path}`) as tf.Variable<tf.Rank.R2>
    const documents = (tables[0]!.arraySync() as number[][]).map((row) => {
      let h = tf.stack(row.filter((word) => word >= 0).map((word) => value('words/kernel').slice([word, 0], [1, 8]).flatten())) as tf.Tensor2D // no padding
      for (let i = 0; i < 4; i++) {
        const nothing = tf.zeros([1, 8])
        const [before, after] = [tf.concat([nothing, h.slice([0, 0], [h.shape[0] - 1, 8])]), tf.concat([h.slice([1, 0]), nothing])]
        h = h.add(
          tf
            .concat([before, after], 1)
            .matMul(value(`levels/word/neighbors${i}/kernel`))
            .tanh(),
        )
      }
      const u = h.matMul(value('levels/word/attention/look/kernel')).add(value('levels/word/attention/look/bias')).tanh()
      const α = u.matMul(value('levels/word/attention/context')).transpose().softmax().transpose()
      return h.mul(α).sum(0)
    })
    const expected = tf.stack(documents).matMul(value('head/kernel')).add(value('head/bias'))
    assert.ok(relativeError(trial.state.network.logits(tables), expected) < 1e-5)
    trial.dispose()
  })
  it('bag of words: counts over the root of the length, times weights', async () => {
    const trial = await open('bagOfWords')
    await trial.steps(5)
    const { tables } = await trial.batch()
    const value = (path: string): number[][] => trial.session.params.entries.get(`network/${path}`)!.arraySync() as number[][]
    const [W, b] = [value('kernel'), value('bias') as unknown as number[]]
    const expected = (tables[0]!.arraySync() as number[][]).flatMap((row) => {
      const words = row.filter((word) => word >= 0)
      return b.map((bias, n) => bias + words.reduce((sum, word) => sum + W[word]![n]!, 0) / Math.sqrt(words.length))
    })
    assert.ok(relativeError(trial.state.network.logits(tables), expected) < 1e-5)
    trial.dispose()
  })
})

/**
 * Two sentences hold a class word each, nine words after `key` in one and after `other` in the other; fillers stand between. Planted:
 * the word in the sentence of the key is the class. Flat hears at most four words to each side of a word, so every window it gathers
 * is as likely under either word's class: it can do no better than a half. Control: both sentences hold the word of the class.
 */
function letters(task: 'planted' | 'control') {
  let state = 12345
  const integer = (below: number): number => (state = (state * 1103515245 + 12345) % 2147483648) >> 8 && Math.floor((state / 2147483648) * below)
  const classes = ['alpha', 'beta', 'gamma', 'delta']
  const fillers = (): string => Array.from({ length: 8 }, () => `filler${'abcdefghij'[integer(10)]}`).join(' ')
  const label: number[] = []
  const text = Array.from({ length: 300 }, () => {
    const own = integer(4)
    const other = task === 'planted' ? (own + 1 + integer(3)) % 4 : own
    const sentences = [`key ${fillers()} ${classes[own]}`, `other ${fillers()} ${classes[other]}`]
    if (integer(2) === 1) sentences.reverse()
    label.push(own)
    return [fillers(), sentences[0], fillers(), sentences[1], fillers()].join('. ')
  })
  return tableDataset({ text, label, labels: classes })
}

describe('a key sentence', () => {
  const steps = 100
  const train = async (task: 'planted' | 'control', variant: string, seed: number) => {
    const neighbors = variant === 'baseline' // what a sentence hears of the next one would be weighed there
    const trial = await openTrial(experiment, {
      variant,
      seed,
      dataset: letters(task),
      set: { neighbors, width: 16, attention: 8, steps, learningRate: 0.03, wordDropout: 0 },
    })
    await trial.steps(steps)
    const { 'validation/accuracy': accuracy } = await trial.evaluate()
    const { tables } = trial.data.probe.batch
    const shares = sharesOf(await weightsOfWords(trial.state.network.read(tables).weights, tables))
    const words = trial.data.probe.points.flatMap(({ text }) =>
      segment(text!, rules).within.sentence.map((sentence) => text!.split('. ')[sentence]!.startsWith('key')),
    )
    const onKey = shares.reduce((sum, share, i) => sum + (words[i] ? share : 0), 0) / trial.data.probe.points.length
    trial.dispose()
    return { accuracy: accuracy!, onKey }
  }
  it('is found by hierarchical attention, which puts more than 0.8 on it, and cannot be by flat', async () => {
    for (const seed of [1, 2, 3]) {
      const [deep, flat] = [await train('planted', 'innovation', seed), await train('planted', 'baseline', seed)]
      assert.ok(deep.accuracy > 0.95 && flat.accuracy < 0.65, `seed ${seed}: ${deep.accuracy} and ${flat.accuracy}`)
      assert.ok(deep.onKey > 0.8, `seed ${seed}: ${deep.onKey}`)
    }
  }).timeout(300_000)
  it('is not looked for where it tells nothing, and flat solves that too', async () => {
    const [deep, flat] = [await train('control', 'innovation', 1), await train('control', 'baseline', 1)]
    assert.ok(deep.accuracy > 0.95 && flat.accuracy > 0.95, `${deep.accuracy} and ${flat.accuracy}`)
    assert.ok(deep.onKey < 0.7, String(deep.onKey))
  }).timeout(300_000)
})
