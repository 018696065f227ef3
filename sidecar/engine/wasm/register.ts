import * as tf from '@tensorflow/tfjs'
import { mendCpuKernels } from '../cpu/mend'
import { einsumKernel } from '../shared/einsum'
import { replaceKernel } from '../shared/replace'
import { batchMatMul } from './kernels/batchMatMul'
import { binaryKernels } from './kernels/binary'
import { composedKernels } from './kernels/compose'
import { convolutionKernels } from './kernels/conv2d'
import { depthwiseKernels } from './kernels/depthwise'
import { fusedKernels } from './kernels/fused'
import { moveKernels } from './kernels/move'
import { fusedUpdates } from './kernels/optimize'
import { poolKernels } from './kernels/pool'
import { reduceKernels } from './kernels/reduce'
import { rowKernels } from './kernels/rows'
import { slopeKernels } from './kernels/slopes'
import { unaryKernels } from './kernels/unary'
import { asDeclared } from './asDeclared'

/** Every kernel of the cpu backend, and WebAssembly in place of those that a training step spends its time on. */
export function registerWasmKernels(): void {
  if (isRegistered) return
  isRegistered = true
  mendCpuKernels()
  for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'wasm', kernelFunc: asDeclared(kernel.kernelFunc) })
  replaceKernel('wasm', tf.Einsum, () => einsumKernel('wasm'))
  for (const kernel of [...fusedUpdates, ...slopeKernels]) tf.registerKernel(kernel)
  for (const { kernelName, make } of fasterKernels) replaceKernel('wasm', kernelName, make)
}

const fasterKernels = [
  batchMatMul,
  ...binaryKernels,
  ...composedKernels,
  ...convolutionKernels,
  ...depthwiseKernels,
  ...fusedKernels,
  ...moveKernels,
  ...poolKernels,
  ...reduceKernels,
  ...rowKernels,
  ...unaryKernels,
]
let isRegistered = false
