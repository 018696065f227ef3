import * as tf from '@tensorflow/tfjs'
import { viewAs, wasmKernel, type BackendWasm } from '../kernel'

interface Inputs {
  x: tf.TensorInfo
}

/**
 * Axes in another order. Axes that stay neighbors are taken as one, which leaves tfjs' kernel the two cases that it does fast: one
 * matrix and a batch of matrices, unless the rows of the result are a multiple of 1024 bytes apart, where its tiles fall out of the
 * cache (0.3 ns a value becomes 3 to 8). Its general loop takes 20 times as long as this one.
 */
export function transpose(original: tf.KernelConfig): tf.KernelConfig {
  return wasmKernel<Inputs, tf.TransposeAttrs>(tf.Transpose, ({ inputs: { x }, attrs: { perm }, backend }) => {
    const shape = perm.map((axis) => x.shape[axis]!)
    const least = mergeAxes(x.shape, perm)
    const isMatrices = least.perm.length < 3 || least.perm.join() === '0,2,1'
    const isForOriginal = least.perm.length < 2 || x.dtype === 'string' || (isMatrices && (least.shape.at(-2) ?? 0) % 256 !== 0)
    const out = isForOriginal
      ? (original.kernelFunc({ inputs: { x: viewAs(x, least.shape) }, attrs: { perm: least.perm }, backend }) as tf.TensorInfo)
      : permute(backend, viewAs(x, least.shape), least.perm)
    return { ...out, shape }
  })
}

/** The same permutation with as few axes as it can be told in: axes of size 1 dropped, axes that stay in sequence joined. */
export function mergeAxes(shape: readonly number[], perm: readonly number[]): { shape: number[]; perm: number[] } {
  const groups: number[][] = []
  for (const axis of perm) {
    if (shape[axis] === 1) continue
    const last = groups.at(-1)
    if (last && isNext(shape, last.at(-1)!, axis)) last.push(axis)
    else groups.push([axis])
  }
  const inOrder = [...groups].sort((a, b) => a[0]! - b[0]!)
  return {
    shape: inOrder.map((axes) => axes.reduce((size, axis) => size * shape[axis]!, 1)),
    perm: groups.map((axes) => inOrder.indexOf(axes)),
  }
}

function isNext(shape: readonly number[], before: number, axis: number): boolean {
  return axis > before && shape.slice(before + 1, axis).every((size) => size === 1)
}

function permute(backend: BackendWasm, x: tf.TensorInfo, perm: readonly number[]): tf.TensorInfo {
  const out = backend.makeOutput(
    perm.map((axis) => x.shape[axis]!),
    x.dtype,
  )
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)]
  const strides = [...tf.util.computeStrides(x.shape), 1]
  const steps = perm.map((axis) => strides[axis]!)
  const last = perm.length - 1
  const run = out.shape[last]!
  const step = steps[last]!
  let target = 0
  const copy = (level: number, offset: number): void => {
    if (level < last) {
      for (let i = 0; i < out.shape[level]!; i++) copy(level + 1, offset + i * steps[level]!)
      return
    }
    for (let i = 0, source = offset; i < run; i++, source += step) to[target++] = from[source]!
  }
  copy(0, 0)
  return out
}
