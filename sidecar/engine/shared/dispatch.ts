import * as tf from '@tensorflow/tfjs'

/**
 * Runs registered kernels with less ado than tfjs' engine.ts (4.22) does: no closures, no memory check meant for its own tests, no bookkeeping for a profile that
 * nobody asked for; and ends the scope that each op is without collecting tensors where one is all that an op gives. A step of a recurrent net is thousands of small kernels. Anything else is left to tfjs. Once a process.
 */
export function quickenDispatch(): void {
  const engine = tf.engine() as unknown as KernelEngine
  if (quickened.has(engine)) return
  quickened.add(engine)
  const { runKernelFunc, endScope, state } = engine
  engine.endScope = (result) => {
    if (!(result instanceof Tensor)) return endScope.call(engine, result)
    const [made, scope] = [result as tf.Tensor, state.activeScope!]
    for (const tensor of scope.track) if (tensor !== made && !tensor.kept) tensor.dispose()
    state.scopeStack.pop()
    state.activeScope = state.scopeStack.at(-1) ?? null
    if (!made.kept && made.scopeId === scope.id) engine.track(made)
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
