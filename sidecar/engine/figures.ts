import * as tf from '@tensorflow/tfjs'
import { availableParallelism, cpus } from 'node:os'
import { GradlabError, type EngineName } from '../../protocol'
import './cpu/open' // the reference's kernels, to compare with
import { openEngine } from './engines'

/**
 * How fast an engine is, for people, with the unit at the end of each name. Sizes grow until one takes long enough to be timed, so that the slow
 * reference and a GPU each are measured in about four seconds at most.
 * @throws GradlabError engine/unusable
 */
export async function measureFigures(engine: EngineName): Promise<Record<string, string | number>> {
  const report = await openEngine(engine)
  if (!report.usable) throw new GradlabError('engine/unusable', { engine, reason: report.detail['problem'] ?? { phrase: `reason/${report.reason}` } })
  const missing = missingOps(engine)
  return {
    adapter: String(report.detail['adapter'] ?? cpus()[0]?.model ?? process.arch),
    cores: availableParallelism(),
    matmulGflops: round(Math.max(...(await rates([64, 128, 256, 512, 1024], matmul)))),
    convolutionGflops: round(Math.max(...(await rates([1, 4, 16, 64], convolution)))),
    bandwidthGbps: round((await rates([1, 4, 16, 64], copy)).at(-1)!),
    opOverheadUs: round(await opOverheadUs()),
    missingOpCount: missing.length,
    ...(missing.length > 0 && { missingOps: missing.join(' ') }),
  }
}

/** Kernels that the reference has and this engine has not. */
function missingOps(engine: EngineName): string[] {
  const own = new Set(tf.getKernelsForBackend(engine).map(({ kernelName }) => kernelName))
  return tf
    .getKernelsForBackend('cpu')
    .map(({ kernelName }) => kernelName)
    .filter((name) => !own.has(name))
    .sort()
}

/** A computation of some size: what it works on, what it makes, and how many units of 1e9 (operations or bytes) that is. */
interface Workload {
  readonly inputs: tf.Tensor[]
  readonly make: () => tf.Tensor
  readonly giga: number
}

function matmul(size: number): Workload {
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])] as [tf.Tensor2D, tf.Tensor2D]
  return { inputs: [a, b], make: () => tf.matMul(a, b), giga: (2 * size ** 3) / 1e9 }
}

/** 3 × 3, from 16 channels to 32, as in the middle of a small network. */
function convolution(batch: number): Workload {
  const x = tf.randomUniform([batch, 28, 28, 16]) as tf.Tensor4D
  const filter = tf.randomUniform([3, 3, 16, 32]) as tf.Tensor4D
  return { inputs: [x, filter], make: () => tf.conv2d(x, filter, 1, 'same'), giga: (2 * batch * 28 * 28 * 9 * 16 * 32) / 1e9 }
}

/** One tensor read, one written. The largest counts: the small ones fit into a cache. */
function copy(megabytes: number): Workload {
  const x = tf.randomUniform([(megabytes * 1e6) / 4])
  const one = tf.scalar(1)
  return { inputs: [x, one], make: () => tf.add(x, one), giga: (2 * megabytes * 1e6) / 1e9 }
}

/** Units of 1e9 a second at each size. Stops growing where the next size would take too long. */
async function rates(sizes: readonly number[], workloadOf: (size: number) => Workload): Promise<number[]> {
  const found: number[] = []
  for (const size of sizes) {
    const { inputs, make, giga } = workloadOf(size)
    await timeOnce(make, 1) // compiles, and takes memory
    let seconds = await timeOnce(make, 1)
    const times = Math.max(1, Math.floor(sampleSeconds / 3 / seconds))
    if (seconds < sampleSeconds) for (let sample = 0; sample < 3; sample++) seconds = Math.min(seconds, await timeOnce(make, times))
    tf.dispose(inputs)
    found.push(giga / seconds)
    if (seconds * 8 > mostSeconds) break // the next size is 4 or 8 times the work
  }
  return found
}
const sampleSeconds = 0.08
const mostSeconds = 0.25

/** Seconds each, over a number of computations and one read-back of a single value, which waits for all of them. */
async function timeOnce(make: () => tf.Tensor, times: number): Promise<number> {
  const start = performance.now()
  const last = tf.tidy(() => {
    for (let i = 1; i < times; i++) make().dispose()
    const made = make()
    return tf.slice(made, new Array<number>(made.rank).fill(0), new Array<number>(made.rank).fill(1))
  })
  await last.data()
  last.dispose()
  return (performance.now() - start) / 1000 / times
}

/** What the smallest op costs in a chain of them, one read-back at the end. */
async function opOverheadUs(): Promise<number> {
  const one = tf.scalar(1)
  const chain = (length: number): tf.Tensor => {
    let sum: tf.Tensor = one.clone()
    for (let i = 0; i < length; i++) {
      const next = tf.add(sum, one)
      sum.dispose()
      sum = next
    }
    return sum
  }
  const us: number[] = []
  for (let sample = 0; sample < 5; sample++) {
    const start = performance.now()
    const sum = chain(opsInChain)
    await sum.data()
    sum.dispose()
    us.push(((performance.now() - start) * 1000) / opsInChain)
  }
  one.dispose()
  return Math.min(...us)
}
const opsInChain = 500

/** Three digits: the next would differ from one call to the next. */
const round = (value: number): number => Number(value.toPrecision(3))
