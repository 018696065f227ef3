import * as tf from '@tensorflow/tfjs'
import { release, transpose, viewAs, wasmKernel, type BackendWasm } from '../kernel'

interface Inputs {
  a: tf.TensorInfo
  b: tf.TensorInfo
}

/**
 * [..., M, K] · [..., K, N] → [..., M, N], either side transposed on request. tfjs' kernel reaches XNNPACK only for one matrix
 * without transposes; the rest runs a scalar loop that is 3 to 12 times slower. So transposes are made explicit and batches are
 * walked matrix by matrix.
 */
export function batchMatMul(original: tf.KernelConfig): tf.KernelConfig {
  return wasmKernel<Inputs, tf.BatchMatMulAttrs>(tf.BatchMatMul, ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }) => {
    const plain = (left: tf.TensorInfo, right: tf.TensorInfo, flags: { transposeA: boolean; transposeB: boolean }): tf.TensorInfo =>
      original.kernelFunc({ inputs: { a: left, b: right }, attrs: flags, backend }) as tf.TensorInfo
    const batch = batchOf(a)
    const workOfOne = rowsOf(a) * columnsOf(a) * (transposeB ? rowsOf(b) : columnsOf(b))
    const isPlain = batch === 1 && batchOf(b) === 1 && !transposeA && !transposeB
    // The original also reports what does not fit (types, shapes), and knows how to broadcast.
    const isOdd = a.dtype !== 'float32' || b.dtype !== 'float32' || workOfOne === 0 || innerOf(a, transposeA) !== innerOf(b, !transposeB)
    if (isPlain || isOdd || !sameBatch(a, b) || (batch > 1 && workOfOne < workWorthACall)) return plain(a, b, { transposeA, transposeB })

    const left = transposeA ? transposeMatrices(backend, a) : a
    const right = transposeB ? transposeMatrices(backend, b) : b
    const out = batch === 1 ? plain(left, right, { transposeA: false, transposeB: false }) : multiplyEach(backend, left, right)
    if (left !== a) release(backend, left)
    if (right !== b) release(backend, right)
    return out
  })
}

/** Below this many multiplications a matrix, the call and XNNPACK's packing cost more than the scalar loop (measured: 16³ is even). */
const workWorthACall = 6000

/** Ids of the matrices of a batch while XNNPACK looks at them: far above those that the backend counts up from 1. */
const leftId = 0x40000000
const rightId = leftId + 1
const outId = leftId + 2

/** [B, M, K] · [B, K, N], one XNNPACK call a matrix, each matrix registered as a tensor for the time of the call. */
function multiplyEach(backend: BackendWasm, left: tf.TensorInfo, right: tf.TensorInfo): tf.TensorInfo {
  const [m, k, n] = [rowsOf(left), columnsOf(left), columnsOf(right)]
  const out = backend.makeOutput([...left.shape.slice(0, -2), m, n], 'float32')
  const [leftAt, rightAt, outAt] = [left, right, out].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [number, number, number]
  const { registerTensor, disposeData } = backend.wasm.tfjs
  const multiply = multiplierOf(backend)
  const leftShape = new Uint8Array(Int32Array.of(1, m, k).buffer)
  const rightShape = new Uint8Array(Int32Array.of(1, k, n).buffer)
  for (let i = 0; i < batchOf(left); i++) {
    registerTensor(leftId, m * k, leftAt + i * m * k * Float32Array.BYTES_PER_ELEMENT)
    registerTensor(rightId, k * n, rightAt + i * k * n * Float32Array.BYTES_PER_ELEMENT)
    registerTensor(outId, m * n, outAt + i * m * n * Float32Array.BYTES_PER_ELEMENT)
    multiply(leftId, leftShape, 3, rightId, rightShape, 3, 0, 0, outId)
    disposeData(leftId)
    disposeData(rightId) // also drops the operator that XNNPACK packed for it
    disposeData(outId)
  }
  return out
}

/** What tfjs' types leave out of the module. */
interface Emscripten {
  cwrap(name: string, returns: null, types: string[]): Multiply
}
type Multiply = (
  aId: number,
  aShape: Uint8Array,
  aRank: number,
  bId: number,
  bShape: Uint8Array,
  bRank: number,
  transposeA: number,
  transposeB: number,
  outId: number,
) => void

function multiplierOf(backend: BackendWasm): Multiply {
  let multiply = multipliers.get(backend)
  if (!multiply) {
    const types = ['number', 'array', 'number', 'number', 'array', 'number', 'number', 'number', 'number']
    multipliers.set(backend, (multiply = (backend.wasm as unknown as Emscripten).cwrap(tf.BatchMatMul, null, types)))
  }
  return multiply
}
const multipliers = new WeakMap<BackendWasm, Multiply>()

function transposeMatrices(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = [rowsOf(x), columnsOf(x)]
  const out = transpose(backend, viewAs(x, [batchOf(x), rows, columns]), [0, 2, 1])
  return { ...out, shape: [...x.shape.slice(0, -2), columns, rows] }
}

const rowsOf = (x: tf.TensorInfo): number => x.shape.at(-2)!
const columnsOf = (x: tf.TensorInfo): number => x.shape.at(-1)!
const innerOf = (x: tf.TensorInfo, isRow: boolean): number => (isRow ? rowsOf(x) : columnsOf(x))
const batchOf = (x: tf.TensorInfo): number => tf.util.sizeFromShape(x.shape.slice(0, -2))
const sameBatch = (a: tf.TensorInfo, b: tf.TensorInfo): boolean => tf.util.arraysEqual(a.shape.slice(0, -2), b.shape.slice(0, -2))
