import * as tf from '@tensorflow/tfjs'
import { pathOf } from '../../sdk/params'
import { attachKernelTrace, type KernelTrace } from '../load/kernelTrace'
import { multiplyAddsOf } from './multiplyAdds'

/**
 * Stands between tfjs and its kernels. It always says, on an error, which kernel failed on what; and, while it is asked to, it looks
 * for the first result that is not finite, for tensors that outlive a step, or at how much arithmetic there is.
 */
export interface KernelWatch {
  /** From now on, remembers the first kernel that makes a non-finite value of finite ones. Reads every result back: for a replay only. */
  findNonFinite(): { readonly found: () => NonFinite | undefined; stop(): void }
  /** From now on, remembers where each tensor was made. */
  findSurvivors(): { stop(): Survivor[] }
  /** From now on, counts multiply-adds. Reads nothing back. */
  countMultiplyAdds(): { stop(): number }
}
export interface NonFinite {
  readonly trace: KernelTrace
  readonly shape: readonly number[]
  readonly stack: Error
}
export interface Survivor {
  readonly shape: readonly number[]
  readonly stack: Error
}

export function watchKernels(): KernelWatch {
  const engine = tf.engine()
  const runKernel = engine.runKernel.bind(engine)
  let inspect: ((trace: KernelTrace, inputs: tf.Tensor[], outputs: tf.Tensor[]) => void) | undefined
  let counted: number | undefined
  let inKernel = 0

  engine.runKernel = (<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap, attributes?: tf.NamedAttrMap): T => {
    inKernel++
    try {
      const result = runKernel<T>(kernel, inputs, attributes)
      if (inspect && inKernel === 1) {
        const given = tensorsOf(inputs)
        inspect(traceOf(kernel, given), given, Array.isArray(result) ? result : [result])
      }
      if (counted !== undefined && inKernel === 1) {
        const [output] = [result].flat() as tf.Tensor[]
        counted += multiplyAddsOf({ kernel, inputs: shapesOf(inputs), output: output?.shape ?? [], attributes: attributes ?? {} })
      }
      return result
    } catch (error) {
      if (error instanceof Error) attachKernelTrace(error, traceOf(kernel, tensorsOf(inputs)))
      throw error
    } finally {
      inKernel--
    }
  }) as typeof engine.runKernel

  return {
    findNonFinite() {
      let first: NonFinite | undefined
      inspect = (trace, inputs, outputs) => {
        if (first) return
        const bad = outputs.find((output) => !isFinite(output))
        if (bad && inputs.every(isFinite)) first = { trace, shape: bad.shape, stack: new Error(trace.kernel) }
      }
      return { found: () => first, stop: () => void (inspect = undefined) }
    },
    findSurvivors() {
      const made = new Map<tf.Tensor, Error>()
      const trackTensor = engine.trackTensor.bind(engine)
      engine.trackTensor = (tensor, backend) => {
        made.set(tensor, new Error('made here'))
        trackTensor(tensor, backend)
      }
      return {
        stop() {
          engine.trackTensor = trackTensor
          return [...made].filter(([tensor]) => !tensor.isDisposed && !pathOf(tensor)).map(([tensor, stack]) => ({ shape: tensor.shape, stack }))
        },
      }
    },
    countMultiplyAdds() {
      counted = 0
      return {
        stop() {
          const found = counted ?? 0
          counted = undefined
          return found
        },
      }
    },
  }
}

const shapesOf = (inputs: tf.NamedTensorMap): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(inputs).flatMap(([name, input]) => (input instanceof tf.Tensor ? [[name, input.shape] as const] : [])))

const tensorsOf = (inputs: tf.NamedTensorMap): tf.Tensor[] =>
  Object.values(inputs)
    .flat()
    .filter((input) => input instanceof tf.Tensor)

function traceOf(kernel: string, inputs: readonly tf.Tensor[]): KernelTrace {
  return {
    kernel,
    inputs: inputs.map((input) => {
      const name = pathOf(input)
      return { shape: input.shape, ...(name && { name }) }
    }),
  }
}

function isFinite(tensor: tf.Tensor): boolean {
  return tensor.isDisposed || tensor.dtype !== 'float32' || (tensor.dataSync() as Float32Array).every(Number.isFinite)
}
