import * as tf from '@tensorflow/tfjs'
import { runKernelAt, viewAs } from '../shared/kernel'
import { runBinary } from './binary'
import type { GuardedBackend } from './backend'
import { runOnHost } from './hostKernels'
import { elementwise } from './program'

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

/** tfjs' kernels reshape a convolution of no pictures to the rows of one. */
export const convolution: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const { x, filter } = call.inputs as { x: tf.TensorInfo; filter: tf.TensorInfo }
    if (!x.shape.includes(0)) return original.kernelFunc(call)
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = call.attrs as unknown as tf.Conv2DAttrs
    const [ofX, ofFilter] = [x.shape, filter.shape] as [Shape4D, Shape4D]
    const format = tf.backend_util.convertConv2DDataFormat(dataFormat)
    const { outShape } = tf.backend_util.computeConv2DInfo(ofX, ofFilter, strides, dilations, pad, dimRoundingMode, false, format)
    const zeros = { shape: outShape, value: 0, dtype: 'float32' as const }
    return runKernelAt({ name: 'webgpu', backend: call.backend as GuardedBackend }, tf.Fill, {}, zeros)
  },
})
type Shape4D = [number, number, number, number]

/** tfjs' kernel takes no axis from the end and four axes at most: three are enough. */
export const cumulative: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    const attrs = call.attrs as unknown as tf.CumsumAttrs
    const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape) as [number]
    if (x.shape.length < 4) return original.kernelFunc({ ...call, attrs: { ...attrs, axis } })
    const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)].map(tf.util.sizeFromShape) as [number, number]
    const made = original.kernelFunc({ ...call, inputs: { x: viewAs(x, [outer, x.shape[axis]!, inner]) }, attrs: { ...attrs, axis: 1 } }) as tf.TensorInfo
    return viewAs(made, x.shape)
  },
})

/** tfjs' program takes the value as float32. */
export const fill: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const { shape, value, dtype } = call.attrs as unknown as tf.FillAttrs
    if (dtype !== 'int32' || typeof value !== 'number' || shape.includes(0)) return original.kernelFunc(call)
    const program = elementwise('gradlabFill', shape, [], 'result[index] = uniforms.value;', { uniforms: 'value : i32,' })
    return (call.backend as GuardedBackend).runWebGPUProgram(program, [], dtype, [{ type: 'int32', data: [value] }])
  },
})

/**
 * On the host: what depends on no tensor (tfjs' program of linSpace gives NaN for a list of one), and what tfjs reads back to compute there itself, with a
 * warning meant for web pages.
 */
export const onHost: Mend = (original) => ({ ...original, kernelFunc: (call) => runOnHost(tf.getKernel(original.kernelName, 'cpu'), call) })

/** WGSL's pow has no sign, and is NaN or 0 · ∞ where IEEE's is not. */
export const power: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return original.kernelFunc(call)
    return runBinary(call.backend as GuardedBackend, a, b, 'float32', 'power(a, b)', ieeePower)
  },
})
const ieeePower = `fn power(a: f32, b: f32) -> f32 {
  if (b == 0.0) { return 1.0; }
  if (isnan(a) || isnan(b)) { return uniforms.NAN; }
  let size = abs(a);
  let isWhole = floor(b) == b;
  if (a < 0.0 && !isWhole && !isinf(a)) { return uniforms.NAN; }
  var result = pow(size, b);
  if (size == 0.0 || isinf(size)) { result = select(0.0, uniforms.INFINITY, (size == 0.0) == (b < 0.0)); }
  else if (isinf(b)) { result = select(select(0.0, uniforms.INFINITY, (size > 1.0) == (b > 0.0)), uniforms.NAN, size == 1.0); }
  let isOdd = isWhole && abs(b) < 16777216.0 && (i32(clamp(b, -16777216.0, 16777216.0)) & 1) == 1;
  return select(result, -result, a < 0.0 && isOdd);
}`
