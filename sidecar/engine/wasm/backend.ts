import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import type { Block, Heap } from './heap'
import type { Threads } from './threads'

/**
 * tfjs' cpu backend with all numbers in one shared WebAssembly memory: each of its kernels runs here as it is, on views of that memory, and those that
 * matter for speed are replaced by WebAssembly that all threads work on (docs/decisions/0006).
 */
export class WasmBackend extends MathBackendCPU {
  constructor(
    readonly heap: Heap,
    readonly threads: Threads,
  ) {
    super()
    Object.assign(this, { firstUse: false, data: new Storage(this, tf.engine()) }) // firstUse: else the first tensor prints an advertisement for tfjs-node
  }

  /** A tensor without values yet: it holds whatever was there before. */
  allocate(shape: number[], dtype: NumericType): tf.TensorInfo {
    return { dataId: this.store(new Stored(this.heap, dtype, sizeOf(shape))), shape, dtype }
  }

  /** Copies what it is given, as numbers of `dtype`: a kernel of the cpu backend may hand over the values of its input. */
  override write(values: tf.backend_util.BackendValues | undefined, shape: number[], dtype: tf.DataType): object {
    if (dtype === 'string' || dtype === 'complex64') return super.write(values as tf.backend_util.BackendValues, shape, dtype)
    const stored = new Stored(this.heap, dtype as NumericType, sizeOf(shape))
    if (values) stored.values.set(values as ArrayLike<number>)
    return this.store(stored)
  }

  override move(dataId: object, values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType, refCount: number): void {
    if (dtype === 'string' || dtype === 'complex64') return super.move(dataId, values, shape, dtype, refCount)
    const stored = new Stored(this.heap, dtype as NumericType, sizeOf(shape))
    stored.values.set(values as ArrayLike<number>)
    stored.refCount = refCount
    this.data.set(dataId, stored)
  }

  /** A copy: the memory may belong to another tensor soon. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const data = this.data.get(dataId)
    return data instanceof Stored ? data.values.slice() : super.readSync(dataId)
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true
    const data = this.data.get(dataId)
    if (!(data instanceof Stored)) return super.disposeData(dataId, force)
    data.refCount--
    if (!force && data.refCount > 0) return false
    this.data.delete(dataId)
    this.heap.release(data.block)
    return true
  }

  override memory(): { unreliable: boolean; reasons: string[]; numBytesInHeap: number } {
    return { unreliable: false, reasons: [], numBytesInHeap: this.heap.bytesInUse }
  }

  /** Where the numbers of a tensor lie, in bytes. */
  addressOf({ dataId }: tf.TensorInfo): number {
    return (this.data.get(dataId) as Stored).block.offset
  }

  private store(stored: Stored): object {
    this.data.set(stored, stored)
    return stored
  }
}

export type NumericType = 'float32' | 'int32' | 'bool'

/** The numbers of a tensor, in the shape that the cpu backend's kernels expect. It is its own data id, so that nothing needs to be looked up. */
class Stored {
  readonly block: Block
  refCount = 1
  isKept = false
  private view: Float32Array | Int32Array | Uint8Array | undefined

  constructor(
    private readonly heap: Heap,
    readonly dtype: NumericType,
    private readonly length: number,
  ) {
    this.block = heap.allocate(length * (dtype === 'bool' ? 1 : 4))
  }

  /** Made when somebody looks: a kernel of ours needs the address only. */
  get values(): Float32Array | Int32Array | Uint8Array {
    return (this.view ??= new arrayOf[this.dtype](this.heap.memory.buffer, this.block.offset, this.length))
  }
}

type Data = ReturnType<tf.DataStorage<Stored>['get']>

/** tfjs' DataStorage looks twice into a WeakMap for each tensor of each kernel; ours only for tensors that came from another backend, and for strings. */
class Storage extends tf.DataStorage<Data> {
  private kept = 0

  override get(dataId: object): Data {
    return dataId instanceof Stored && dataId.isKept ? dataId : super.get(dataId)
  }
  override set(dataId: object, value: Data): void {
    if (dataId !== value) return super.set(dataId, value)
    value.isKept = true
    this.kept++
  }
  override has(dataId: object): boolean {
    return (dataId instanceof Stored && dataId.isKept) || super.has(dataId)
  }
  override delete(dataId: object): boolean {
    if (!(dataId instanceof Stored && dataId.isKept)) return super.delete(dataId)
    dataId.isKept = false
    this.kept--
    return true
  }
  override numDataIds(): number {
    return this.kept + super.numDataIds()
  }
}

const arrayOf = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const
const sizeOf = tf.util.sizeFromShape
