import * as tf from '@tensorflow/tfjs'

/**
 * The optimiser updates that an engine may do in one pass over memory. Such a kernel is registered with tfjs under the name given here;
 * where the engine has none, the same update is composed of tfjs operations. All numbers are doubles, rounded to float32 once.
 *
 * Inputs are `x` (the variable), `gradient` and the slots below: float32, of one shape, at least one element, each with data of its own.
 * The kernel writes x and the slots IN PLACE, only reads the gradient, and returns the inputs that it wrote, as they were given
 * (`[x, ...slots]`), so that tfjs makes no new tensor. A copy of the values that the backend keeps elsewhere must be dropped.
 */
export interface FusedUpdates {
  /** x ← x − learningRate·g */
  GradlabFusedSgd: { slots: []; attributes: { learningRate: number } }
  /** v ← momentum·v + g; x ← x − learningRate·v */
  GradlabFusedMomentum: { slots: ['velocity']; attributes: { learningRate: number; momentum: number } }
  /** s ← decay·s + oneMinusDecay·g²; x ← x − learningRate·g/(√s + epsilon) */
  GradlabFusedRmsProp: { slots: ['meanSquare']; attributes: { learningRate: number; decay: number; oneMinusDecay: number; epsilon: number } }
  /** m ← beta1·m + oneMinusBeta1·g; v ← beta2·v + oneMinusBeta2·g²; x ← keep·x − stepSize·m/(√v + epsilon); keep is 1 but for AdamW */
  GradlabFusedAdam: {
    slots: ['m', 'v']
    attributes: { beta1: number; oneMinusBeta1: number; beta2: number; oneMinusBeta2: number; stepSize: number; epsilon: number; keep: number }
  }
}
export type FusedUpdateName = keyof FusedUpdates

/**
 * Updates x and its slots by the engine's own kernel.
 * @returns whether the engine has one; if not, nothing has changed
 */
export function fusedUpdate<Name extends FusedUpdateName>(
  name: Name,
  x: tf.Variable,
  gradient: tf.Tensor,
  slots: Readonly<Record<FusedUpdates[Name]['slots'][number], tf.Variable>>,
  attributes: FusedUpdates[Name]['attributes'],
): boolean {
  const written = [x, ...Object.values<tf.Variable>(slots)]
  const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined
  if (!kernel || x.size === 0 || [...written, gradient].some(({ dtype }) => dtype !== 'float32')) return false
  for (const variable of written) ownData(variable)
  tf.engine().runKernel(name, { x, gradient, ...slots }, attributes)
  return true
}

/** A clone, a snapshot or a gradient may be the same data under another name: what is written in place is copied first then. */
function ownData(variable: tf.Variable): void {
  if (tf.backend().refCount(variable.dataId) === 1) return
  const copy = variable.mul(1)
  variable.assign(copy)
  copy.dispose()
}
