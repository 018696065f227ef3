import * as tf from '@tensorflow/tfjs'

/**
 * Runs a callback in a tensor scope of its own and keeps only the tensors in what it returns. Unlike `tf.tidy` it waits for a
 * promise; nothing else may use the engine meanwhile, or its tensors would land in this scope.
 */
export async function inScope<T>(name: string, run: () => T | Promise<T>): Promise<T> {
  const engine = tf.engine()
  engine.startScope(name)
  let kept: tf.Tensor[] = []
  try {
    const result = await run()
    kept = tensorsIn(result)
    return result
  } finally {
    engine.endScope(kept)
  }
}

/** The same, but every tensor made stays: those of `data` and `init` may be in closures, where no walk finds them. */
export async function inLastingScope<T>(name: string, run: () => T | Promise<T>): Promise<{ result: T; tensors: tf.Tensor[] }> {
  const engine = tf.engine()
  engine.startScope(name)
  try {
    const result = await run()
    const tensors = engine.state.activeScope.track.filter((tensor) => !tensor.isDisposed)
    tensors.forEach((tensor) => tf.keep(tensor))
    return { result, tensors }
  } finally {
    engine.endScope()
  }
}

/**
 * The tensors in arrays and objects. tfjs' own walk also enumerates the elements of typed arrays, which takes seconds for a
 * batch of images.
 */
function tensorsIn(value: unknown, seen = new Set<object>()): tf.Tensor[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return []
  seen.add(value)
  if (value instanceof tf.Tensor) return [value as tf.Tensor]
  return Object.values(value).flatMap((item: unknown) => tensorsIn(item, seen))
}
