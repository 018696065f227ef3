import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, parseAxisParam, release, runKernel, sizeFromShape, sizeOf, type FasterKernel, type WasmBackend } from '../kernel'

interface Inputs {
  x: tf.TensorInfo
}
interface Attrs {
  axis?: number | number[]
  reductionIndices?: number | number[] // what tfjs calls the axis of a maximum
  keepDims: boolean
}
interface SoftmaxInputs {
  logits: tf.TensorInfo
}

/** Numbers of the operations as in assembly/reduce.ts. */
export const reduceKernels: readonly FasterKernel[] = [
  reduction(tf.Sum, 0),
  reduction(tf.Mean, 0, (count) => 1 / count),
  reduction(tf.Max, 1),
  reduction(tf.Min, 2),
  reduction(tf.Prod, 3),
  fasterKernel<SoftmaxInputs, tf.SoftmaxAttrs>(
    tf.Softmax,
    ({ inputs: { logits }, attrs: { dim }, backend }, original) => softmax(backend, logits, dim) ?? original(),
  ),
]

/** Over any axes of float32; those in the way of one block are brought to the end first. */
function reduction(kernelName: string, operation: number, scaleOf: (count: number) => number = () => 1): FasterKernel {
  return fasterKernel<Inputs, Attrs>(kernelName, ({ inputs: { x }, attrs: { axis, reductionIndices, keepDims }, backend }, original) => {
    const axes = parseAxisParam((axis ?? reductionIndices)!, x.shape).sort((a, b) => a - b)
    const reduced = new Set(axes)
    const count = axes.reduce((product, i) => product * x.shape[i]!, 1)
    if (!areFloats(x) || sizeOf(x) === 0) return original()
    const shape = x.shape.flatMap((size, i) => (reduced.has(i) ? (keepDims ? [1] : []) : [size]))
    const first = axes[0] ?? x.shape.length
    const isOneBlock = axes.every((i, at) => i === first + at)
    const kept = x.shape.map((_, i) => i).filter((i) => !reduced.has(i))
    const source = isOneBlock ? x : runKernel(backend, tf.Transpose, { x }, { perm: [...kept, ...axes] })
    const outer = isOneBlock ? sizeFromShape(x.shape.slice(0, first)) : sizeOf(x) / count
    const inner = isOneBlock ? sizeOf(x) / outer / count : 1
    const out = backend.allocate(shape, 'float32')
    backend.threads.run('reduce', sizeOf(x) * 0.4, operation, backend.addressOf(source), backend.addressOf(out), outer, count, inner, scaleOf(count))
    if (source !== x) release(backend, source)
    return out
  })
}

/** Along the last axis, which is the only one that tfjs' ops ask for. */
function softmax(backend: WasmBackend, x: tf.TensorInfo, axis: number): tf.TensorInfo | undefined {
  const last = x.shape.length - 1
  if (!areFloats(x) || sizeOf(x) === 0 || parseAxisParam(axis, x.shape)[0] !== last) return undefined
  const out = backend.allocate(x.shape, 'float32')
  const size = x.shape[last]!
  backend.threads.run('softmax', sizeOf(x) * 3, backend.addressOf(x), backend.addressOf(out), sizeOf(x) / size, size)
  return out
}
