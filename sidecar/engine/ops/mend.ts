import * as tf from '@tensorflow/tfjs'
import * as tfjsCore from '@tensorflow/tfjs-core'
import { broadcastTo, conv1d, divNoNan, fusedConv2d, fusedDepthwiseConv2d, hammingWindow, hannWindow, irfft, pool, softmaxCrossEntropy, stft } from './ops'
import { windowSizes } from './windows'

/**
 * Puts ops in place of those that tfjs 4.22 has wrong above every engine, where no kernel or gradient of ours can reach. `tf.x` reads what tfjs-core
 * exports at each call, in our bundles as in the user's, in tfjs-layers and backends as in tests; methods of tensors keep ops of their own. Once a process.
 */
export function mendOps(): void {
  const core = (tfjsCore as unknown as { readonly default: Core }).default // what `require` gives: an import can only be read
  Object.assign(core, { broadcastTo, conv1d, divNoNan, irfft, pool, backend_util: { ...core.backend_util, ...windowSizes } })
  Object.assign(core.fused, { conv2d: fusedConv2d, depthwiseConv2d: fusedDepthwiseConv2d })
  Object.assign(core.losses, { softmaxCrossEntropy })
  Object.assign(core.signal, { hammingWindow, hannWindow, stft })
  Object.assign(core.spectral, { irfft })
  Object.assign(tf.Tensor.prototype, methods)
}

type Core = Pick<typeof tfjsCore, 'backend_util' | 'fused' | 'losses' | 'signal' | 'spectral'>

const methods = {
  broadcastTo(this: tf.Tensor, shape: number[]) {
    this.throwIfDisposed()
    return broadcastTo(this, shape)
  },
  conv1d(this: tf.Tensor3D, ...options: ConvolutionOptions) {
    this.throwIfDisposed()
    return conv1d(this, ...options)
  },
  divNoNan(this: tf.Tensor, b: tf.Tensor | tf.TensorLike) {
    this.throwIfDisposed()
    return divNoNan(this, b)
  },
  irfft(this: tf.Tensor) {
    this.throwIfDisposed()
    return irfft(this)
  },
  pool(this: tf.Tensor3D | tf.Tensor4D, ...options: PoolOptions) {
    this.throwIfDisposed()
    return pool(this, ...options)
  },
}

type PoolOptions = Parameters<typeof pool> extends [unknown, ...infer Options] ? Options : never
type ConvolutionOptions = Parameters<typeof conv1d> extends [unknown, ...infer Options] ? Options : never
