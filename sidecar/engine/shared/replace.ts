import * as tf from '@tensorflow/tfjs'

/** Puts another kernel in place of a registered one; it may fall back on the original, whose `setupFunc` binds it to its backend. */
export function replaceKernel(backendName: string, kernelName: string, make: (original: tf.KernelConfig) => tf.KernelConfig): void {
  const original = tf.getKernel(kernelName, backendName)
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ ...make(original), ...(original.setupFunc && { setupFunc: original.setupFunc }) })
}
