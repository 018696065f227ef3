import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs'
import type { Block, Heap } from './heap'
import type { Threads } from './threads'

/**
 * tfjs' cpu backend with all numbers in one shared WebAssembly memory: each of its kernels runs here as it is, on views of that memory, and those that
 * matter for speed are replaced by WebAssembly that all threads work on (docs/decisions/0010).
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

  /** A tensor whose numbers are made only when somebody looks at them. It holds on to what its recipe takes until then. */
  promise(shape: number[], dtype: NumericType, recipe: Recipe): tf.TensorInfo {
    for (const { dataId } of recipe.inputs) this.incRef(dataId)
    return { dataId: this.store(new Stored(this.heap, dtype, sizeOf(shape), new Promised(recipe, this))), shape, dtype }
  }

  /** How a tensor's numbers are going to be made, as long as nobody has looked at them. */
  recipeOf({ dataId }: tf.TensorInfo): Recipe | undefined {
    const data = this.data.get(dataId)
    return data instanceof Stored ? data.recipe : undefined
  }

  /**
   * Where something lies that follows from a tensor's numbers, such as another order of them. It is made when it is asked for a second time and kept as long as
   * the numbers last, so that what is used once costs nothing.
   * @returns its address, or undefined at the first time
   */
  derived(tensor: tf.TensorInfo, key: string, bytes: number, write: (address: number) => void): number | undefined {
    return (this.data.get(tensor.dataId) as Stored).derived(key, bytes, write)
  }

  /** To be said by a kernel that has written over a tensor. */
  changed({ dataId }: tf.TensorInfo): void {
    ;(this.data.get(dataId) as Stored).forget()
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

  /** The cpu backend's own is compiled to ES5 (shared/dispatch.ts says what is wrong with that). */
  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId)
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true
    const data = this.data.get(dataId)
    if (!(data instanceof Stored)) return super.disposeData(dataId, force)
    data.refCount--
    if (!force && data.refCount > 0) return false
    this.data.delete(dataId)
    data.free()
    return true
  }

  /** Gives up a reference that a kernel has taken with `incRef`: tfjs does not know of it, but counts the data. */
  letGo({ dataId }: tf.TensorInfo): void {
    if (this.disposeData(dataId)) tf.engine().removeDataId(dataId, this)
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

/** How the numbers of a tensor are made. A kernel that is given the tensor may take the inputs instead and do both at once. */
export interface Recipe {
  /** As they are now (`asItIs`), not variables, whose data changes. */
  readonly inputs: readonly tf.TensorInfo[]
  /** Makes the numbers and puts them there. */
  write(address: number): void
}

/** The numbers of a tensor, in the shape that the cpu backend's kernels expect. It is its own data id, so that nothing needs to be looked up. */
class Stored {
  refCount = 1
  isKept = false
  private place: Block | undefined
  private view: Float32Array | Int32Array | Uint8Array | undefined
  /** Blocks by key; undefined where something was asked for once. */
  private derivatives: Map<string, Block | undefined> | undefined

  constructor(
    private readonly heap: Heap,
    readonly dtype: NumericType,
    private readonly length: number,
    private promised?: Promised,
  ) {
    if (!promised) this.place = this.allocate()
  }

  get recipe(): Recipe | undefined {
    return this.promised?.recipe
  }

  get block(): Block {
    if (!this.place) {
      this.place = this.allocate()
      this.promised!.recipe.write(this.place.offset)
      this.promised!.end()
      this.promised = undefined
    }
    return this.place
  }

  /** Made when somebody looks: a kernel of ours needs the address only. */
  get values(): Float32Array | Int32Array | Uint8Array {
    if (this.view) return this.view
    const { offset } = this.block // first: what was promised is made now, and the memory may grow beyond the buffer it had
    return (this.view = new arrayOf[this.dtype](this.heap.memory.buffer, offset, this.length))
  }

  derived(key: string, bytes: number, write: (address: number) => void): number | undefined {
    const kept = (this.derivatives ??= new Map<string, Block | undefined>())
    const found = kept.get(key)
    if (found) return found.offset
    if (!kept.has(key)) {
      kept.set(key, undefined)
      return undefined
    }
    const block = this.heap.allocate(bytes)
    write(block.offset)
    kept.set(key, block)
    return block.offset
  }

  /** What was derived from the numbers. */
  forget(): void {
    for (const block of this.derivatives?.values() ?? []) if (block) this.heap.release(block)
    this.derivatives = undefined
  }

  free(): void {
    this.forget()
    if (this.place) this.heap.release(this.place)
    this.promised?.end()
    this.promised = undefined
  }

  private allocate(): Block {
    return this.heap.allocate(this.length * (this.dtype === 'bool' ? 1 : 4))
  }
}

/** A recipe that nobody has followed yet. */
class Promised {
  constructor(
    readonly recipe: Recipe,
    private readonly backend: WasmBackend,
  ) {}

  end(): void {
    for (const input of this.recipe.inputs) this.backend.letGo(input)
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
