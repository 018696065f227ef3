import * as tf from '@tensorflow/tfjs'
import { setImmediate } from 'node:timers/promises'
import { GradlabError } from '../../protocol'
import { startHeartbeat } from '../../sidecar/run/heartbeat'
import { watchKernels } from '../../sidecar/run/kernelWatch'
import { countWork, profileSteps } from './kernels'
import type { Answers, Hello, Request, Steps, Throughput } from './messages'
import { cpuMsOf } from './others'
import { startTraining, type Training } from './training'

/** The engine's process: what a run's does around a step (heartbeat, watched kernels, a scope a step), and answers to the bench. */
export function serve(start: () => Promise<Hello>): void {
  startHeartbeat(4, 5000)
  let training: Training | undefined
  const hello = start().then((found) => {
    watchKernels()
    return found
  })
  hello.catch(() => undefined) // said when it is asked
  const loaded = (): Training => {
    if (!training) throw new Error('no model is loaded')
    return training
  }
  const answer = async (request: Request): Promise<Answers[Request['kind']]> => {
    const started = await hello
    switch (request.kind) {
      case 'hello':
        return started
      case 'throughput':
        return throughput()
      case 'load':
        training?.dispose()
        training = startTraining(request.model, request.folder, request.learningRate)
        return { parameters: training.parameters }
      case 'steps':
        return steps(loaded(), request.count)
      case 'cpu':
        return { ms: cpuMsOf(process.cpuUsage()) }
      case 'count':
        return countWork(loaded())
      case 'profile':
        return profileSteps(loaded(), request.count)
    }
  }
  process.on('disconnect', () => process.exit())
  process.on('message', (request: Request) => {
    void answer(request).then(
      (found) => process.send!({ answer: found }),
      (error: unknown) => process.send!({ error: textOf(error) }),
    )
  })
}

/** A sentence where the engine has one; for a fault of ours, where it happened. */
function textOf(error: unknown): string {
  if (error instanceof GradlabError || !(error instanceof Error)) return String(error)
  return (error.stack ?? error.message).split('\n').slice(0, 6).join('\n')
}

async function steps(training: Training, count: number): Promise<Steps> {
  const losses: number[] = []
  const ms: number[] = []
  for (let i = 0; i < count; i++) {
    const step = await training.step()
    losses.push(step.loss)
    ms.push(step.ms)
    await setImmediate() // as a run's loop: V8 collects the young between two steps then, when little of them is alive
  }
  const { rss, heapTotal } = process.memoryUsage()
  return { losses, ms, rss, heap: heapTotal }
}

async function throughput(): Promise<Throughput> {
  const [a, b] = [tf.randomUniform([1024, 1024]), tf.randomUniform([1024, 1024])]
  const [x, filter] = [tf.randomUniform([32, 32, 32, 64]) as tf.Tensor4D, tf.randomUniform([3, 3, 64, 64]) as tf.Tensor4D]
  const [p, q] = [tf.randomUniform([2 ** 20]), tf.randomUniform([2 ** 20])]
  try {
    return {
      matmul: await perSecond(2 * 1024 ** 3, () => tf.matMul(a, b)),
      convolution: await perSecond(2 * 32 * 32 * 32 * 64 * 64 * 9, () => tf.conv2d(x, filter, 1, 'same')),
      memory: await perSecond(3 * 4 * 2 ** 20, () => tf.add(p, q)),
    }
  } finally {
    tf.dispose([a, b, x, filter, p, q])
  }
}

const repeats = 4

/** The amount of one piece of work by the fastest of a second's attempts of several, after two that warm up. */
async function perSecond(amount: number, work: () => tf.Tensor): Promise<number> {
  let best = Infinity
  const end = performance.now() + 1000
  for (let i = 0; i < 4 || performance.now() < end; i++) {
    const started = performance.now()
    for (let j = 1; j < repeats; j++) work().dispose()
    await finished(work())
    if (i >= 2) best = Math.min(best, performance.now() - started)
  }
  return (repeats * amount) / best / 1e6
}

/** An engine that only queues its work has done it when a value of the last of it is read. */
async function finished(result: tf.Tensor): Promise<void> {
  const value = tf.tidy(() => result.flatten().slice([0], [1]))
  result.dispose()
  await value.data()
  value.dispose()
}
