import * as tf from '@tensorflow/tfjs'
import { areFloats, asItIs, fasterKernel, sizeFromShape, type WasmBackend } from '../kernel'
import { linear } from './linear'

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
    const shape = [...batch, m, n]
    const left = { row: transposeA ? 1 : k, column: transposeA ? m : 1 }
    const right = { row: transposeB ? 1 : n, column: transposeB ? k : 1 }
    const count = sizeFromShape(batch)
    if (count === 1 && m > 0 && n > 0) {
      const [first, second] = [asItIs(a), asItIs(b)]
      return linear(backend, shape, first, second, (out, bias, isRectified) => {
        multiply(backend, { a: backend.addressOf(first), b: backend.addressOf(second), out }, left, right, { m, n, k, bias, isRectified }, second)
      })
    }
    const out = backend.allocate(shape, 'float32')
    if (sizeFromShape(shape) === 0) return out
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
        multiply(backend, at, left, right, { m, n, k, bias: 0, isRectified: false })
      }
    }
    return out
  },
)

interface Addresses {
  readonly a: number
  readonly b: number
  readonly out: number
}

/** Floats between neighboring rows and columns. */
interface Side {
  readonly row: number
  readonly column: number
}

/** [M, K] · [K, N], then the bias at an address that is not 0, then a rectifier. */
interface Product {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly bias: number
  readonly isRectified: boolean
}

/** @param reused what B is all of, where its panels may be kept: a recurrent net multiplies by one matrix at every step */
function multiply(backend: WasmBackend, { a, b, out }: Addresses, left: Side, right: Side, product: Product, reused?: tf.TensorInfo): void {
  const { threads, heap } = backend
  const { m, n, k, bias, isRectified } = product
  const pack = (panels: number): void => threads.run('packB', k * n * 0.5, b, k, n, right.row, right.column, panels)
  const panelsOfB = roundUp(n, 8) * k * floatBytes
  const panelOfA = 6 * k * floatBytes
  const kept = reused && m <= fewRows ? backend.derived(reused, `panels ${k} ${n} ${right.row} ${right.column}`, panelsOfB, pack) : undefined
  const scratch = heap.allocate((kept === undefined ? panelsOfB : 0) + panelOfA * threads.parts)
  const panels = kept ?? scratch.offset
  if (kept === undefined) pack(panels)
  const own = kept === undefined ? scratch.offset + panelsOfB : scratch.offset
  threads.run('gemm', (m * n * k) / 25, a, left.row, left.column, panels, out, m, n, k, own, bias, Number(isRectified))
  heap.release(scratch)
}

/** As many products as there are pairs of matrices, which lie `step` floats apart. */
function multiplyAll(
  backend: WasmBackend,
  { a, b, out }: Addresses,
  count: number,
  left: Side & { readonly step: number },
  right: Side & { readonly step: number },
  m: number,
  n: number,
  k: number,
): void {
  const { threads, heap } = backend
  const bytes = (roundUp(n, 8) + 6) * k * floatBytes
  const scratch = heap.allocate(bytes * threads.parts)
  const sides = [a, left.step, left.row, left.column, b, right.step, right.row, right.column]
  threads.run('gemmEach', (count * m * n * k) / 25, ...sides, out, count, m, n, k, scratch.offset, bytes)
  heap.release(scratch)
}

/** Floats from one matrix to the next of the result, or undefined where that is not constant. */
function stepOf(shape: number[], count: number, size: number): number | undefined {
  const own = sizeFromShape(shape.slice(0, -2))
  if (own === count) return size
  return own === 1 ? 0 : undefined
}

/** Which matrix of an operand a matrix of the broadcast result comes from. */
function matrixOf(shape: number[], batch: number[]): (index: number) => number {
  const own = shape.slice(0, -2)
  const strides = batch.map((_, axis) => {
    const ownAxis = axis - batch.length + own.length
    return ownAxis < 0 || own[ownAxis] === 1 ? 0 : sizeFromShape(own.slice(ownAxis + 1))
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
/** Rows of A up to which packing B takes a good part of a product. */
const fewRows = 128
const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple
