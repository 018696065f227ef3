import * as tf from '@tensorflow/tfjs'
import { viewAs } from '../shared/kernel'
import type { GuardedBackend } from './backend'
import { elementwise, gather } from './program'

type Mend = (original: tf.KernelConfig) => tf.KernelConfig

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

/** tfjs' program does not compile for five axes and more, the gradient of a slice of which it is, and pads integers as float32. */
export const pad: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    const { paddings, constantValue } = call.attrs as unknown as tf.PadV2Attrs
    if ((x.shape.length < 5 && x.dtype === 'float32') || x.shape.includes(0) || paddings.every(([before, after]) => before + after === 0))
      return original.kernelFunc(call)
    const [type, uniformType] = x.dtype === 'float32' ? (['f32', 'float32'] as const) : (['i32', 'int32'] as const)
    const shape = x.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1])
    const strides = [...tf.util.computeStrides(x.shape), 1]
    const walk = shape
      .map((length, axis) => {
        const place = `let c${axis} = rest % ${length} - ${paddings[axis]![0]}; rest /= ${length};`
        return `${place} if (c${axis} < 0 || c${axis} >= ${x.shape[axis]}) { isInside = false; } at += c${axis} * ${strides[axis]};`
      })
      .toReversed()
    const body = `var rest = index; var at = 0; var isInside = true; ${walk.join(' ')}
      var value = ${type}(uniforms.padding); if (isInside) { value = x[at]; } result[index] = value;`
    const program = elementwise(`gradlabPad_${x.shape.join()}_${paddings.join()}_${type}`, shape, ['x'], body, { uniforms: `padding : ${type},` })
    return (call.backend as GuardedBackend).runWebGPUProgram(program, [x], x.dtype, [{ type: uniformType, data: [constantValue] }])
  },
})

/** The same of mirrored edges. */
export const mirrorPad: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    if (x.shape.length < 5) return original.kernelFunc(call)
    const { paddings, mode } = call.attrs as unknown as tf.MirrorPadAttrs
    const shape = x.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1])
    const strides = [...tf.util.computeStrides(x.shape), 1]
    const again = mode === 'reflect' ? 0 : 1
    const program = gather(`gradlabMirrorPad_${mode}_${x.shape.join()}_${paddings.join()}`, shape, (at, axis) => {
      const [before, length] = [paddings[axis]![0], x.shape[axis]!]
      const inside = `(${at} - ${before})`
      const first = `select(${inside}, -${inside} - ${again}, ${inside} < 0)`
      return `select(${first}, ${2 * length - 2 + again} - ${inside}, ${inside} >= ${length}) * ${strides[axis]}`
    })
    return (call.backend as GuardedBackend).runWebGPUProgram(program, [x], x.dtype)
  },
})

/** The same of what is turned around. */
export const reverse: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    if (x.shape.length < 5) return original.kernelFunc(call)
    const axes = tf.util.parseAxisParam((call.attrs as unknown as tf.ReverseAttrs).dims, x.shape)
    const strides = [...tf.util.computeStrides(x.shape), 1]
    const program = gather(
      `gradlabReverse_${axes.join()}`,
      x.shape,
      (at, axis) => `${axes.includes(axis) ? `(${x.shape[axis]! - 1} - ${at})` : at} * ${strides[axis]}`,
    )
    return (call.backend as GuardedBackend).runWebGPUProgram(program, [x], x.dtype)
  },
})

/** The same of every so manieth. */
export const stridedSlice: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const x = call.inputs['x'] as tf.TensorInfo
    const backend = call.backend as GuardedBackend
    const attrs = call.attrs as unknown as tf.StridedSliceAttrs
    const info = tf.slice_util.sliceInfo(
      x.shape,
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    )
    const { finalShapeSparse: shape, finalShape, begin, strides, isIdentity, sliceDim0, isSimpleSlice } = info
    if (shape.length < 5 || shape.includes(0) || isIdentity || sliceDim0 || isSimpleSlice || backend.shouldExecuteOnCPU([x])) return original.kernelFunc(call)
    const steps = [...tf.util.computeStrides(x.shape), 1]
    const program = gather(
      `gradlabStridedSlice_${x.shape.join()}_${begin.join()}_${strides.join()}`,
      shape,
      (at, axis) => `(${at} * ${strides[axis]} + ${begin[axis]}) * ${steps[axis]}`,
    )
    return viewAs(backend.runWebGPUProgram(program, [x], x.dtype), finalShape)
  },
})

/** tfjs' program takes four axes at most, and one is enough: what is chosen from lies in rows of the condition's. */
export const select: Mend = (original) => ({
  ...original,
  kernelFunc(call) {
    const { condition, t, e } = call.inputs as { condition: tf.TensorInfo; t: tf.TensorInfo; e: tf.TensorInfo }
    if (t.shape.length < 5) return original.kernelFunc(call)
    const rows = tf.util.sizeFromShape(condition.shape)
    const shape = condition.shape.length === t.shape.length ? [rows] : [rows, tf.util.sizeFromShape(t.shape) / rows]
    const chosen = original.kernelFunc({ ...call, inputs: { condition: viewAs(condition, [rows]), t: viewAs(t, shape), e: viewAs(e, shape) } })
    return viewAs(chosen as tf.TensorInfo, t.shape)
  },
})
