import * as tf from '@tensorflow/tfjs'
import type { Counted, KernelTime, Profile, Work } from './messages'
import type { Training } from './training'
import { workOf } from './work'

/** Operations and bytes of one step's forward and backward pass, kernel by kernel as tfjs calls them. */
export function countWork({ variables, nextLoss, parameters }: Training): Counted {
  const kernels: Record<string, Work> = {}
  const engine = tf.engine()
  const runKernel = engine.runKernel.bind(engine)
  engine.runKernel = (<T extends tf.Tensor | tf.Tensor[]>(kernel: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap = {}): T => {
    const result = runKernel<T>(kernel, inputs, attrs)
    const call = workOf(kernel, flat(inputs), Array.isArray(result) ? result : [result], attrs as Record<string, unknown>)
    const before = kernels[kernel] ?? { count: 0, flops: 0, bytes: 0, calls: [] }
    kernels[kernel] = { count: before.count + 1, flops: before.flops + call[0], bytes: before.bytes + call[1], calls: [...before.calls, call] }
    return result
  }) as typeof engine.runKernel
  try {
    tf.tidy(() => void tf.variableGrads(nextLoss(), variables))
  } finally {
    engine.runKernel = runKernel
  }
  return { kernels, parameters }
}

/**
 * Where a step's time goes, as means over steps. Kernels are timed without those that they call, so the rest of the step is tfjs' own: ops, tape, scopes. On
 * an engine that only queues its work (webgpu) the times are those of queueing.
 */
export async function profileSteps(training: Training, count: number): Promise<Profile> {
  const engine = tf.engine()
  const times: Record<string, { count: number; gradients: number; optimizer: number }> = {}
  let isInGradients = false
  let innerMs = 0
  const restore = tf.getKernelsForBackend(engine.backendName).map((config) => {
    const original = config.kernelFunc
    config.kernelFunc = (call) => {
      const outerMs = innerMs
      innerMs = 0
      const started = performance.now()
      try {
        return original(call)
      } finally {
        const ms = performance.now() - started
        const time = (times[config.kernelName] ??= { count: 0, gradients: 0, optimizer: 0 })
        time.count++
        time[isInGradients ? 'gradients' : 'optimizer'] += ms - innerMs
        innerMs = outerMs + ms
      }
    }
    return () => void (config.kernelFunc = original)
  })
  const gradients = engine.gradients.bind(engine)
  let gradientsMs = 0
  engine.gradients = ((...typed: Parameters<typeof gradients>) => {
    isInGradients = true
    const started = performance.now()
    try {
      return gradients(...typed)
    } finally {
      gradientsMs += performance.now() - started
      isInGradients = false
    }
  }) as typeof engine.gradients
  let [stepMs, readMs] = [0, 0]
  try {
    for (let i = 0; i < count; i++) {
      const step = await training.step()
      stepMs += step.ms
      readMs += step.readMs
    }
  } finally {
    engine.gradients = gradients
    for (const undo of restore) undo()
  }
  const kernels = Object.entries(times).map(([name, time]): [string, KernelTime] => [
    name,
    { count: time.count / count, gradients: time.gradients / count, optimizer: time.optimizer / count },
  ])
  return {
    step: stepMs / count,
    gradients: gradientsMs / count,
    optimizer: (stepMs - gradientsMs - readMs) / count,
    read: readMs / count,
    kernels: Object.fromEntries(kernels),
  }
}

/** tfjs gives a list of tensors as one input where a kernel takes several, as in Concat. */
function flat(inputs: tf.NamedTensorMap): Record<string, tf.Tensor> {
  const entries = Object.entries(inputs as Record<string, tf.Tensor | tf.Tensor[] | null | undefined>)
  return Object.fromEntries(
    entries.flatMap(([name, input]): [string, tf.Tensor][] => {
      if (Array.isArray(input)) return input.map((tensor, i) => [`${name}${i}`, tensor])
      return input instanceof tf.Tensor ? [[name, input]] : []
    }),
  )
}
