import * as tf from '@tensorflow/tfjs'
import { viewAs } from '../shared/kernel'
import type { GuardedBackend } from './backend'
import { runOnHost } from './hostKernels'
import { elementwise, gather } from './program'

type Mend = (original: tf.KernelConfig) => tf.KernelConfig

/** tfjs' kernel gives [1] for a vector, every other backend gives []. */
export const argOfVector: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const out = original.kernelFunc(call) as tf.TensorInfo
    return (call.inputs['x'] as tf.TensorInfo).shape.length === 1 ? viewAs(out, []) : out
  },
})

/** What tfjs' kernel computes on the host, our mended one of cpu does: integers that wrap around, no tensors left behind. */
export const asCpuOnHost: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const isOnHost = (call.backend as GuardedBackend).shouldExecuteOnCPU(Object.values(call.inputs) as tf.TensorInfo[])
    return isOnHost ? runOnHost(tf.getKernel(original.kernelName, 'cpu'), call) : original.kernelFunc(call)
  },
})

/** tfjs' kernel gives its very input back where the last axis is 1, and writes into the shape of it where k is 0. */
export const topK: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    const [values, indices] = original.kernelFunc({ ...call, inputs: { x: viewAs(x, [...x.shape]) } }) as [tf.TensorInfo, tf.TensorInfo]
    if (values.dataId === x.dataId) (call.backend as GuardedBackend).incRef(x.dataId)
    return [values, indices]
  },
})

/** tfjs' kernel has no program for five axes and more, and reads the tensor back. */
export const tile: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    const { reps } = call.attrs as unknown as tf.TileAttrs
    const backend = call.backend as GuardedBackend
    if (x.shape.length < 5 || x.dtype === 'string' || backend.shouldExecuteOnCPU([x])) return original.kernelFunc(call)
    const strides = [...tf.util.computeStrides(x.shape), 1]
    const shape = x.shape.map((length, axis) => length * reps[axis]!)
    return backend.runWebGPUProgram(
      gather(`gradlabTile_${x.shape.join()}`, shape, (at, axis) => `(${at} % ${x.shape[axis]}) * ${strides[axis]}`),
      [x],
      x.dtype,
    )
  },
})

/**
 * The shading language promises sin and cos to 2⁻¹¹ only. These reduce by multiples of π/2 in three parts (Cody & Waite) and take Taylor's
 * polynomial on what is left: float32's own precision up to some 10⁴.
 */
export const precise: Record<'Sin' | 'Cos' | 'Tan', Mend> = {
  Sin: (original) => trigonometric(original, 'quarter(sine, cosine, turns)'),
  Cos: (original) => trigonometric(original, 'quarter(sine, cosine, turns + 1)'),
  Tan: (original) => trigonometric(original, 'quarter(sine, cosine, turns) / quarter(sine, cosine, turns + 1)'),
}

function trigonometric(original: tf.KernelConfig, value: string): tf.KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      const x = call.inputs['x'] as tf.TensorInfo
      if (x.dtype !== 'float32') return original.kernelFunc(call)
      const body = `
        let a = x[index];
        let nearest = round(a * 0.636619772);
        let r = ((a - nearest * 1.5703125) - nearest * 4.83751296997e-4) - nearest * 7.54978995489e-8;
        let turns = i32(nearest);
        let r2 = r * r;
        let sine = r + r * r2 * (-0.16666666667 + r2 * (8.3333333333e-3 + r2 * (-1.9841269841e-4 + r2 * 2.7557319224e-6)));
        let cosine = 1.0 + r2 * (-0.5 + r2 * (4.1666666667e-2 + r2 * (-1.3888888889e-3 + r2 * (2.4801587302e-5 - r2 * 2.7557319224e-7))));
        result[index] = ${value};`
      const declarations = `fn quarter(sine: f32, cosine: f32, turns: i32) -> f32 {
        let part = turns & 3;
        return select(1.0, -1.0, part >= 2) * select(sine, cosine, (part & 1) == 1);
      }`
      return (call.backend as GuardedBackend).runWebGPUProgram(
        elementwise(`gradlab${original.kernelName}`, x.shape, ['x'], body, { declarations }),
        [x],
        'float32',
      )
    },
  }
}
