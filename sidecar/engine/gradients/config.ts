import * as tf from '@tensorflow/tfjs'

type Gradients = Record<string, () => tf.Tensor>
interface Saves {
  readonly inputs?: string[]
  /** For each output, whether it is saved; they follow the inputs. */
  readonly outputs?: boolean[]
}

/** A gradient of a kernel with one output: from dy, what was saved and the attributes to the gradient of each input by name. */
export function gradientOf<Attributes = object>(
  kernelName: string,
  { inputs = [], outputs = [] }: Saves,
  gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[], attributes: Attributes) => Gradients,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: inputs,
    outputsToSave: outputs,
    gradFunc: (dy, saved, attributes) => gradient(dy as tf.Tensor, saved, attributes as unknown as Attributes),
  }
}

/** A gradient of a kernel with several outputs: one dy each. */
export function gradientOfMany<Attributes = object>(
  kernelName: string,
  { inputs = [], outputs = [] }: Saves,
  gradient: (dys: readonly tf.Tensor[], saved: readonly tf.Tensor[], attributes: Attributes) => Gradients,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: inputs,
    outputsToSave: outputs,
    gradFunc: (dys, saved, attributes) => gradient(dys as tf.Tensor[], saved, attributes as unknown as Attributes),
  }
}

/** What a gradient may know of its node's inputs when nothing is kept for it. */
export type Shapes = Readonly<Record<string, Pick<tf.Tensor, 'shape'> | undefined>>
type GradientOfShapes = (dy: tf.Tensor, inputs: Shapes, attributes: tf.NamedAttrMap) => Gradients

/**
 * A gradient of a kernel with one output that needs no numbers, so that none are kept for it: tfjs keeps the inputs of a sum until the gradient knows their
 * shapes. Needs the mended tape, which calls it with the inputs of its node.
 */
export function gradientOfShapes(kernelName: string, gradient: GradientOfShapes): tf.GradConfig {
  gradientsOfShapes.set(kernelName, gradient)
  return {
    kernelName,
    gradFunc: () => {
      throw new Error(`the gradient of ${kernelName} needs the mended tape`)
    },
  }
}
export const gradientsOfShapes = new Map<string, GradientOfShapes>()

/** Runs a kernel that tfjs exports no op for; it is on the tape like any op. */
export function run(kernelName: string, inputs: Record<string, tf.Tensor>, attributes: object = {}): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes as tf.NamedAttrMap)
}

/** The gradients of a composition of ops; zero for an input that it does not depend on. Inside a gradient: needs the mended tape. */
export function pullBack(compose: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], dy: tf.Tensor): tf.Tensor[] {
  const { grads } = tf.engine().gradients(() => compose(...inputs), inputs, dy, true)
  return inputs.map((input, i) => (grads as (tf.Tensor | undefined)[])[i] ?? tf.zeros(input.shape))
}

/** Asked of the package each time, it is a call. */
const { arraysEqual } = tf.util

/** Sums a gradient over the axes along which an operand of this shape was broadcast. */
export function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  if (arraysEqual(shape, gradient.shape)) return gradient
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape)
  return (axes.length > 0 ? tf.sum(gradient, axes) : gradient).reshape(shape)
}
