import * as tf from '@tensorflow/tfjs'
import { runKernelAt, viewAs } from '../shared/kernel'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'
import { segmentSum } from './segmentSum'

/**
 * tfjs' kernels add weights by atomics in any order, count a matrix into the wrong rows, and do not compile where only occurrences are asked for. Here the
 * numbers are the segments of a sum.
 */
export const bincount: tf.KernelConfig = {
  kernelName: tf.Bincount,
  backendName: 'webgpu',
  kernelFunc({ inputs, attrs, backend }) {
    const { x, weights } = inputs as { x: tf.TensorInfo; weights: tf.TensorInfo }
    const { size } = attrs as unknown as tf.BincountAttrs
    return count(backend as GuardedBackend, viewAs(x, [tf.util.sizeFromShape(x.shape)]), weights, size)
  },
}

export const denseBincount: tf.KernelConfig = {
  kernelName: tf.DenseBincount,
  backendName: 'webgpu',
  kernelFunc({ inputs, attrs, backend: anyBackend }) {
    const backend = anyBackend as GuardedBackend
    const { x, weights } = inputs as { x: tf.TensorInfo; weights: tf.TensorInfo }
    const { size, binaryOutput } = attrs as unknown as tf.DenseBincountAttrs
    if (!binaryOutput) return count(backend, x, weights, size)
    const counts = count(backend, x, viewAs(weights, [0]), size)
    const occurs = elementwise('gradlabOccurs', counts.shape, ['x'], 'result[index] = min(x[index], 1.0);')
    const found = backend.runWebGPUProgram(occurs, [counts], 'float32')
    backend.disposeData(counts.dataId)
    if (weights.dtype === 'float32') return found
    const converted = runKernelAt({ name: 'webgpu', backend }, tf.Cast, { x: found }, { dtype: weights.dtype })
    backend.disposeData(found.dataId)
    return converted
  },
}

/** Of a list or of each row of a matrix; without weights each counts 1. What is not among the first `size` numbers is left out. */
function count(backend: GuardedBackend, x: tf.TensorInfo, weights: tf.TensorInfo, size: number): tf.TensorInfo {
  const columns = x.shape.at(-1)!
  const numbers = tf.util.sizeFromShape(x.shape)
  const shape = [...x.shape.slice(0, -1), size]
  const segmentOf = elementwise(
    'gradlabSegmentOf',
    [numbers],
    ['x'],
    'let at = i32(x[index]); result[index] = select(-1, index / uniforms.columns * uniforms.bins + at, at >= 0 && at < uniforms.bins);',
    { uniforms: 'columns : i32, bins : i32,' },
  )
  const ids = backend.runWebGPUProgram(segmentOf, [viewAs(x, [numbers])], 'int32', [
    { type: 'int32', data: [columns] },
    { type: 'int32', data: [size] },
  ])
  const isWeighted = !weights.shape.includes(0)
  const each = isWeighted ? viewAs(weights, [numbers]) : runKernelAt({ name: 'webgpu', backend }, tf.Fill, {}, { shape: [numbers], value: 1, dtype: 'float32' })
  const sums = segmentSum(backend, each, ids, tf.util.sizeFromShape(shape))
  backend.disposeData(ids.dataId)
  if (!isWeighted) backend.disposeData(each.dataId)
  return viewAs(sums, shape)
}
