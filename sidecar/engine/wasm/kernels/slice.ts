import * as tf from '@tensorflow/tfjs'
import { wasmKernel, type BackendWasm } from '../kernel'

interface Inputs {
  x: tf.TensorInfo
}

/** Any shape → `size`. tfjs' own kernel first copies the whole tensor out of the heap; this copies only what is asked for. */
export function slice(original: tf.KernelConfig): tf.KernelConfig {
  return wasmKernel<Inputs, tf.SliceAttrs>(tf.Slice, ({ inputs: { x }, attrs, backend }) => {
    if (x.dtype === 'string') return original.kernelFunc({ inputs: { x }, attrs: attrs as unknown as tf.NamedAttrMap, backend }) as tf.TensorInfo
    const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size) as [number[], number[]]
    tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size)
    const out = backend.makeOutput(size, x.dtype)
    if (tf.util.sizeFromShape(size) > 0) copyBlock(backend, x, begin, out)
    return out
  })
}

/** Run by run, a run being the part from the last axis that is not taken whole. */
function copyBlock(backend: BackendWasm, x: tf.TensorInfo, begin: number[], out: tf.TensorInfo): void {
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)]
  const strides = [...tf.util.computeStrides(x.shape), 1]
  const axis = Math.max(
    0,
    out.shape.findLastIndex((size, i) => size !== x.shape[i]),
  )
  const run = tf.util.sizeFromShape(out.shape.slice(axis))
  let target = 0
  const copy = (level: number, offset: number): void => {
    const start = offset + begin[level]! * strides[level]!
    if (level === axis) {
      to.set(from.subarray(start, start + run), target)
      target += run
    } else {
      for (let i = 0; i < out.shape[level]!; i++) copy(level + 1, start + i * strides[level]!)
    }
  }
  copy(0, 0)
}
