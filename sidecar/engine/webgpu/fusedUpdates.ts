import * as tf from '@tensorflow/tfjs'
import type { FusedUpdateName, FusedUpdates } from '../../../sdk/fusedUpdate'
import type { GuardedBackend } from './backend'

/** One dispatch a variable where composed operations take up to fourteen. The formulas are those of FusedUpdates. */
export function fusedUpdateKernels(): tf.KernelConfig[] {
  return (Object.keys(updates) as FusedUpdateName[]).map((name) => fusedKernel(name, updates[name]))
}

interface Update {
  readonly slots: readonly string[]
  readonly attributes: readonly string[]
  readonly body: string
}

type Updates = { readonly [Name in FusedUpdateName]: Update & { slots: FusedUpdates[Name]['slots']; attributes: (keyof FusedUpdates[Name]['attributes'])[] } }

const updates: Updates = {
  GradlabFusedSgd: { slots: [], attributes: ['learningRate'], body: 'x[i] = x[i] - k.learningRate * g;' },
  GradlabFusedMomentum: {
    slots: ['velocity'],
    attributes: ['learningRate', 'momentum'],
    body: 'let v = velocity[i] * k.momentum + g; velocity[i] = v; x[i] = x[i] - k.learningRate * v;',
  },
  GradlabFusedRmsProp: {
    slots: ['meanSquare'],
    attributes: ['learningRate', 'decay', 'oneMinusDecay', 'epsilon'],
    body: 'let s = meanSquare[i] * k.decay + g * g * k.oneMinusDecay; meanSquare[i] = s; x[i] = x[i] - g / (sqrt(s) + k.epsilon) * k.learningRate;',
  },
  GradlabFusedAdam: {
    slots: ['m', 'v'],
    attributes: ['beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2', 'stepSize', 'epsilon', 'keep'],
    body: `let m1 = m[i] * k.beta1 + g * k.oneMinusBeta1; let v1 = v[i] * k.beta2 + g * g * k.oneMinusBeta2; m[i] = m1; v[i] = v1;
      x[i] = x[i] * k.keep - m1 / (sqrt(v1) + k.epsilon) * k.stepSize;`,
  },
}

const workgroupSize = 64

function fusedKernel(kernelName: FusedUpdateName, { slots, attributes, body }: Update): tf.KernelConfig {
  const pipelines = new WeakMap<GPUDevice, GPUComputePipeline>()
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc({ inputs, attrs, backend: anyBackend }) {
      const backend = anyBackend as GuardedBackend
      const { device } = backend
      let pipeline = pipelines.get(device)
      if (!pipeline) {
        const module = device.createShaderModule({ code: shader(slots, attributes, body), label: kernelName })
        pipeline = device.createComputePipeline({ label: kernelName, layout: 'auto', compute: { module, entryPoint: 'main' } })
        pipelines.set(device, pipeline)
      }
      const { x, gradient, ...others } = inputs as Record<string, tf.TensorInfo> & { x: tf.TensorInfo; gradient: tf.TensorInfo }
      const written = [x, ...slots.map((slot) => others[slot]!)]
      const size = tf.util.sizeFromShape(x.shape)
      const numbers = attributes.map((name) => ({ type: 'float32', data: [Number((attrs as Record<string, number>)[name])] }))
      const groups = Math.min(Math.ceil(size / workgroupSize), device.limits.maxComputeWorkgroupsPerDimension)
      backend.runInPlace(pipeline, [...written, gradient], [{ type: 'int32', data: [size] }, ...numbers], groups)
      return written
    },
  }
}

function shader(slots: readonly string[], attributes: readonly string[], body: string): string {
  const written = ['x', ...slots].map((name, i) => `@group(0) @binding(${i}) var<storage, read_write> ${name}: array<f32>;`)
  const next = written.length
  return `
    struct Constants { size: i32, ${attributes.map((name) => `${name}: f32`).join(', ')} };
    ${written.join('\n')}
    @group(0) @binding(${next}) var<storage, read> gradient: array<f32>;
    @group(0) @binding(${next + 1}) var<uniform> k: Constants;
    @compute @workgroup_size(${workgroupSize})
    fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
      for (var i = id.x; i < u32(k.size); i += groups.x * ${workgroupSize}u) {
        let g = gradient[i];
        ${body}
      }
    }`
}
