import * as tf from '@tensorflow/tfjs'
import { gradientsOfShapes } from './config'
import { mendInputs } from './inputs'

/**
 * Mends tfjs' tape (4.22, engine.ts and tape.ts), on every engine, at no cost to first-order use:
 * a gradient's saved output, and what a custom gradient saved, is differentiated again instead of being taken for a constant; complex
 * tensors have gradients; nothing flows through integers and booleans, so that a taped value may be compared or index; `tf.grads`
 * may be called inside a gradient; a loss that throws leaves no tensors behind. Once a process.
 */
export function mendTape(): void {
  const engine = tf.engine() as unknown as TapeEngine
  if (mended.has(engine)) return
  mended.add(engine)
  const { runKernel } = engine
  engine.clone = (x) => recordedCopy(engine, x)
  engine.addTapeNode = (kernelName, inputs, outputs, gradient, saved, attributes) => {
    engine.state.activeTape!.push({ kernelName, inputs, outputs, gradient, saved, attributes })
    putSavedOutputsAfterTheirKernel(engine.state.activeTape!)
  }
  engine.customGrad =
    (f) =>
    (...inputs) =>
      runCustom(engine, f, inputs)
  engine.runKernel = (kernelName, inputs, attrs) => runKernel.call(engine, kernelName, mendInputs[kernelName]?.(inputs) ?? inputs, attrs)
  engine.gradients = (f, xs, dy, allowNoGradients = false) => gradients(engine, f, xs, dy, allowNoGradients)
}
const mended = new WeakSet<TapeEngine>()
/** Asked of the package each time, they are calls. */
const { add, getGradient, Tensor } = tf
const { arraysEqual, assert } = tf.util
const isTensor = (value: unknown): boolean => value instanceof Tensor

type Gradients = Record<string, () => tf.Tensor>
type CustomGradient = (...inputs: unknown[]) => { value: tf.Tensor; gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor | tf.Tensor[] }
interface TapeNode {
  readonly kernelName: string
  /** Undefined where an op left one out. */
  readonly inputs: Record<string, tf.Tensor | undefined>
  readonly outputs: tf.Tensor[]
  readonly saved: tf.Tensor[]
  /** Of a kernel that has no registered gradient, such as the forward pass of a custom one. */
  readonly gradient: GradientFunction | null
  readonly attributes: tf.NamedAttrMap
}
type GradientFunction = (dys: tf.Tensor | tf.Tensor[], saved: tf.Tensor[], attributes: tf.NamedAttrMap) => Gradients
/** What tfjs' types hide of its engine. */
interface TapeEngine {
  readonly state: {
    activeTape: TapeNode[] | null
    readonly gradientDepth: number
    kernelDepth: number
    readonly tensorInfo: WeakMap<object, { readonly backend: tf.KernelBackend }>
  }
  makeTensorFromDataId(dataId: object, shape: number[], dtype: tf.DataType, backend: tf.KernelBackend): tf.Tensor
  clone(x: tf.Tensor): tf.Tensor
  startTape(): void
  endTape(): void
  tidy<T>(name: string, f: () => T): T
  addTapeNode(
    kernelName: string,
    inputs: TapeNode['inputs'],
    outputs: tf.Tensor[],
    gradient: GradientFunction | null,
    saved: tf.Tensor[],
    attributes: tf.NamedAttrMap,
  ): void
  customGrad(f: CustomGradient): (...inputs: tf.Tensor[]) => tf.Tensor
  runKernelFunc(call: {
    forwardFunc(backend: unknown, save: tf.GradSaveFunc): tf.Tensor
    backwardsFunc: GradientFunction
    inputs: Record<string, tf.Tensor>
  }): tf.Tensor
  runKernel(kernelName: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap): unknown
  gradients(f: () => tf.Tensor, xs: tf.Tensor[], dy?: tf.Tensor | null, allowNoGradients?: boolean): { value: tf.Tensor; grads: (tf.Tensor | undefined)[] }
}

/** The copy that is saved, made within a kernel and so not recorded as what it is. tfjs records it twice outside of one, and drops imaginary parts. */
function recordedCopy(engine: TapeEngine, x: tf.Tensor): tf.Tensor {
  const { kernelDepth, gradientDepth } = engine.state
  if ((gradientDepth === 0 || (kernelDepth > 0 && gradientDepth === 1)) && x.dtype !== 'complex64') return sharedCopy(engine, x)
  const y = engine.runKernel(tf.Identity, { x }) as tf.Tensor
  if (engine.state.kernelDepth > 0 && engine.state.gradientDepth > 0)
    engine.addTapeNode('', { x }, [y], (dy) => ({ x: () => (dy as tf.Tensor).clone() }), [], {})
  return y
}

/** What nobody differentiates, such as what is saved for a first gradient: most tensors that tfjs makes, so without the way through a kernel. */
function sharedCopy(engine: TapeEngine, x: tf.Tensor): tf.Tensor {
  const { backend } = engine.state.tensorInfo.get(x.dataId)!
  backend.incRef(x.dataId)
  return engine.makeTensorFromDataId(x.dataId, x.shape, x.dtype, backend)
}

/** tfjs records the copies of a kernel's saved outputs before the kernel itself; its one pass over the tape then misses that they depend on it. */
function putSavedOutputsAfterTheirKernel(tape: TapeNode[]): void {
  const kernel = tape[tape.length - 1]!
  if (kernel.saved.length === 0) return
  let first = tape.length - 1
  while (first > 0 && isCopyOf(tape[first - 1]!, kernel.outputs)) first--
  if (first === tape.length - 1) return
  tape.pop()
  tape.splice(first, 0, kernel)
}

function isCopyOf(node: TapeNode, outputs: readonly tf.Tensor[]): boolean {
  return node.saved.length === 0 && node.inputs['x'] !== undefined && outputs.includes(node.inputs['x'])
}

/** As tfjs does, but without assigning closures to properties: they live long (shared/dispatch.ts). */
function runCustom(engine: TapeEngine, f: CustomGradient, inputs: tf.Tensor[]): tf.Tensor {
  assert(inputs.every(isTensor), () => 'The args passed in customGrad(f)(x1, x2,...) must all be tensors')
  let result: ReturnType<CustomGradient>
  const forwardFunc = (_backend: unknown, save: tf.GradSaveFunc): tf.Tensor => {
    result = isTapedTwice(engine) ? onTape(engine, f, [...inputs, save]) : f(...inputs, save)
    assert(isTensor(result.value), () => 'The function f passed in customGrad(f) must return an object where `obj.value` is a tensor')
    assert(typeof result.gradFunc === 'function', () => 'The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function.')
    return result.value
  }
  const backwardsFunc: GradientFunction = (dy, saved) => {
    const gradients = [result.gradFunc(dy as tf.Tensor, saved)].flat()
    assert(
      gradients.length === inputs.length && gradients.every(isTensor),
      () => 'The `obj.gradFunc` of what customGrad(f) is given must return as many tensors as f takes.',
    )
    return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]))
  }
  return engine.runKernelFunc({ forwardFunc, backwardsFunc, inputs: Object.fromEntries(inputs.entries()) })
}

/** Whether a custom gradient's forward pass, a kernel itself, is on the tape of two gradients or more. */
function isTapedTwice({ state }: TapeEngine): boolean {
  return state.gradientDepth > 1 && state.kernelDepth === 1
}

/** Records what is done inside a custom gradient, so that what it saves is known to depend on its inputs; its value leads there only through its own gradient. */
function onTape(engine: TapeEngine, f: CustomGradient, inputs: unknown[]): ReturnType<CustomGradient> {
  const depth = engine.state.kernelDepth
  engine.state.kernelDepth = 0
  let result: ReturnType<CustomGradient>
  try {
    result = f(...inputs)
  } finally {
    engine.state.kernelDepth = depth
  }
  return { ...result, value: engine.runKernel(tf.Identity, { x: result.value }) as tf.Tensor }
}

function gradients(
  engine: TapeEngine,
  f: () => tf.Tensor,
  xs: tf.Tensor[],
  dy: tf.Tensor | null | undefined,
  allowNoGradients: boolean,
): ReturnType<TapeEngine['gradients']> {
  tf.util.assert(xs.length > 0, () => 'gradients() received an empty list of xs.')
  if (dy && !isContinuous(dy)) throw new Error(`dy must have 'float32' dtype, but has '${dy.dtype}'`)
  const { state } = engine
  const isOutermost = state.gradientDepth === 0
  const interrupted = state.activeTape // of a backward pass that calls tf.grads
  try {
    const y = record(engine, f)
    tf.util.assert(y instanceof tf.Tensor, () => 'The result y returned by f() must be a tensor.')
    const nodes = between(state.activeTape!, xs, y)
    if (!allowNoGradients && nodes.length === 0) {
      throw new Error('Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all operations that lead from x to y.')
    }
    return engine.tidy('backward', () => {
      const found = new Map([[y.id, likeIn(dy ?? tf.ones(y.shape), y)]])
      for (const path of nodes.reverse()) propagate(engine, path, found)
      return { value: y, grads: xs.map(({ id }) => found.get(id)) }
    })
  } finally {
    if (isOutermost) {
      for (const node of state.activeTape ?? []) tf.dispose(node.saved)
      state.activeTape = interrupted
    }
  }
}

function record(engine: TapeEngine, f: () => tf.Tensor): tf.Tensor {
  engine.startTape()
  try {
    return engine.tidy('forward', f)
  } finally {
    engine.endTape()
  }
}

/** A node on a way from xs to y, with those of its inputs that depend on xs. */
interface Path {
  readonly node: TapeNode
  readonly pruned: readonly [name: string, input: tf.Tensor][]
}

/** In order. */
function between(tape: readonly TapeNode[], xs: readonly tf.Tensor[], y: tf.Tensor): Path[] {
  const fromXs = new Set(xs.map(({ id }) => id))
  const reached: Path[] = []
  for (const node of tape) {
    const pruned: [string, tf.Tensor][] = []
    for (const name of Object.keys(node.inputs)) {
      const input = node.inputs[name]
      if (input && fromXs.has(input.id)) pruned.push([name, input])
    }
    if (pruned.length === 0 || !node.outputs.some(isContinuous)) continue
    for (const output of node.outputs) if (isContinuous(output)) fromXs.add(output.id)
    reached.push({ node, pruned })
  }
  const toY = new Set([y.id])
  const kept: Path[] = []
  for (const path of reached.reverse()) {
    if (!path.node.outputs.some(({ id }) => toY.has(id))) continue
    for (const [, { id }] of path.pruned) toY.add(id)
    kept.push(path)
  }
  return kept.reverse()
}

function isContinuous({ dtype }: tf.Tensor): boolean {
  return dtype === 'float32' || dtype === 'complex64'
}

function propagate(engine: TapeEngine, { node, pruned }: Path, found: Map<number, tf.Tensor>): void {
  const dys = node.outputs.map(({ id }) => found.get(id) ?? null)
  const inputGradients = gradientsOf(node, dys)
  for (const [name, input] of pruned) {
    const gradient = inputGradients[name]
    if (!gradient) {
      throw new Error(`Cannot backprop through input ${name} of ${node.kernelName}. Available gradients found: ${Object.keys(inputGradients).join(', ')}.`)
    }
    const dx = engine.tidy('gradient', () => likeIn(gradient(), input))
    if (!isContinuous(dx))
      throw new Error(`Error in gradient for op ${node.kernelName}. The gradient of input ${name} must have 'float32' dtype, but has '${dx.dtype}'`)
    if (!arraysEqual(dx.shape, input.shape)) {
      throw new Error(
        `Error in gradient for op ${node.kernelName}. The gradient of input '${name}' has shape '${dx.shape.join()}', which does not match the shape of the input '${input.shape.join()}'`,
      )
    }
    const sum = found.get(input.id)
    found.set(input.id, sum ? add(sum, dx) : dys.includes(dx) ? engine.clone(dx) : dx)
    sum?.dispose()
  }
}

/** The real gradient of a complex tensor has no imaginary part; that of a real tensor, which is complex where it was cast, is the real part. */
function likeIn(gradient: tf.Tensor, input: tf.Tensor): tf.Tensor {
  const isComplex = gradient.dtype === 'complex64'
  if (isComplex === (input.dtype === 'complex64')) return gradient
  return isComplex ? tf.real(gradient) : gradient.dtype === 'float32' ? tf.complex(gradient, tf.zerosLike(gradient)) : gradient
}

/** tfjs' gradients of ops that only move values or add them up call kernels that refuse complex tensors: they take the two parts in turn. */
function gradientsOf(node: TapeNode, dys: (tf.Tensor | null)[]): Gradients {
  if (node.outputs[0]!.dtype !== 'complex64' || !moving.has(node.kernelName)) return gradientsAt(node, dys)
  const part = (of: (dy: tf.Tensor) => tf.Tensor): Gradients =>
    gradientsAt(
      node,
      dys.map((dy, i) => (dy ? of(dy) : tf.zeros(node.outputs[i]!.shape))),
    )
  const real = part(tf.real)
  const imaginary = part(tf.imag)
  return Object.fromEntries(Object.keys(real).map((name) => [name, () => tf.complex(real[name]!(), imaginary[name]!())]))
}

/** @param dys null for an output that leads nowhere, which counts as zeros */
function gradientsAt({ kernelName, inputs, outputs, gradient, saved, attributes }: TapeNode, dys: (tf.Tensor | null)[]): Gradients {
  const all = dys.map((dy, i) => dy ?? tf.zeros(outputs[i]!.shape, outputs[i]!.dtype))
  const ofShapes = gradientsOfShapes.get(kernelName)
  if (ofShapes) return ofShapes(all[0]!, inputs, attributes)
  const compute = (getGradient(kernelName) as { gradFunc: GradientFunction } | undefined)?.gradFunc ?? gradient
  if (!compute) throw new Error(`Cannot compute gradient: gradient function not found for ${kernelName}.`)
  return compute(all.length > 1 ? all : all[0]!, saved, attributes)
}

const moving = new Set<string>([
  tf.Add,
  tf.BroadcastTo,
  tf.Concat,
  tf.GatherNd,
  tf.GatherV2,
  tf.Mean,
  tf.Pack,
  tf.PadV2,
  tf.Reverse,
  tf.ScatterNd,
  tf.Slice,
  tf.SplitV,
  tf.StridedSlice,
  tf.Sub,
  tf.Sum,
  tf.Tile,
  tf.Transpose,
  tf.Unpack,
])
