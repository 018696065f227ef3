import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, release, runKernel, type FasterKernel } from '../kernel'

/** (x − mean) · scale / √(variance + ε) + offset, as one product and one sum over x: what is a channel's is worked out a channel at a time. */
const batchNorm = fasterKernel<
  { x: tf.TensorInfo; mean: tf.TensorInfo; variance: tf.TensorInfo; offset?: tf.TensorInfo; scale?: tf.TensorInfo },
  tf.FusedBatchNormAttrs
>(tf.FusedBatchNorm, ({ inputs: { x, mean, variance, offset, scale }, attrs: { varianceEpsilon }, backend }, original) => {
  if (!areFloats(x, mean, variance)) return original()
  const made: tf.TensorInfo[] = []
  const run = (kernelName: string, inputs: tf.NamedTensorInfoMap): tf.TensorInfo => {
    const result = runKernel(backend, kernelName, inputs, {})
    made.push(result)
    return result
  }
  const epsilon = backend.makeTensorInfo([], 'float32', Float32Array.of(varianceEpsilon))
  made.push(epsilon)
  const rate = run(tf.Rsqrt, { x: run(tf.Add, { a: variance, b: epsilon }) })
  const factor = scale ? run(tf.Multiply, { a: rate, b: scale }) : rate
  const shifted = run(tf.Multiply, { a: mean, b: factor })
  const base = offset ? run(tf.Sub, { a: offset, b: shifted }) : run(tf.Neg, { x: shifted })
  const out = run(tf.Add, { a: run(tf.Multiply, { a: x, b: factor }), b: base })
  release(backend, ...made.filter((tensor) => tensor !== out))
  return out
})

const addN = fasterKernel<tf.TensorInfo[], object>(tf.AddN, ({ inputs, backend }, original) => {
  const tensors = Object.values(inputs)
  if (!areFloats(...tensors) || tensors.length < 2) return original()
  return tensors.slice(1).reduce((sum, tensor, i) => {
    const next = runKernel(backend, tf.Add, { a: sum, b: tensor }, {})
    if (i > 0) release(backend, sum)
    return next
  }, tensors[0]!)
})

/** Kernels made of others. */
export const composedKernels: readonly FasterKernel[] = [batchNorm, addN]
