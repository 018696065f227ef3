import * as tf from '@tensorflow/tfjs'
import { parseEquation, shared } from './einsumEquation'
import { runKernelAt, viewAs, type Place } from './kernel'

/**
 * One or two tensors contracted by an equation like 'bqd,bkd->bqk': what only one of them has is summed away first, the rest is one
 * batched matrix product [batch, left, summed] · [batch, summed, right]. tfjs' own kernels multiply everything out by broadcasting, and
 * give a wrong shape where an axis that is summed stands in one of two operands only ('ij,k->ij' gives [1, 1]).
 */
export function einsumKernel(backendName: string): tf.KernelConfig {
  return {
    kernelName: tf.Einsum,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const operands = Object.values(inputs) as tf.TensorInfo[]
      return contractAll(operands, (attrs as { equation: string }).equation, { name: backendName, backend: backend as Place['backend'] })
    },
  }
}

function contractAll(operands: readonly tf.TensorInfo[], equation: string, place: Place): tf.TensorInfo {
  const { inputs: terms, output } = parseEquation(equation, operands.length)
  checkSizes(terms, operands, equation)
  const work = new Work(place)
  const [left, right] = operands.map((tensor, i) => {
    const others = terms.filter((_, j) => j !== i).join('') + output
    return work.sum({ tensor, axes: terms[i]! }, shared(terms[i]!, others, false))
  }) as [Named, Named | undefined]
  const result = work.arrange(right ? contract(work, left, right, output) : left, output)
  return work.finish(result.tensor)
}

/** A tensor with a letter for each axis. */
interface Named {
  readonly tensor: tf.TensorInfo
  readonly axes: string
}

function contract(work: Work, left: Named, right: Named, output: string): Named {
  const both = shared(left.axes, right.axes)
  const batch = shared(both, output)
  const summed = shared(both, output, false)
  const leftOnly = shared(left.axes, both, false)
  const rightOnly = shared(right.axes, both, false)
  const a = work.arrange(left, batch + leftOnly + summed)
  const b = work.arrange(right, batch + summed + rightOnly)
  const sizes = sizesOf([left, right])
  const count = (axes: string): number => [...axes].reduce((product, letter) => product * sizes.get(letter)!, 1)
  const axes = batch + leftOnly + rightOnly
  const product = work.multiply(
    viewAs(a.tensor, [count(batch), count(leftOnly), count(summed)]),
    viewAs(b.tensor, [count(batch), count(summed), count(rightOnly)]),
  )
  return {
    tensor: viewAs(
      product,
      [...axes].map((letter) => sizes.get(letter)!),
    ),
    axes,
  }
}

/** Runs the steps and gives back what they made, except the result. */
class Work {
  private readonly made: tf.TensorInfo[] = []
  constructor(private readonly place: Place) {}

  sum(x: Named, away: string): Named {
    if (away === '') return x
    const kept = shared(x.axes, away, false)
    const { tensor } = this.arrange(x, kept + away)
    const shape = tensor.shape.slice(0, kept.length)
    const flat = viewAs(tensor, [tf.util.sizeFromShape(shape), tf.util.sizeFromShape(tensor.shape.slice(kept.length))])
    return { tensor: viewAs(this.keep(runKernelAt(this.place, tf.Sum, { x: flat }, { axis: 1, keepDims: false })), shape), axes: kept }
  }

  arrange({ tensor, axes }: Named, order: string): Named {
    if (axes === order) return { tensor, axes }
    const perm = [...order].map((letter) => axes.indexOf(letter))
    return { tensor: this.keep(runKernelAt(this.place, tf.Transpose, { x: tensor }, { perm })), axes: order }
  }

  multiply(a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
    return this.keep(runKernelAt(this.place, tf.BatchMatMul, { a, b }, { transposeA: false, transposeB: false }))
  }

  finish(result: tf.TensorInfo): tf.TensorInfo {
    const own = this.made.find(({ dataId }) => dataId === result.dataId)
    for (const tensor of this.made) if (tensor !== own) this.place.backend.disposeData(tensor.dataId)
    if (!own) this.place.backend.incRef(result.dataId) // the equation changed nothing: the output shares the input's data
    return viewAs(result, result.shape) // never the input itself, which tfjs would take for a tensor that it tracks already
  }

  private keep(tensor: tf.TensorInfo): tf.TensorInfo {
    this.made.push(tensor)
    return tensor
  }
}

function checkSizes(terms: readonly string[], operands: readonly tf.TensorInfo[], equation: string): void {
  terms.forEach((axes, i) => {
    if (axes.length !== operands[i]!.shape.length)
      throw new Error(`einsum ${equation}: operand ${i + 1} has shape [${operands[i]!.shape.join(', ')}], the equation names ${axes.length} axes`)
  })
  const sizes = sizesOf(terms.map((axes, i) => ({ axes, tensor: operands[i]! })))
  terms.forEach((axes, i) =>
    [...axes].forEach((letter, axis) => {
      if (sizes.get(letter) !== operands[i]!.shape[axis])
        throw new Error(`einsum ${equation}: axis ${letter} is ${sizes.get(letter)} in one operand and ${operands[i]!.shape[axis]} in another`)
    }),
  )
}

function sizesOf(named: readonly Named[]): Map<string, number> {
  return new Map(named.flatMap(({ axes, tensor }) => [...axes].map((letter, axis): [string, number] => [letter, tensor.shape[axis]!])))
}
