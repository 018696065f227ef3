import * as tf from '@tensorflow/tfjs'
import { call } from './call'
import { decode, type Case, type Golden } from './goldens'
import { drawInput, type InputSpec, type Values } from './inputs'

/** One call of an op with inputs, and where what its gradients are multiplied by is drawn from. */
export type Call = Pick<Case, 'op' | 'args' | 'inputs' | 'seed'>

/** How far an engine is from the goldens of one case. */
export interface Measured {
  readonly forwardError: number
  /** Undefined where there is nothing to differentiate. */
  readonly gradientError: number | undefined
  readonly verdict: Verdict
  readonly problem: string
}
export type Verdict = 'ok' | 'missing kernel' | 'missing gradient' | 'wrong'

const tolerance = { forward: 1e-4, gradient: 1e-3 }

/** Runs a case on the engine in use; whatever goes wrong is a verdict, never an exception. Leaves no tensor behind. */
export async function measure(example: Case): Promise<Measured> {
  try {
    const before = held()
    const measured = await measureWith(example, example.inputs.map(toTensor))
    const left = held() - before
    return measured.verdict === 'ok' && left > 0 ? { ...measured, verdict: 'wrong', problem: `leaves ${left} tensors behind` } : measured
  } catch (thrown) {
    return judge({ error: Infinity, problem: messageOf(thrown) }, undefined) // an engine that an earlier call has broken takes no inputs
  }
}

/** Tensors, and data of the engine that belong to none. */
function held(): number {
  return tf.memory().numTensors + tf.backend().numDataIds()
}

async function measureWith(example: Case, inputs: tf.Tensor[]): Promise<Measured> {
  try {
    const forward = await attempt(async () => compareAll(await forwardOf(example, inputs), example.outputs))
    if (forward.problem !== '' || forward.error > tolerance.forward) return judge(forward, undefined)
    return judge(forward, example.gradients && (await attempt(async () => compareAll(await gradientsOf(example, inputs), example.gradients!))))
  } finally {
    tf.dispose(inputs)
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

interface Attempt {
  readonly error: number
  readonly problem: string
}

function judge(forward: Attempt, gradient: Attempt | undefined): Measured {
  const errors = { forwardError: forward.error, gradientError: gradient?.error }
  const problem = forward.problem || gradient?.problem || ''
  if (/^Kernel '.*' not registered/.test(problem)) return { ...errors, verdict: 'missing kernel', problem }
  if (/gradient function not found|Cannot compute gradient of y=f\(x\)/.test(problem)) return { ...errors, verdict: 'missing gradient', problem }
  if (problem !== '') return { ...errors, verdict: 'wrong', problem }
  if (!(forward.error <= tolerance.forward)) return { ...errors, verdict: 'wrong', problem: `the forward error is ${forward.error.toExponential(1)}` }
  if (gradient && !(gradient.error <= tolerance.gradient))
    return { ...errors, verdict: 'wrong', problem: `the gradient's error is ${gradient.error.toExponential(1)}` }
  return { ...errors, verdict: 'ok', problem: '' }
}

async function attempt(run: () => Promise<number>): Promise<Attempt> {
  try {
    return { error: await run(), problem: '' }
  } catch (thrown) {
    return { error: Infinity, problem: messageOf(thrown) }
  }
}

interface Read {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly values: Values
}

/** The call as a case: what the engine in use gives for it is its golden. Without gradients where the engine has none. */
export async function goldenBy(call: Call): Promise<Case> {
  const inputs = call.inputs.map(toTensor)
  try {
    const outputs = (await forwardOf(call, inputs)).map(encode)
    const isSmooth = outputs.some(({ dtype }) => dtype === 'float32') && call.inputs.some(({ dtype }) => dtype === 'float32')
    const gradients = isSmooth ? await gradientsOf(call, inputs).catch(() => undefined) : undefined
    return { ...call, outputs, ...(gradients && { gradients: gradients.map((gradient) => gradient && encode(gradient)) }) }
  } finally {
    tf.dispose(inputs)
  }
}

/** Some kernels of cpu leave a plain list behind, so the values are put into what their type asks for. */
function encode({ shape, dtype, values }: Read): Golden {
  const typed = dtype === 'float32' ? Float32Array.from(values) : dtype === 'int32' ? Int32Array.from(values) : Uint8Array.from(values)
  return { shape, dtype: dtype as Golden['dtype'], data: Buffer.from(typed.buffer).toString('base64') }
}

async function forwardOf({ op, args }: Call, inputs: readonly tf.Tensor[]): Promise<Read[]> {
  tf.engine().startScope()
  try {
    return await readAll(await call(op, args, inputs))
  } finally {
    tf.engine().endScope()
  }
}

/** Of the sum of all float outputs, each times a tensor drawn for it, with respect to every float input. */
async function gradientsOf({ op, args, seed, gradients }: Call & Pick<Case, 'gradients'>, inputs: readonly tf.Tensor[]): Promise<(Read | null)[]> {
  tf.engine().startScope()
  try {
    const floats = inputs.filter(({ dtype }) => dtype === 'float32')
    const wanted = floats.filter((_, i) => !gradients || gradients[i])
    const loss = (): tf.Scalar => {
      const outputs = call(op, args, inputs)
      if (outputs instanceof Promise) throw new Error(`${op} is asynchronous, so it has no gradient`)
      const parts = outputs.map((y, i) => (y.dtype === 'float32' ? tf.sum(tf.mul(y, upstream(seed + i, y.shape))) : undefined))
      return tf.addN(parts.filter((part) => part !== undefined)).asScalar()
    }
    const found = await readAll(tf.grads(loss as (...x: tf.Tensor[]) => tf.Tensor)(wanted))
    return gradients ? gradients.map((gradient) => (gradient ? found.shift()! : null)) : found
  } finally {
    tf.engine().endScope()
  }
}

function upstream(seed: number, shape: number[]): tf.Tensor {
  return toTensor({ kind: 'uniform', shape, dtype: 'float32', low: 0.5, high: 1.5, seed: seed >>> 0 })
}

export function toTensor(spec: InputSpec): tf.Tensor {
  return tf.tensor(drawInput(spec), [...spec.shape], spec.dtype)
}

async function readAll(tensors: readonly tf.Tensor[]): Promise<Read[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data()))
  return tensors.map(({ shape, dtype }, i) => ({ shape, dtype, values: values[i]! as Values }))
}

/** @throws Error where shapes or types differ */
function compareAll(got: readonly (Read | null)[], expected: readonly (Golden | null)[]): number {
  if (got.length !== expected.length) throw new Error(`expected ${expected.length} outputs, got ${got.length}`)
  return Math.max(0, ...got.map((output, i) => (output ? compare(output, expected[i]!) : 0)))
}

function compare({ shape, dtype, values }: Read, expected: Golden): number {
  if (shape.join() !== expected.shape.join()) throw new Error(`expected the shape [${expected.shape.join()}], got [${shape.join()}]`)
  if (dtype !== expected.dtype) throw new Error(`expected ${expected.dtype}, got ${dtype}`)
  const wanted = decode(expected)
  if (dtype === 'float32') return relativeError(values, wanted)
  const at = wanted.findIndex((value, i) => value !== values[i])
  if (at >= 0) throw new Error(`element ${at} is ${values[at]} instead of ${wanted[at]}`)
  return 0
}

/** max|a − b| ÷ max|b| over a tensor, and max|a − b| where b is all 0. NaN and infinities must be where they are expected. */
export function relativeError(got: Values, expected: Values): number {
  let difference = 0
  let scale = 0
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [got[i]!, expected[i]!]
    if (!Number.isFinite(b)) {
      if (!Object.is(a, b)) return Infinity
      continue
    }
    if (!Number.isFinite(a)) return Infinity
    difference = Math.max(difference, Math.abs(a - b))
    scale = Math.max(scale, Math.abs(b))
  }
  return scale === 0 ? difference : difference / scale
}
