import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { describeError, GradlabError, type ErrorCode, type PhraseCode } from '../../protocol'
import * as gradlab from '../../sdk'
import { bundleExperiment } from '../../sidecar/load/bundle'
import { evaluateModule } from '../../sidecar/load/evaluate'
import { explainError } from '../../sidecar/load/explain'
import { withFolder } from '../../sidecar/load/folderFixture'
import { attachKernelTrace } from '../../sidecar/load/kernelTrace'
import { createLocator, type Locator } from '../../sidecar/load/locate'

const head = `import * as tf from '@tensorflow/tfjs'\nimport { axes, createParams, dense, sgd } from 'gradlab'\n`

describe('what a user did wrong', () => {
  before(async () => {
    await tf.setBackend('cpu')
  })

  for (const [what, code, hint, statement] of [
    ['sizes that do not broadcast', 'source/shape', 'shape/broadcast', 'tf.zeros([2, 3]).add(tf.zeros([4, 5]))'],
    ['broadcastTo', 'source/shape', 'shape/broadcast', 'tf.broadcastTo(tf.zeros([2, 3]), [2, 4])'],
    ['inner sizes of matMul', 'source/shape', 'shape/matMul', 'tf.matMul(tf.zeros([2, 3]), tf.zeros([4, 5]))'],
    ['inner sizes of dot', 'source/shape', 'shape/matMul', 'tf.dot(tf.zeros([3]), tf.zeros([4]))'],
    ['reshape', 'source/shape', 'shape/reshape', 'tf.zeros([2, 3]).reshape([4, 2])'],
    ['reshape with a rest', 'source/shape', 'shape/reshape', 'tf.zeros([2, 3]).reshape([4, -1])'],
    ['values for a shape', 'source/shape', 'shape/reshape', 'tf.tensor([1, 2, 3], [2, 2])'],
    ['asScalar', 'source/shape', 'shape/reshape', 'tf.zeros([2, 3]).asScalar()'],
    ['concat along another axis', 'source/shape', 'shape/join', 'tf.concat([tf.zeros([2, 3]), tf.zeros([3, 4])], 1)'],
    ['concat of unlike ranks', 'source/shape', 'shape/join', 'tf.concat([tf.zeros([2, 3]), tf.zeros([3])], 0)'],
    ['stack', 'source/shape', 'shape/join', 'tf.stack([tf.zeros([2, 3]), tf.zeros([3])])'],
    ['concat of nothing', 'source/shape', 'shape/join', 'tf.concat([], 0)'],
    ['gather past the end', 'source/shape', 'shape/index', `tf.zeros([3, 2]).gather(tf.tensor1d([9], 'int32'))`],
    ['gatherND past the end', 'source/shape', 'shape/index', `tf.gatherND(tf.zeros([3]), tf.tensor2d([[7]], [1, 1], 'int32'))`],
    ['slice past the end', 'source/shape', 'shape/index', 'tf.zeros([2, 3]).slice([0, 0], [5, 3])'],
    ['assign of another shape', 'source/shape', 'shape/assign', 'tf.variable(tf.zeros([2])).assign(tf.zeros([3]))'],
    ['assign of another dtype', 'source/shape', 'shape/assign', `tf.variable(tf.zeros([2])).assign(tf.zeros([2], 'int32'))`],
    ['oneHot of one class', 'source/shape', 'shape/other', `tf.oneHot(tf.tensor1d([0, 1], 'int32'), 1)`],
    ['rank of conv2d', 'source/shape', 'shape/other', `tf.conv2d(tf.zeros([2, 3]), tf.zeros([3, 3, 1, 1]), 1, 'same')`],
    ['depth of conv2d', 'source/shape', 'shape/other', `tf.conv2d(tf.zeros([1, 5, 5, 3]), tf.zeros([3, 3, 1, 1]), 1, 'same')`],
    ['channels of depthwiseConv2d', 'source/shape', 'shape/other', `tf.depthwiseConv2d(tf.zeros([1, 5, 5, 3]), tf.zeros([3, 3, 2, 1]), 1, 'same')`],
    [
      'pointwise filter',
      'source/shape',
      'shape/other',
      `tf.separableConv2d(tf.zeros([1, 5, 5, 3]), tf.zeros([3, 3, 2, 1]), tf.zeros([1, 1, 3, 4]), 1, 'same')`,
    ],
    ['rank of maxPool', 'source/shape', 'shape/other', `tf.maxPool(tf.zeros([2, 3]), 2, 2, 'same')`],
    ['order of transpose', 'source/shape', 'shape/other', 'tf.zeros([2, 3]).transpose([0, 1, 2])'],
    ['axis of sum', 'source/shape', 'shape/other', 'tf.zeros([2, 3]).sum(3)'],
    ['shapes of a loss', 'source/shape', 'shape/other', 'tf.losses.softmaxCrossEntropy(tf.zeros([2, 3]), tf.zeros([2, 4]))'],
    ['ranks of batchNorm', 'source/shape', 'shape/other', 'tf.batchNorm(tf.zeros([2, 3, 4, 5]), tf.zeros([2, 2]), tf.zeros([5]))'],
    ['expandDims', 'source/shape', 'shape/other', 'tf.zeros([2, 3]).expandDims(7)'],
    ['squeeze', 'source/shape', 'shape/other', 'tf.zeros([2, 3]).squeeze([0])'],
    ['split', 'source/shape', 'shape/other', 'tf.split(tf.zeros([5, 3]), 2)'],
    ['tile', 'source/shape', 'shape/other', 'tf.tile(tf.zeros([5, 3]), [1, 2, 3])'],
    ['einsum', 'source/shape', 'shape/other', `tf.einsum('ij,jk->ik', tf.zeros([2, 3]), tf.zeros([4, 5]))`],
    ['a layer of tfjs', 'source/shape', 'shape/other', 'tf.layers.dense({ units: 3 }).apply(tf.zeros([3]))'],
    ['topk', 'source/shape', 'shape/other', 'tf.topk(tf.zeros([3]), 5)'],

    [
      'an operation without a gradient',
      'source/gradient',
      'gradient/operation',
      "tf.grad((x) => tf.bincount(tf.tensor1d([0], 'int32'), x, 2).sum())(tf.zeros([1]))",
    ],
    ['a loss without variables', 'source/gradient', 'gradient/disconnected', 'tf.variableGrads(() => tf.scalar(3).square(), [tf.variable(tf.zeros([2]))])'],
    ['a gradient of a constant', 'source/gradient', 'gradient/disconnected', 'tf.grad(() => tf.scalar(2))(tf.scalar(1))'],
    ['a loss that is not a scalar', 'source/gradient', 'gradient/scalar', 'minimizeVector()'],
    [
      'a wrong customGrad',
      'source/gradient',
      'gradient/shape',
      'tf.grad((x) => tf.customGrad((a) => ({ value: a.sum(), gradFunc: (dy) => dy }))(x))(tf.zeros([3]))',
    ],

    ['a disposed tensor', 'source/exception', 'hint/disposed', 'freed().add(1)'],
    ['an undefined property', 'source/exception', 'hint/undefined', 'nothing.shape'],
    ['a destructured undefined', 'source/exception', 'hint/undefined', '(({ shape }) => shape)(nothing)'],
    ['a misspelt method', 'source/exception', 'hint/not-function', 'tf.zeros([1]).sqare()'],
    ['a misspelt name', 'source/exception', 'hint/not-defined', 'notThere + 1'],
    ['a spread of a promise', 'source/exception', 'hint/not-iterable', '[...Promise.resolve(1)]'],
    ['float indices', 'source/exception', 'hint/dtype', 'tf.zeros([3, 2]).gather(tf.tensor1d([0.5]))'],
    ['float labels', 'source/exception', 'hint/dtype', 'tf.oneHot(tf.tensor1d([0, 1]), 3)'],
    ['a float condition', 'source/exception', 'hint/dtype', 'tf.where(tf.zeros([2]), tf.zeros([2]), tf.zeros([2]))'],
    ['text in arithmetic', 'source/exception', 'hint/dtype', `tf.add('a', 1)`],
    ['a promise as a tensor', 'source/exception', 'hint/not-tensor', 'tf.add(Promise.resolve(1), 1)'],
    ['undefined as a tensor', 'source/exception', 'hint/not-tensor', 'tf.add(nothing, 1)'],
    ['too large a tensor', 'source/exception', 'hint/memory', 'tf.zeros([1e12])'],
    ['an operation the engine lacks', 'source/exception', 'hint/kernel', `tf.engine().runKernel('Nope', {})`],
    ['endless recursion', 'source/exception', 'hint/recursion', 'endless()'],
    ['an error of their own', 'source/exception', 'hint/other', `fail('my own check')`],
  ] as const satisfies readonly (readonly [string, ErrorCode, PhraseCode, string])[]) {
    it(`is placed and explained: ${what}`, async () => {
      const line = `  return ${statement}`
      const source = `${head}
const nothing = undefined as any
function freed() { const x = tf.zeros([1]); x.dispose(); return x }
function endless(): number { return endless() + 1 }
function fail(text: string) { return tf.tidy(() => { throw new Error(text) }) }
function minimizeVector() { const v = tf.variable(tf.zeros([2])); return tf.variableGrads(() => v.square() as any, [v]) }
export default () => {
${line}
}
`
      const error = await thrownBy({ 'model.ts': source })
      assert.equal(error.code, code, error.message)
      assert.deepEqual(error.context['hint'], { phrase: hint })
      assert.equal(error.where?.file, 'model.ts')
      const own = /freed|endless|fail|minimizeVector/.exec(statement) ? ownLine(source, error) : line
      assert.equal(error.where.text, own)
    })
  }

  it('is said in both languages', async () => {
    const error = await thrownBy({ 'model.ts': `${head}export default () => tf.matMul(tf.zeros([2, 3]), tf.zeros([4, 5]))\n` })
    const english = describeError(error.toData(), 'en')
    assert.match(english.message, /^step: Error in matMul: inner shapes \(3\) and \(4\)/)
    assert.match(english.suggestion, /^The last axis of the first must be as long as/)
    assert.equal(english.place, 'model.ts:3:25')
    assert.match(describeError(error.toData(), 'zh-cn').suggestion, /^前者的最后一轴/)
    assert.deepEqual(GradlabError.fromData(error.toData()).suggestion, english.suggestion)
  })

  it('names the operation with its tensors where the engine says so', async () => {
    const failure = new Error('inner shapes must match')
    attachKernelTrace(failure, { kernel: 'BatchMatMul', inputs: [{ shape: [32, 100] }, { name: 'network/first/kernel', shape: [784, 64] }] })
    attachKernelTrace(failure, { kernel: 'Outer', inputs: [] })
    const error = explainError(failure, 'step', createLocator([]))
    assert.equal(error.message, 'step: inner shapes must match (BatchMatMul: [32, 100] · network/first/kernel [784, 64])')
    assert.deepEqual(Object.keys(failure), [])
  })

  it('keeps the code of an error of ours and gives it the line', async () => {
    const source = `${head}export default () => {\n  const x = tf.zeros([2, 3])\n  return axes(x, 'B T C')\n}\n`
    const error = await thrownBy({ 'model.ts': source })
    assert.equal(error.code, 'source/axes')
    assert.deepEqual(error.where, { file: 'model.ts', line: 5, column: 10, text: `  return axes(x, 'B T C')` })
    assert.deepEqual(error.context, { spec: 'B T C', shape: '2, 3' })
  })

  it('names the layer and the line that called it', async () => {
    const source = `${head}import { createRng } from './rng'
export default () => {
  const layer = dense(createParams(createRng()).at('first'), 4, 2)
  return layer(tf.zeros([1, 3]) as tf.Tensor2D)
}
`
    const error = await thrownBy({
      'model.ts': source,
      'rng.ts': `import * as tf from '@tensorflow/tfjs'\nexport const createRng = (): any => ({ fork: createRng, uniform: (shape: number[]) => tf.zeros(shape) })\n`,
    })
    assert.equal(error.message, 'Layer first expects [B, 4], got shape [1, 3].')
    assert.equal(error.where?.line, 6)
  })

  it('is explained when it is not an error at all', () => {
    const error = explainError('a string', 'init', createLocator([]))
    assert.equal(error.message, 'init: a string')
    assert.equal(error.where, undefined)
  })
})

describe('the place of an error', () => {
  const throws = `throw new Error('here')`

  it('is the helper module in which it was thrown, the caller next', async () => {
    const { error, locator } = await runIn({
      'model.ts': `import { helper } from './deep/helper'\nexport default () => {\n  helper()\n}\n`,
      'deep/helper.ts': `export function helper(): void {\n\n  ${throws}\n}\n`,
    })
    assert.deepEqual(
      locator.places(error.stack!).map(({ file, line }) => `${file}:${line}`),
      ['deep/helper.ts:3', 'model.ts:3'],
    )
  })

  it('is in the peer module for a peer', async () => {
    const { error, locator } = await runIn(
      { 'model.ts': 'export {}\n', 'client.ts': `import { definePeer } from 'gradlab'\n\nexport default definePeer(() => {\n  ${throws}\n}).setUp\n` },
      './client.ts',
    )
    assert.deepEqual(locator.place(error), { file: 'client.ts', line: 4, column: 9, text: `  ${throws}` })
  })

  it('is known after an await', async () => {
    const { error, locator } = await runIn({ 'model.ts': `export default async () => {\n  await Promise.resolve()\n  ${throws}\n}\n` })
    assert.equal(locator.place(error)?.line, 3)
  })

  it('is the await of the user where the error comes from a promise of ours', async () => {
    const { error, locator } = await runIn(
      { 'model.ts': `import * as tf from '@tensorflow/tfjs'\nexport default async () => {\n  const x = 1\n  await (tf as any).later(x)\n}\n` },
      './model.ts',
      {
        later: async () => {
          await new Promise((resolve) => setTimeout(resolve, 1))
          throw new Error('later')
        },
      },
    )
    assert.equal(locator.place(error)?.line, 4)
  })

  it('is right within a template literal of several lines', async () => {
    const source = 'const label = (x?: { y: string }): string => `one\ntwo\n${x!.y}\nfour`\nexport default () => label()\n'
    const { error, locator } = await runIn({ 'model.ts': source })
    assert.deepEqual(locator.place(error), { file: 'model.ts', line: 3, column: 6, text: '${x!.y}' })
  })

  it('is right with line ends of Windows, and its text has none', async () => {
    const source = `// one\r\nexport default () => {\r\n  /* two\r\n  three */\r\n  ${throws}\r\n}\r\n`
    const { error, locator } = await runIn({ 'model.ts': source })
    assert.deepEqual(locator.place(error), { file: 'model.ts', line: 5, column: 9, text: `  ${throws}` })
  })

  it('is right in a folder with blanks and Chinese letters, and after wide letters on the line', async () => {
    const files = {
      '注意力 层 50%25 #1.ts': `export const run = (): void => { const 名 = '层'; ${throws} }\n`,
      'model.ts': `import { run } from './注意力 层 50%25 #1'\nexport default run\n`,
    }
    const { error, locator } = await runIn(files)
    assert.deepEqual(locator.place(error), {
      file: '注意力 层 50%25 #1.ts',
      line: 1,
      column: files['注意力 层 50%25 #1.ts'].indexOf('new Error') + 1,
      text: files['注意力 层 50%25 #1.ts'].trimEnd(),
    })
  })

  it('is that of the cause where the error itself has none', async () => {
    const { error, locator } = await runIn({ 'model.ts': `export default () => {\n  ${throws}\n}\n` })
    assert.equal(locator.place(new Error('outside', { cause: error }))?.line, 2)
    assert.equal(locator.place(new Error('outside')), undefined)
  })

  it('is found below many frames of the engine', async () => {
    const source = `import * as tf from '@tensorflow/tfjs'\nexport default () => {\n  return (tf as any).deep(60)\n}\n`
    const deep = (depth: number): number => {
      if (depth === 0) throw new Error('deep')
      return deep(depth - 1) + 1
    }
    const { error, locator } = await runIn({ 'model.ts': source }, './model.ts', { deep })
    assert.equal(locator.place(error)?.line, 3)
  })
})

/** Bundles, evaluates and calls the default export, and gives what it threw. */
async function runIn(files: Record<string, string>, entry = './model.ts', moreOfTf: object = {}): Promise<{ error: Error; locator: Locator }> {
  const bundle = await withFolder(files, bundleExperiment, '实验 one')
  const fileName = `/a folder/${entry.replace('./', '').replace('.ts', '.js')}`
  const locator = createLocator(Object.entries(bundle.entries).map(([name, { map }]) => ({ fileName: name === entry ? fileName : `/a folder/${name}`, map })))
  const error: unknown = await (async () => {
    const exports = evaluateModule(bundle.entries[entry]!.code, fileName, { '@tensorflow/tfjs': { ...tf, ...moreOfTf }, gradlab })
    await (exports['default'] as () => unknown)()
  })().then(
    () => assert.fail('nothing was thrown'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Error)
  return { error, locator }
}

async function thrownBy(files: Record<string, string>): Promise<GradlabError> {
  const { error, locator } = await runIn(files)
  return explainError(error, 'step', locator)
}

/** For mistakes inside a helper of the same file: the helper's own line, which must hold the name of what failed. */
function ownLine(source: string, error: GradlabError): string {
  return source.split('\n')[error.where!.line - 1]!
}
