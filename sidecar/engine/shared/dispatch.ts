import * as tf from '@tensorflow/tfjs'

/**
 * Runs registered kernels with less ado than tfjs' engine.ts (4.22) does: no closures, no memory check meant for its own tests, no bookkeeping for a profile that
 * nobody asked for; and ends the scope that each op is without collecting tensors where one is all that an op gives. A step of a recurrent net is thousands of small kernels. Anything else is left to tfjs. Once a process.
 */
export function quickenDispatch(): void {
  const engine = tf.engine() as unknown as KernelEngine
  if (quickened.has(engine)) return
  quickened.add(engine)
  quickenReads(engine)
  const { runKernelFunc, state } = engine
  engine.endScope = (result) => {
    const scope = state.activeScope!
    const made = result instanceof Tensor ? [result as tf.Tensor] : tensorsIn(result)
    const isMade = made.length > 1 ? new Set(made) : undefined
    for (const tensor of scope.track) if (!tensor.kept && !(isMade ? isMade.has(tensor) : tensor === made[0])) tensor.dispose()
    state.scopeStack.pop()
    state.activeScope = state.scopeStack.at(-1) ?? null
    for (const tensor of made) if (!tensor.kept && tensor.scopeId === scope.id) engine.track(tensor)
  }
  engine.runKernelFunc = (call) => {
    const { kernelName } = call
    const kernel =
      kernelName !== undefined && engine.backendName !== null ? (getKernel(kernelName, engine.backendName) as tf.KernelConfig | undefined) : undefined
    if (!kernel || state.profiling || tf.env().getBool('DEBUG')) return runKernelFunc.call(engine, call)
    const { inputs, attrs } = call
    const isTapeOn = state.gradientDepth > 0 && state.kernelDepth === 0
    let made: tf.TensorInfo | tf.TensorInfo[]
    let outputs: tf.Tensor[]
    let saved: tf.Tensor[] = []
    state.kernelDepth++
    try {
      made = kernel.kernelFunc(attrs ? { inputs, attrs, backend: engine.backend } : { inputs, backend: engine.backend })
      outputs = Array.isArray(made) ? made.map((info) => asTensor(engine, info)) : [asTensor(engine, made)]
      if (isTapeOn) saved = engine.saveTensorsForBackwardMode(engine.getTensorsForGradient(kernelName!, inputs, outputs))
    } finally {
      state.kernelDepth--
    }
    if (isTapeOn) engine.addTapeNode(kernelName!, inputs, outputs, null, saved, attrs)
    return Array.isArray(made) ? outputs : outputs[0]
  }
}

/**
 * tfjs is compiled to ES5, whose stand-in for an async function assigns closures to properties. Such a closure lives until V8's next full
 * collection, as if made in the old generation, and so does all that it refers to: memory grew by a kilobyte a read.
 */
function quickenReads(engine: KernelEngine): void {
  const { data } = Tensor.prototype
  Tensor.prototype.data = async function <D extends tf.DataType>(this: DisposableTensor) {
    if (this.dtype === 'string') return data.call(this) as Promise<tf.DataTypeMap[D]>
    this.throwIfDisposed()
    return (await engine.read(this.dataId)) as tf.DataTypeMap[D]
  }
}
type DisposableTensor = tf.Tensor & { throwIfDisposed(): void }

/** As tfjs' getTensorsInContainer, which enumerates typed arrays value by value, and by a loop over names that V8 compiles again and again. */
function tensorsIn(value: unknown, seen?: Set<unknown>): tf.Tensor[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen?.has(value)) return []
  const known = (seen ?? new Set<unknown>()).add(value)
  if (value instanceof Tensor) return [value as tf.Tensor]
  return Object.values(value).flatMap((item: unknown) => tensorsIn(item, known))
}
const quickened = new WeakSet<KernelEngine>()

/** Asked of the package each time, it is a call. */
const { Tensor, getKernel } = tf

/** What tfjs' types hide of its engine. */
interface KernelEngine {
  readonly backendName: string | null
  readonly backend: tf.KernelBackend
  readonly state: {
    readonly profiling: boolean
    readonly gradientDepth: number
    kernelDepth: number
    activeScope: Scope | null
    readonly scopeStack: Scope[]
  }
  endScope(result: unknown): void
  track(tensor: tf.Tensor): void
  read(dataId: object): Promise<tf.backend_util.BackendValues>
  runKernelFunc(call: { kernelName?: string; inputs: tf.NamedTensorMap; attrs?: tf.NamedAttrMap }): unknown
  makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor
  getTensorsForGradient(kernelName: string, inputs: tf.NamedTensorMap, outputs: tf.Tensor[]): tf.Tensor[] | null
  saveTensorsForBackwardMode(tensors: tf.Tensor[] | null): tf.Tensor[]
  addTapeNode(kernelName: string, inputs: tf.NamedTensorMap, outputs: tf.Tensor[], gradient: null, saved: tf.Tensor[], attrs: tf.NamedAttrMap | undefined): void
}

interface Scope {
  readonly id: number
  readonly track: tf.Tensor[]
}

/** A kernel may give back a tensor that it was given. */
function asTensor(engine: KernelEngine, info: tf.TensorInfo): tf.Tensor {
  return info instanceof Tensor ? (info as tf.Tensor) : engine.makeTensorFromTensorInfo(info)
}
