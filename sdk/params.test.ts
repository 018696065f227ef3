import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { createParams } from '.'
import { decodeSafetensors, encodeSafetensors, GradlabError, type SafeFile } from '../protocol'
import { pathOf, type ParamsTree } from './params'
import { createRng } from './random/rng'

const tree = (): ParamsTree => createParams(createRng(1, 'init', -1)) as ParamsTree
/** What a checkpoint on disk gives back. */
const throughDisk = (file: SafeFile): SafeFile => decodeSafetensors(encodeSafetensors(file))
const bits = (variable: tf.Variable): string => {
  const values = variable.dataSync()
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex')
}
const refuses = (run: () => unknown, code: string, named: string): void =>
  assert.throws(run, (thrown) => thrown instanceof GradlabError && thrown.code === code && thrown.message.includes(named))

describe('params', () => {
  before(() => tf.ready())
  let held = 0
  beforeEach(() => void (held = tf.memory().numTensors))

  it('name what they hold by its path, at any depth', () => {
    const params = tree()
    const deep = params
      .at('encoder')
      .at('layer 0')
      .variable('kernel', tf.zeros([2]))
    params
      .at('encoder')
      .at('layer 0')
      .slot('mean', tf.zeros([2]))
    params.number('count', 0)
    assert.equal(pathOf(deep), 'encoder/layer 0/kernel')
    assert.deepEqual([...params.entries.keys()], ['encoder/layer 0/kernel', 'encoder/layer 0/mean'])
    params.dispose()
    assert.equal(tf.memory().numTensors, held)
  })

  it('list the trained ones below a name, in order of creation, and no slots', () => {
    const params = tree()
    const b = params.at('b').variable('x', tf.scalar(1))
    const a = params.at('a').variable('x', tf.scalar(2))
    params.at('a').slot('s', tf.scalar(3))
    const ab = params.at('ab').variable('x', tf.scalar(4))
    assert.deepEqual(params.variables.map(pathOf), [b, a, ab].map(pathOf))
    assert.deepEqual(params.at('a').variables.map(pathOf), ['a/x'])
    assert.deepEqual(params.at('nothing').variables, [])
    params.dispose()
  })

  it('refuse a name that is taken, whatever took it', () => {
    const params = tree()
    params.variable('x', tf.scalar(1))
    params.number('n', 1)
    refuses(() => params.variable('x', tf.scalar(1)), 'source/params', '"x"')
    refuses(() => params.slot('x', tf.scalar(1)), 'source/params', '"x"')
    refuses(() => params.number('x', 1), 'source/params', '"x"')
    refuses(() => params.at('n') && params.slot('n', tf.scalar(1)), 'source/params', '"n"')
    params.at('x').variable('x', tf.scalar(1))
    params.dispose()
  })

  it('refuse a name that would not be one in a path', () => {
    for (const name of ['', 'a/b', '/']) {
      refuses(() => tree().at(name), 'source/params', `"${name}"`)
      refuses(() => tree().number(name, 0), 'source/params', `"${name}"`)
    }
  })

  it('dispose of the tensor that a variable starts from', () => {
    const params = tree()
    const init = tf.zeros([3])
    params.variable('x', init)
    assert.ok(init.isDisposed)
    params.dispose()
    assert.equal(tf.memory().numTensors, held)
  })

  it('start like-named layers equal, in whatever order and company they are made', () => {
    const [one, other] = [tree(), tree()]
    const first = one.at('head').rng.next()
    other.at('innovation').rng.next()
    other.rng.next()
    assert.equal(other.at('head').rng.next(), first)
    assert.notEqual(other.at('head').rng.next(), first)
    assert.notEqual(tree().at('tail').rng.next(), first)
  })

  it('give back exactly what was saved: every bit of floats, integers, truths and numbers', async () => {
    const build = (fill: boolean): { params: ParamsTree; numbers: { value: number }[] } => {
      const params = tree()
      params.variable('floats', fill ? tf.tensor1d([NaN, -0, Infinity, -Infinity, 1e-40, 1 / 3]) : tf.zeros([6]))
      params.slot('integers', fill ? tf.tensor1d([-(2 ** 31), 2 ** 31 - 1], 'int32') : tf.zeros([2], 'int32'))
      params.slot('truths', fill ? tf.tensor2d([[1, 0, 1]], [1, 3], 'bool') : tf.zeros([1, 3], 'bool'))
      params.slot('scalar', tf.scalar(fill ? 0.1 : 0))
      params.slot('empty', tf.zeros([0, 2]))
      const values = [NaN, -0, 0, Infinity, -Infinity, 0.1, 2 ** 53, Number.MIN_VALUE]
      return { params, numbers: values.map((value, i) => params.at('numbers').number(String(i), fill ? value : 42)) }
    }
    const [saved, fresh] = [build(true), build(false)]
    fresh.params.restore(throughDisk(await saved.params.save()))
    for (const [path, variable] of saved.params.entries) {
      assert.deepEqual(bits(fresh.params.entries.get(path)!), bits(variable), path)
      assert.equal(fresh.params.entries.get(path)!.dtype, variable.dtype)
    }
    fresh.numbers.forEach(({ value }, i) => assert.ok(Object.is(value, saved.numbers[i]!.value), `${value}`))
    saved.params.dispose()
    fresh.params.dispose()
    assert.equal(tf.memory().numTensors, held)
  })

  it('save the names of what is trained, so that a reader tells them from slots', async () => {
    const params = tree()
    params.at('layer').variable('kernel', tf.scalar(1))
    params.at('layer').slot('mean', tf.scalar(2))
    params.variable('名', tf.scalar(3))
    const { metadata } = throughDisk(await params.save())
    assert.deepEqual(JSON.parse(metadata['trained']!), ['layer/kernel', '名'])
    params.dispose()
  })

  it('give a slot, a variable or a number made later its saved value, once', async () => {
    const saved = tree()
    saved.variable('x', tf.scalar(1))
    saved.at('late').slot('s', tf.tensor1d([1, 2]))
    saved.at('late').variable('v', tf.scalar(3))
    saved.at('late').number('n', NaN)
    const fresh = tree()
    fresh.variable('x', tf.scalar(0))
    fresh.restore(throughDisk(await saved.save()))
    assert.deepEqual(
      [
        ...fresh
          .at('late')
          .slot('s', tf.zeros([2]))
          .dataSync(),
      ],
      [1, 2],
    )
    assert.equal(fresh.at('late').variable('v', tf.scalar(0)).dataSync()[0], 3)
    assert.ok(Number.isNaN(fresh.at('late').number('n', 5).value))
    saved.dispose()
    fresh.dispose()
    assert.equal(tf.memory().numTensors, held)
  })

  it('save values of the moment: training on does not change them', async () => {
    const params = tree()
    const [x, n] = [params.variable('x', tf.tensor1d([1, 2])), params.number('n', 1)]
    const file = await params.save()
    x.assign(tf.tensor1d([3, 4]))
    n.value = 2
    params.restore(file)
    assert.deepEqual([...x.dataSync()], [1, 2])
    assert.equal(n.value, 1)
    params.dispose()
  })

  for (const [what, build, named] of [
    ['another shape', (params: ParamsTree) => params.at('layer').variable('x', tf.zeros([3])), 'layer/x is [3] float32, saved is [2] F32'],
    ['another type', (params: ParamsTree) => params.at('layer').variable('x', tf.zeros([2], 'int32')), 'layer/x is [2] int32, saved is [2] F32'],
    ['a variable more', (params: ParamsTree) => (params.at('layer').variable('x', tf.zeros([2])), params.slot('extra', tf.scalar(1))), 'extra'],
    ['a number more', (params: ParamsTree) => (params.at('layer').variable('x', tf.zeros([2])), params.at('a').number('count', 1)), 'a/count'],
  ] as const) {
    it(`refuse a checkpoint where the model has ${what}, name the path and change nothing`, async () => {
      const saved = tree()
      const first = saved.variable('first', tf.scalar(5))
      saved.at('layer').variable('x', tf.ones([2]))
      const other = tree()
      const firstOfOther = other.variable('first', tf.scalar(6))
      build(other)
      const file = throughDisk(await saved.save())
      refuses(() => other.restore(file), 'checkpoint/mismatch', named)
      assert.equal(first.dataSync()[0], 5)
      assert.equal(firstOfOther.dataSync()[0], 6)
    })
  }

  it('refuse a late slot whose saved shape is another', async () => {
    const saved = tree()
    saved.slot('late', tf.zeros([2]))
    const fresh = tree()
    fresh.restore(await saved.save())
    refuses(() => fresh.slot('late', tf.zeros([3])), 'checkpoint/mismatch', 'late')
  })

  it('refuse a checkpoint whose numbers cannot be read', () => {
    refuses(() => tree().restore({ tensors: new Map(), metadata: { numbers: '{' } }), 'checkpoint/mismatch', 'numbers')
  })

  it('load a snapshot, which later training does not change', () => {
    const params = tree()
    const [a, b] = [params.variable('a', tf.tensor1d([1, 2])), params.variable('b', tf.scalar(3))]
    const slot = params.slot('s', tf.scalar(4))
    const taken = params.snapshot()
    a.assign(tf.tensor1d([9, 9]))
    b.assign(tf.scalar(9))
    slot.assign(tf.scalar(9))
    assert.deepEqual(
      taken.map((tensor) => [...tensor.dataSync()]),
      [[1, 2], [3]],
    )
    params.load(taken)
    assert.deepEqual([[...a.dataSync()], [...b.dataSync()], [...slot.dataSync()]], [[1, 2], [3], [9]])
    params.dispose()
    assert.deepEqual(
      taken.map((tensor) => [...tensor.dataSync()]),
      [[1, 2], [3]],
    )
    tf.dispose(taken)
  })

  it('load their own variables, and those of another tree', () => {
    const [one, other] = [tree(), tree()]
    const [x, y] = [one.variable('x', tf.scalar(1)), other.variable('x', tf.scalar(2))]
    one.load(one.variables)
    assert.equal(x.dataSync()[0], 1)
    one.load(other.variables)
    y.assign(tf.scalar(3))
    assert.equal(x.dataSync()[0], 2)
    one.dispose()
    assert.equal(y.dataSync()[0], 3)
    other.dispose()
  })

  it('refuse to load another number of tensors or another shape, name the path and change nothing', () => {
    const params = tree()
    const first = params.variable('first', tf.scalar(1))
    params.at('layer').variable('x', tf.zeros([2]))
    refuses(() => params.load([tf.scalar(2)]), 'source/params', 'load expects 2 tensors, got 1')
    refuses(() => params.load([tf.scalar(2), tf.zeros([3])]), 'source/params', 'layer/x')
    refuses(() => params.load([tf.scalar(2), tf.zeros([2], 'int32')]), 'source/params', 'layer/x')
    assert.equal(first.dataSync()[0], 1)
  })

  it('travel as bytes of the trained ones only', async () => {
    const build = (value: number): ParamsTree => {
      const params = tree()
      params.at('a').variable('x', tf.fill([2], value))
      params.at('b').variable('x', tf.fill([1], value))
      params.slot('s', tf.scalar(value))
      params.number('n', value)
      return params
    }
    const [sender, receiver] = [build(1), build(2)]
    const bytes = await sender.bytes()
    assert.deepEqual([...decodeSafetensors(bytes).tensors.keys()], ['a/x', 'b/x'])
    receiver.loadBytes(bytes)
    assert.deepEqual(
      [...receiver.entries.values()].map((variable) => [...variable.dataSync()]),
      [[1, 1], [1], [2]],
    )
    assert.deepEqual([...decodeSafetensors(await receiver.at('b').bytes()).tensors.keys()], ['b/x'])
    sender.dispose()
    receiver.dispose()
  })

  it('refuse bytes that do not fit, as an error of the source, and change nothing', async () => {
    const sender = tree()
    sender.variable('a', tf.scalar(1))
    sender.variable('x', tf.zeros([2]))
    const bytes = await sender.bytes()
    const receiver = tree()
    const a = receiver.variable('a', tf.scalar(5))
    const y = receiver.at('layer').variable('y', tf.scalar(5))
    refuses(() => receiver.loadBytes(bytes), 'source/params', 'layer/y')
    refuses(() => receiver.loadBytes(bytes.slice(0, 9)), 'source/params', 'the header takes')
    const other = tree()
    const aOfOther = other.variable('a', tf.scalar(5))
    other.variable('x', tf.zeros([3]))
    refuses(() => other.loadBytes(bytes), 'source/params', 'x is [3] float32')
    assert.deepEqual(
      [a, y, aOfOther].map((variable) => variable.dataSync()[0]),
      [5, 5, 5],
    )
  })

  it('refuse a variable of a type that cannot be saved, and leave the name free', () => {
    const params = tree()
    refuses(() => params.slot('x', tf.tensor1d(['a', 'b'])), 'source/params', 'x is of type string')
    params.slot('x', tf.scalar(1))
    params.dispose()
  })
})
