import * as tf from '@tensorflow/tfjs'
import type { Context, Figure } from 'gradlab'
import type { Batch, Task } from './data'
import { eigen } from './linear'
import type { Curvature, Hyper } from './model'
import type { Network } from './network'
import { rateOf } from './optimizer'
import { dot, flat, gradientsOf, products, shaped } from './products'

const lanczosSteps = 8
const examples = 64

/** The curvature and what it does with the next step, on probed examples; for images also what the network makes of them. */
export async function curvatureFigures(
  { network, curvature, unit, shown }: { network: Network; curvature: Curvature | undefined; unit: number; shown: Task['shown'] },
  probed: Batch,
  ctx: Context<Hyper>,
): Promise<Figure[]> {
  const rows = Math.min(examples, probed.x.shape[0])
  const [x, t] = [probed.x.slice(0, rows), probed.t.slice(0, rows)]
  const batch = { x, t }
  const { gradients } = gradientsOf(() => network.loss(x, t), network.variables)
  const g = flat(gradients)
  const product = products(network, x)
  /** What the weights would lose in one step. */
  const stepAt = async ({ solver }: Curvature, damping: number): Promise<tf.Tensor1D> => {
    const d = flat((await solver({ network, x, ctx }, damping))(gradients))
    return d.mul(rateOf(ctx.hyper, unit, d, g)) as tf.Tensor1D
  }
  const lengths = Array.from({ length: 11 }, (_, i) => i / 5)
  const lossesAlong = (step: tf.Tensor1D): Promise<number[]> =>
    lossesAt(
      network,
      batch,
      lengths.map((length) => step.mul(length) as tf.Tensor1D),
    )
  const steepest = g.mul(tf.divNoNan(dot(g, g), dot(g, product(g)))) as tf.Tensor1D // where the quadratic model is least along the gradient
  const dampings = [0.1, 1, 10].map((factor) => factor * Math.max(ctx.hyper.damping, 1e-6))
  const spectrum = await lanczos(product, g, lanczosSteps)
  return [
    { kind: 'bars', name: 'spectrum of the curvature', values: Object.fromEntries(spectrum.map((value, i) => [`θ${i + 1}`, value])) },
    {
      kind: 'line',
      name: 'loss along the step',
      x: lengths,
      series: {
        ...(curvature && { 'this curvature, 1 = its step': await lossesAlong(await stepAt(curvature, ctx.hyper.damping)) }),
        'gradient, 1 = best by the curvature': await lossesAlong(steepest),
      },
    },
    ...(curvature
      ? [
          {
            kind: 'line' as const,
            name: 'loss after a step, by the power of ten of the damping',
            x: dampings.map((damping) => Math.log10(damping)),
            series: { loss: await lossesAt(network, batch, await Promise.all(dampings.map((damping) => stepAt(curvature, damping)))) },
          },
        ]
      : []),
    ...(await reconstructions(network, shown)),
  ]
}

/** Lanczos 1950, each new direction made orthogonal to all before it: eigenvalues of the tridiagonal matrix, largest first. */
export async function lanczos(product: (v: tf.Tensor1D) => tf.Tensor1D, start: tf.Tensor1D, steps: number): Promise<number[]> {
  const n = Math.min(steps, start.size)
  const T = new Float64Array(n * n)
  let basis: tf.Tensor2D | undefined
  let q = start.div(start.norm().add(1e-30)) as tf.Tensor1D
  for (let i = 0; i < n; i++) {
    basis = (basis ? tf.concat([basis, q.expandDims(0)]) : q.expandDims(0)) as tf.Tensor2D // [i + 1, N]
    const Cq = product(q)
    const shares = tf.matMul(basis, Cq.expandDims(1)) // [i + 1, 1]
    let rest = Cq.sub(tf.matMul(basis, shares, true).squeeze([1])) as tf.Tensor1D
    rest = rest.sub(tf.matMul(basis, tf.matMul(basis, rest.expandDims(1)), true).squeeze([1])) // float32 needs it twice
    T[i * n + i] = (await dot(q, Cq).data())[0]!
    const length = (await rest.norm().data())[0]!
    if (i + 1 < n) T[i * n + i + 1] = T[(i + 1) * n + i] = length
    q = rest.div(length || 1)
  }
  return eigen(T, n).values
}

/** The loss, were each change taken from the weights; these are put back. */
async function lossesAt({ variables, loss }: Network, { x, t }: Batch, changes: readonly tf.Tensor1D[]): Promise<number[]> {
  const starts = variables.map((variable) => variable.clone())
  const losses = changes.map((change) => {
    shaped(change, variables).forEach((part, i) => variables[i]!.assign(starts[i]!.sub(part)))
    return loss(x, t)
  })
  variables.forEach((variable, i) => variable.assign(starts[i]!))
  return [...(await tf.stack(losses).data())]
}

async function reconstructions(network: Network, { x, pictures, toPicture }: Task['shown']): Promise<Figure[]> {
  if (pictures.length === 0) return []
  const width = x.shape[1]
  const [given, said] = [await x.data(), await network.mean(x).data()]
  const row = (values: ArrayLike<number>, i: number) => toPicture(Array.from({ length: width }, (_, p) => values[i * width + p]!))
  return [
    {
      kind: 'image',
      name: 'images and what the code keeps of them',
      images: pictures.flatMap((_, i) => [row(given, i), row(said, i)]),
      captions: pictures.flatMap((_, i) => [`image ${i + 1}`, 'from its code']),
    },
  ]
}
