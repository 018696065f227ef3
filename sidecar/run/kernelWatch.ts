import * as tf from '@tensorflow/tfjs'
import { pathOf } from '../../sdk/params'
import { attachKernelTrace, type KernelTrace } from '../load/kernelTrace'
import { multiplyAddsOf } from './multiplyAdds'

/**
 * Stands between tfjs and its kernels. It always says, on an error, which kernel failed on what; and, while it is asked to, it looks
 * for the first result that is not finite, for tensors that outlive a step, or at how much arithmetic there is.
 */
export interface KernelWatch {
  /**
   * From now on, asks of every kernel whether it makes a non-finite value of finite ones. Each asks costs more than the kernel: for a replay
   * only. The engine answers in `first`, to be awaited after each step.
   */
  findNonFinite(): { first(): Promise<NonFinite | undefined>; stop(): void }
  /** From now on, remembers where each tensor was made. */
  findSurvivors(): { stop(): Survivor[] }
  /** From now on, counts multiply-adds of this process. Reads nothing back. */
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
  let inspect: ((kernel: string, inputs: tf.Tensor[]) => (outputs: tf.Tensor[]) => void) | undefined
  let counted: number | undefined
  let inKernel = 0

  engine.runKernel = (<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap, attributes?: tf.NamedAttrMap): T => {
    inKernel++
    try {
      // Asked before the kernel runs: an optimizer's update writes over its inputs.
      const look = inspect && inKernel === 1 ? inspect(kernel, tensorsOf(inputs)) : undefined
      const result = runKernel<T>(kernel, inputs, attributes)
      look?.(Array.isArray(result) ? result : [result])
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
      const asked: Asked[] = []
      inspect = (kernel, inputs) => {
        const given = { trace: traceOf(kernel, inputs), inputs: inputs.flatMap(askFinite) }
        return (outputs) => {
          for (const output of outputs)
            for (const answer of askFinite(output)) asked.push({ ...given, output: answer, shape: output.shape, stack: new Error(kernel) })
        }
      }
      return {
        first: () => firstNonFinite(asked.splice(0)),
        stop: () => void (inspect = undefined),
      }
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

/** What a kernel was asked in a step: the answers are still on the engine. */
interface Asked extends NonFinite {
  readonly inputs: readonly tf.Tensor[]
  readonly output: tf.Tensor
}

function askFinite(tensor: tf.Tensor): tf.Tensor[] {
  if (tensor.isDisposed || tensor.dtype !== 'float32' || tensor.size === 0) return []
  return [tf.keep(tf.tidy(() => tensor.isFinite().all().toFloat()))]
}

async function firstNonFinite(asked: readonly Asked[]): Promise<NonFinite | undefined> {
  const answers = [...new Set(asked.flatMap(({ inputs, output }) => [...inputs, output]))]
  if (answers.length === 0) return undefined
  const stacked = tf.tidy(() => tf.stack(answers))
  const values = await stacked.data()
  tf.dispose([stacked, ...answers])
  const isFinite = new Map(answers.map((answer, i) => [answer, values[i] === 1]))
  return asked.find(({ inputs, output }) => !isFinite.get(output) && inputs.every((input) => isFinite.get(input)))
}
