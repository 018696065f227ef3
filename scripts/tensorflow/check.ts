// Whether the TensorFlow that GRADLAB_TENSORFLOW names (scripts/tensorflow/build.mjs makes one) trains as the cpu engine does, and how fast: the
// goldens of test/goldens/engine.json, a sample of ops forward and backward, models of the layers of `tf.layers` over three epochs, and times beside wasm's in the
// same process. Not part of `npm test`. The last line is one JSON object.
import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineName } from '../../protocol'
import { startEngine } from '../../sidecar/engine/start'
import { layerModels, lossesOf } from './layerModels'
import { opCases, wrongInTfjs } from './opCases'

void main()

async function main(): Promise<void> {
  const { fingerprint } = await startEngine('tensorflow')
  console.log(`${fingerprint.adapter}, ${fingerprint.threads} threads, Node ${fingerprint.node}`)
  const goldens = checkGoldens()
  console.log(`goldens: ${goldens.right} right, ${goldens.wrong.length} wrong ${goldens.wrong.join(', ')}`)
  const ops = await compareOps()
  console.log(`ops: ${ops.right} agree with cpu, ${ops.wrong.length} do not ${ops.wrong.join('; ')}`)
  const differences = await compareWithDifferences()
  for (const { name, tensorflow, cpu } of differences)
    console.log(`gradient of ${name}: ${tensorflow.toExponential(1)} from central differences, cpu's ${cpu.toExponential(1)}`)
  const layers = await compareLayers()
  for (const { name, difference, isRepeated } of layers)
    console.log(
      `${name.padEnd(24)} losses differ from cpu's by ${difference.toExponential(1)}${isRepeated ? ', the same bits when trained again' : ', OTHER bits when trained again'}`,
    )
  const times = await timeBoth()
  for (const { name, tensorflowMs, wasmMs } of times) console.log(`${name.padEnd(18)} ${tensorflowMs.toFixed(2)} ms a step, wasm ${wasmMs.toFixed(2)} ms`)
  const worst = Math.max(...layers.map(({ difference }) => difference))
  const ratios = Object.fromEntries(times.map(({ name, tensorflowMs, wasmMs }) => [name, Number((wasmMs / tensorflowMs).toFixed(2))]))
  const isRight =
    goldens.wrong.length === 0 && ops.wrong.length === 0 && differences.every(({ tensorflow, cpu }) => Math.max(tensorflow, cpu) <= 1e-3) && worst <= 1e-3
  console.log(
    JSON.stringify({
      event: 'tensorflow-check',
      adapter: fingerprint.adapter,
      goldens: goldens.right,
      ops: ops.right,
      layers: layers.length,
      worst,
      wasmMsOverTensorflowMs: ratios,
      isRight,
    }),
  )
  process.exitCode = isRight ? 0 : 1
}

interface Stored {
  shape: number[]
  values: number[]
}

/** NumPy's answers, as sidecar/engine/goldens.test.ts compares cpu and wasm with them. */
function checkGoldens(): { right: number; wrong: string[] } {
  const golden = JSON.parse(readFileSync(join(__dirname, '../../test/goldens/engine.json'), 'utf8')) as {
    convolutions: {
      title: string
      stride: number
      pad: 'same' | 'valid'
      depthwise: boolean
      x: Stored
      w: Stored
      dy: Stored
      y: Stored
      dx: Stored
      dw: Stored
    }[]
    segments: { title: string; x: Stored; ids: number[]; count: number; sums: Stored }[]
    einsum: { equation: string; operands: Stored[]; dy: Stored; y: Stored; gradients: Stored[] }[]
  }
  const wrong: string[] = []
  let right = 0
  const check = (title: string, compute: () => tf.Tensor[], expected: Stored[]): void => {
    try {
      const got = tf.tidy(compute)
      const worst = Math.max(...got.map((tensor, i) => relativeDifference(tensor.dataSync(), expected[i]!.values)))
      tf.dispose(got)
      if (worst <= 1e-5) right++
      else wrong.push(`${title} (${worst.toExponential(1)})`)
    } catch (thrown) {
      wrong.push(`${title} (${(thrown as Error).message})`)
    }
  }
  for (const { title, stride, pad, depthwise, x, w, dy, y, dx, dw } of golden.convolutions) {
    const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      depthwise ? tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad) : tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad)
    check(title, () => [convolve(stored(x), stored(w)), ...tf.grads(convolve)([stored(x), stored(w)], stored(dy))], [y, dx, dw])
  }
  for (const { title, x, ids, count, sums } of golden.segments)
    check(`segments ${title}`, () => [tf.unsortedSegmentSum(stored(x), tf.tensor1d(ids, 'int32'), count)], [sums])
  for (const { equation, operands, dy, y, gradients } of golden.einsum) {
    const contract = (...tensors: tf.Tensor[]): tf.Tensor => tf.einsum(equation, ...tensors)
    check(equation, () => [contract(...operands.map(stored)), ...tf.grads(contract)(operands.map(stored), stored(dy))], [y, ...gradients])
  }
  return { right, wrong }
}

const stored = ({ shape, values }: Stored): tf.Tensor => tf.tensor(values, shape, 'float32')

async function compareOps(): Promise<{ right: number; wrong: string[] }> {
  type Answer = readonly [string, Float32Array | Error]
  const answers = async (engine: EngineName): Promise<Map<string, Float32Array | Error>> => {
    await startEngine(engine)
    return new Map(
      opCases.map(({ name, compute }): Answer => {
        try {
          const result = tf.tidy(() => compute().toFloat())
          const values = result.dataSync<'float32'>().slice()
          result.dispose()
          return [name, values]
        } catch (thrown) {
          return [name, thrown as Error]
        }
      }),
    )
  }
  const expected = await answers('cpu')
  const got = await answers('tensorflow')
  const wrong: string[] = []
  for (const [name, values] of got) {
    const reference = expected.get(name)!
    if (reference instanceof Error) throw new Error(`cpu cannot compute ${name}`, { cause: reference })
    if (values instanceof Error) wrong.push(`${name}: ${values.message.split('\n')[0]}`)
    else if (!(relativeDifference(values, reference) <= 1e-4)) wrong.push(`${name}: ${relativeDifference(values, reference).toExponential(1)}`)
  }
  return { right: got.size - wrong.length, wrong }
}

/** How far a directional derivative is from its central difference, where tfjs' own cpu kernels are wrong. */
async function compareWithDifferences(): Promise<{ name: string; tensorflow: number; cpu: number }[]> {
  const relative = async (engine: EngineName, { shape, f }: (typeof wrongInTfjs)[string]): Promise<number> => {
    await startEngine(engine)
    return tf.tidy(() => {
      const [x, direction] = [tf.randomUniform(shape, -1, 1, 'float32', 3), tf.randomUniform(shape, -1, 1, 'float32', 4)]
      const at = (step: number): number =>
        f(x.add(direction.mul(step)))
          .sum()
          .dataSync()[0]!
      const expected = (at(0.1) - at(-0.1)) / 0.2
      const got = tf.grad(f)(x).mul(direction).sum().dataSync()[0]!
      return Math.abs(got - expected) / Math.abs(expected)
    })
  }
  const results = []
  for (const [name, one] of Object.entries(wrongInTfjs)) results.push({ name, tensorflow: await relative('tensorflow', one), cpu: await relative('cpu', one) })
  return results
}

async function compareLayers(): Promise<{ name: string; difference: number; isRepeated: boolean }[]> {
  const results = []
  for (const [name, build] of Object.entries(layerModels)) {
    await startEngine('cpu')
    const expected = await lossesOf(build)
    await startEngine('tensorflow')
    const [got, again] = [await lossesOf(build), await lossesOf(build)]
    const difference = Math.max(...got.map((loss, i) => Math.abs(loss - expected[i]!) / Math.abs(expected[i]!)))
    results.push({ name, difference, isRepeated: got.join() === again.join() })
  }
  return results
}

async function timeBoth(): Promise<{ name: string; tensorflowMs: number; wasmMs: number }[]> {
  const results = []
  for (const [name, make] of Object.entries(timed)) {
    const [tensorflowMs, wasmMs] = [await medianMs('tensorflow', make), await medianMs('wasm', make)]
    results.push({ name, tensorflowMs, wasmMs })
  }
  return results
}

/** Each gives one training step, its loss read. */
const timed: Record<string, () => () => number> = {
  'MLP 784-256-256-10': () =>
    stepOf(
      [784],
      [256, 256].map((units) => tf.layers.dense({ units, activation: 'relu' })),
    ),
  'CNN 16-32-64 28²': () =>
    stepOf(
      [28, 28, 1],
      [
        tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu', padding: 'same' }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', padding: 'same' }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 64, activation: 'relu' }),
      ],
    ),
}

function stepOf(shape: number[], hidden: tf.layers.Layer[]): () => number {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: shape }), ...hidden, tf.layers.dense({ units: 10 })] })
  const x = tf.randomNormal([64, ...shape], 0, 1, 'float32', 1)
  const labels = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(10).toInt() as tf.Tensor1D, 10)
  const optimizer = tf.train.adam(0.001)
  return () => {
    const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar, true)!
    const [value] = loss.dataSync()
    loss.dispose()
    return value!
  }
}

async function medianMs(engine: EngineName, make: () => () => number): Promise<number> {
  await startEngine(engine)
  const step = make()
  for (let i = 0; i < 5; i++) step()
  const times = Array.from({ length: 21 }, () => {
    const started = performance.now()
    step()
    return performance.now() - started
  }).sort((a, b) => a - b)
  tf.disposeVariables()
  return times[10]!
}

function relativeDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Infinity
  const scale = Math.max(1e-12, ...Array.from(expected, Math.abs))
  return Math.max(0, ...Array.from(expected, (value, i) => Math.abs(got[i]! - value) / scale))
}
