import { createRng, type Rng } from '../../sdk/random/rng'
import type { Argument } from './goldens'
import type { InputSpec } from './inputs'
import type { Call } from './measure'

/** Calls of random shapes, the same for equal seeds. */
export function randomCalls(seed: number, count: number): Call[] {
  return Array.from({ length: count }, (_, i) => {
    const random = createRng(seed, 'fuzz', i)
    const families = Object.values(shapes)
    return families[random.integer(families.length)]!(new Draw(random))
  })
}

class Draw {
  constructor(private readonly random: Rng) {}

  /** Small numbers most of the time, 0 and 1 often enough, and now and then one past a vector's width. */
  size(least = 0): number {
    const kind = this.random.integer(10)
    if (kind === 0) return least
    if (kind === 1) return Math.max(least, 1)
    return kind === 2 ? 17 + this.random.integer(20) : Math.max(least, 2 + this.random.integer(6))
  }
  from(low: number, below: number): number {
    return low + this.random.integer(below - low)
  }
  pick<T>(...items: readonly T[]): T {
    return items[this.random.integer(items.length)]!
  }
  flag(): boolean {
    return this.random.integer(2) === 1
  }
  shape(rank = this.from(0, 5)): number[] {
    return Array.from({ length: rank }, () => (rank > 3 ? this.from(1, 5) : this.size()))
  }
  seed(): number {
    return this.random.integer(2 ** 32)
  }
  floats(shape: readonly number[], kind: 'uniform' | 'signed' | 'distinct' = 'uniform', low = kind === 'signed' ? 0.3 : -1, high = 1): InputSpec {
    return { kind, shape, dtype: 'float32', low, high, seed: this.seed() }
  }
  ids(shape: readonly number[], below: number): InputSpec {
    return { kind: 'integer', shape, dtype: 'int32', low: 0, high: below, seed: this.seed() }
  }
  call(op: string, args: readonly Argument[], ...inputs: InputSpec[]): Call {
    return { op, args, inputs, seed: this.seed() }
  }
}

const shapes: Readonly<Record<string, (draw: Draw) => Call>> = {
  unary: (d) =>
    d.call(
      d.pick('exp', 'tanh', 'sigmoid', 'relu', 'square', 'neg', 'abs', 'elu', 'softplus', 'erf', 'sin', 'leakyRelu'),
      ['@0'],
      d.floats(d.shape(), 'signed'),
    ),
  positive: (d) => d.call(d.pick('sqrt', 'rsqrt', 'log', 'reciprocal', 'log1p'), ['@0'], d.floats(d.shape(), 'uniform', 0.2, 4)),
  binary: (d) => {
    const result = d.shape()
    const part = (): number[] => result.slice(d.from(0, result.length + 1)).map((size) => (d.from(0, 4) === 0 ? 1 : size))
    const op = d.pick('add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'squaredDifference', 'greater', 'lessEqual')
    return d.call(op, ['@0', '@1'], d.floats(d.flag() ? result : part(), 'signed'), d.floats(part(), 'signed'))
  },
  reduce: (d) => {
    const shape = Array.from({ length: d.from(1, 5) }, () => d.from(1, 9))
    const axes = shape.map((_, axis) => axis).filter(() => d.flag())
    return d.call(d.pick('sum', 'mean', 'max', 'min', 'logSumExp'), ['@0', axes.length === 0 ? null : axes, d.flag()], d.floats(shape, 'distinct'))
  },
  softmax: (d) => d.call(d.pick('softmax', 'logSoftmax'), ['@0'], d.floats([...d.shape(d.from(0, 3)), d.size(1)], 'uniform', -4, 4)),
  cumulate: (d) => {
    const shape = d.shape(d.from(1, 4))
    return d.call('cumsum', ['@0', d.from(0, shape.length), d.flag(), d.flag()], d.floats(shape))
  },
  matMul: (d) => {
    const [m, k, n, left, right] = [d.size(), d.size(), d.size(), d.flag(), d.flag()]
    const batch = d.pick([], [], [d.from(1, 4)], [2, d.from(1, 4)])
    const [a, b] = [
      d.pick(
        batch,
        batch,
        batch.map(() => 1),
      ),
      batch,
    ]
    return d.call('matMul', ['@0', '@1', left, right], d.floats([...a, ...(left ? [k, m] : [m, k])]), d.floats([...b, ...(right ? [n, k] : [k, n])]))
  },
  convolve: (d) => {
    const [height, width, rows, columns] = [d.from(3, 10), d.from(3, 10), d.from(1, 4), d.from(1, 4)]
    const [channels, op] = [d.from(1, 9), d.pick('conv2d', 'conv2d', 'depthwiseConv2d')]
    const args = ['@0', '@1', d.pick<Argument>(1, 1, 2, [1, 2], 3), d.pick<Argument>('same', 'valid', d.from(0, 3))]
    return d.call(op, args, d.floats([d.from(1, 4), height, width, channels]), d.floats([rows, columns, channels, op === 'conv2d' ? d.size(1) : d.from(1, 3)]))
  },
  pool: (d) => {
    const args = ['@0', d.pick<Argument>(2, 3, [2, 3]), d.pick<Argument>(1, 2, 3), d.pick<Argument>('same', 'valid', d.from(0, 2))]
    return d.call(d.pick('maxPool', 'avgPool'), args, d.floats([d.from(0, 4), d.from(3, 10), d.from(3, 10), d.size(1)], 'distinct'))
  },
  slice: (d) => {
    const shape = d.shape(d.from(1, 5))
    const begin = shape.map((size) => d.from(0, size + 1))
    return d.call('slice', ['@0', begin, shape.map((size, axis) => d.from(0, size - begin[axis]! + 1))], d.floats(shape))
  },
  pad: (d) => {
    const shape = d.shape(d.from(1, 5))
    return d.call('pad', ['@0', shape.map(() => [d.from(0, 3), d.from(0, 3)])], d.floats(shape))
  },
  transpose: (d) => {
    const shape = d.shape(d.from(1, 5))
    const order: number[] = []
    for (const axis of shape.keys()) order.splice(d.from(0, order.length + 1), 0, axis)
    return d.call('transpose', ['@0', order], d.floats(shape))
  },
  tile: (d) => {
    const shape = d.shape(d.from(1, 4))
    return d.call('tile', ['@0', shape.map(() => d.from(1, 4))], d.floats(shape))
  },
  concat: (d) => {
    const shape = d.shape(d.from(1, 4))
    const axis = d.from(0, shape.length)
    const other = shape.map((size, at) => (at === axis ? d.size() : size))
    return d.call('concat', [['@0', '@1'], axis], d.floats(shape), d.floats(other))
  },
  gather: (d) => {
    const shape = [d.size(1), ...d.shape(d.from(0, 3))]
    return d.call('gather', ['@0', '@1'], d.floats(shape), d.ids(d.shape(d.from(1, 3)), shape[0]!))
  },
  segments: (d) => {
    const shape = d.shape(d.from(1, 4))
    const count = d.size(1)
    return d.call('unsortedSegmentSum', ['@0', '@1', count], d.floats(shape), d.ids([shape[0]!], count))
  },
}
