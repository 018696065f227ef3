import * as tf from '@tensorflow/tfjs'
import { areFloats, asItIs, sizeOf, type Recipe, type WasmBackend } from '../kernel'

/** Makes a product or a convolution; then adds a bias unless its address is 0, and rectifies where asked to. All by addresses. */
type Make = (out: number, bias: number, isRectified: boolean) => void

/**
 * A matrix product or a convolution, and perhaps a bias. Within a gradient's forward pass it is only promised, since a bias and a rectifier often follow, of
 * which the gradients need neither what comes in between: then one kernel makes the last, and what was promised goes unmade when the pass ends.
 */
class Linear implements Recipe {
  readonly inputs: readonly tf.TensorInfo[]
  private isRectified = false

  constructor(
    private readonly backend: WasmBackend,
    private readonly factors: readonly [input: tf.TensorInfo, weights: tf.TensorInfo],
    readonly channels: number,
    private readonly make: Make,
    readonly bias?: tf.TensorInfo,
  ) {
    this.inputs = bias ? [...factors, bias] : factors
  }

  write(address: number): void {
    if (this.isRectified) madeTwice.add(this.weights.dataId)
    this.make(address, this.addressOfBias(), false)
  }

  withBias(bias: tf.TensorInfo): Linear {
    return new Linear(this.backend, this.factors, this.channels, this.make, asItIs(bias))
  }

  /** @returns whether it has: not where the last time somebody looked at what came before, which was then made once more */
  rectify(address: number): boolean {
    if (madeTwice.has(this.weights.dataId)) return false
    this.isRectified = true
    this.make(address, this.addressOfBias(), true)
    return true
  }

  private get weights(): tf.TensorInfo {
    return this.factors[1]
  }

  private addressOfBias(): number {
    return this.bias ? this.backend.addressOf(this.bias) : 0
  }
}
const madeTwice = new WeakSet<object>()

/** A product made by `make`, at once or promised. */
export function linear(backend: WasmBackend, shape: number[], input: tf.TensorInfo, weights: tf.TensorInfo, make: Make): tf.TensorInfo {
  if (tf.engine().state.gradientDepth > 0) {
    return backend.promise(shape, 'float32', new Linear(backend, [asItIs(input), asItIs(weights)], shape.at(-1)!, make))
  }
  const out = backend.allocate(shape, 'float32')
  make(backend.addressOf(out), 0, false)
  return out
}

/** The sum of a promised product and a bias, promised as well; undefined for any other sum. */
export function withBias(backend: WasmBackend, a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo | undefined {
  const add = (x: tf.TensorInfo, bias: tf.TensorInfo): tf.TensorInfo | undefined => {
    const product = backend.recipeOf(x)
    if (!(product instanceof Linear) || product.bias || !isBias(bias, x, product.channels)) return undefined
    return backend.promise(x.shape, 'float32', product.withBias(bias))
  }
  return add(a, b) ?? add(b, a)
}

/** The rectified values of a promised product; undefined for any other tensor. */
export function rectified(backend: WasmBackend, x: tf.TensorInfo): tf.TensorInfo | undefined {
  const product = backend.recipeOf(x)
  if (!(product instanceof Linear)) return undefined
  const out = backend.allocate(x.shape, 'float32')
  if (product.rectify(backend.addressOf(out))) return out
  backend.disposeData(out.dataId)
  return undefined
}

function isBias(bias: tf.TensorInfo, x: tf.TensorInfo, channels: number): boolean {
  return areFloats(bias) && sizeOf(bias) === channels && bias.shape.at(-1) === channels && x.shape.at(-1) === channels && bias.shape.length <= x.shape.length
}
