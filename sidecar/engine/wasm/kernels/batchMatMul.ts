import * as tf from '@tensorflow/tfjs'
import { areFloats, fasterKernel, type WasmBackend } from '../kernel'

interface Inputs {
  a: tf.TensorInfo
  b: tf.TensorInfo
}

/** [..., M, K] · [..., K, N] → [..., M, N], either side transposed on request: packing reads any strides, so a transpose costs nothing. */
export const batchMatMul = fasterKernel<Inputs, tf.BatchMatMulAttrs>(
  tf.BatchMatMul,
  ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }, original) => {
    const [aRows, aColumns, bRows, bColumns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-2)!, b.shape.at(-1)!]
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns]
    const [inner, n] = transposeB ? [bColumns, bRows] : [bRows, bColumns]
    if (!areFloats(a, b) || k !== inner || k === 0) return original()
    const batch = tf.backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
    const out = backend.allocate([...batch, m, n], 'float32')
    if (tf.util.sizeFromShape(out.shape) === 0) return out
    const left = { row: transposeA ? 1 : k, column: transposeA ? m : 1 }
    const right = { row: transposeB ? 1 : n, column: transposeB ? k : 1 }
    const count = tf.util.sizeFromShape(batch)
    const addresses = { a: backend.addressOf(a), b: backend.addressOf(b), out: backend.addressOf(out) }
    const [aStep, bStep] = [stepOf(a.shape, count, m * k), stepOf(b.shape, count, k * n)]
    if (aStep !== undefined && bStep !== undefined) {
      multiplyAll(backend, addresses, count, { ...left, step: aStep }, { ...right, step: bStep }, m, n, k)
    } else {
      const [aIndex, bIndex] = [matrixOf(a.shape, batch), matrixOf(b.shape, batch)]
      for (let i = 0; i < count; i++) {
        const at = {
          a: addresses.a + aIndex(i) * m * k * floatBytes,
          b: addresses.b + bIndex(i) * k * n * floatBytes,
          out: addresses.out + i * m * n * floatBytes,
        }
        multiplyAll(backend, at, 1, { ...left, step: 0 }, { ...right, step: 0 }, m, n, k)
      }
    }
    return out
  },
)

/** Floats between neighboring matrices, rows, columns. */
interface Side {
  readonly step: number
  readonly row: number
  readonly column: number
}

function multiplyAll(
  backend: WasmBackend,
  { a, b, out }: { a: number; b: number; out: number },
  count: number,
  left: Side,
  right: Side,
  m: number,
  n: number,
  k: number,
): void {
  const { threads, heap } = backend
  const work = (m * n * k) / 25
  const panelsOfB = roundUp(n, 8) * k * floatBytes
  const panelOfA = 6 * k * floatBytes
  if (count === 1) {
    const scratch = heap.allocate(panelsOfB + panelOfA * threads.parts)
    const panels = scratch.offset + panelsOfB
    threads.run('packB', k * n, b, k, n, right.row, right.column, scratch.offset)
    threads.run('gemm', work, a, left.row, left.column, scratch.offset, out, m, n, k, panels)
    heap.release(scratch)
    return
  }
  const scratch = heap.allocate((panelsOfB + panelOfA) * threads.parts)
  const sides = [a, left.step, left.row, left.column, b, right.step, right.row, right.column]
  threads.run('gemmEach', count * work, ...sides, out, count, m, n, k, scratch.offset, panelsOfB + panelOfA)
  heap.release(scratch)
}

/** Floats from one matrix to the next of the result, or undefined where that is not constant. */
function stepOf(shape: number[], count: number, size: number): number | undefined {
  const own = tf.util.sizeFromShape(shape.slice(0, -2))
  if (own === count) return size
  return own === 1 ? 0 : undefined
}

/** Which matrix of an operand a matrix of the broadcast result comes from. */
function matrixOf(shape: number[], batch: number[]): (index: number) => number {
  const own = shape.slice(0, -2)
  const strides = batch.map((_, axis) => {
    const ownAxis = axis - batch.length + own.length
    return ownAxis < 0 || own[ownAxis] === 1 ? 0 : tf.util.sizeFromShape(own.slice(ownAxis + 1))
  })
  return (index) => {
    let rest = index
    let matrix = 0
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      matrix += (rest % batch[axis]!) * strides[axis]!
      rest = Math.floor(rest / batch[axis]!)
    }
    return matrix
  }
}

const floatBytes = 4
const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple
