import * as tf from '@tensorflow/tfjs'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/**
 * tfjs' kernels add by atomics in whatever order the device takes them. Here each value of a gradient gathers from the outputs that chose its place, in
 * their order; `chosen` has the place in its window that gave each output, the first of equals.
 */
export const dilationInputGrad = gradient(tf.Dilation2DBackpropInput, ({ inShape, outShape, rows, columns }) => ({
  shape: inShape,
  body: `
    for (var place = 0; place < ${rows.filter * columns.filter}; place++) {
      let fromRow = row + ${rows.pad} - place / ${columns.filter} * ${rows.dilation};
      let fromColumn = column + ${columns.pad} - place % ${columns.filter} * ${columns.dilation};
      let r = fromRow / ${rows.stride}; let c = fromColumn / ${columns.stride};
      if (fromRow < 0 || fromColumn < 0 || r * ${rows.stride} != fromRow || c * ${columns.stride} != fromColumn) { continue; }
      if (r >= ${outShape[1]} || c >= ${outShape[2]}) { continue; }
      let at = ((batch * ${outShape[1]} + r) * ${outShape[2]} + c) * ${outShape[3]} + channel;
      if (chosen[at] == place) { sum += dy[at]; }
    }`,
}))

export const dilationFilterGrad = gradient(tf.Dilation2DBackpropFilter, ({ outShape, rows, columns }) => ({
  shape: [1, rows.filter, columns.filter, outShape[3]],
  body: `
    let place = row * ${columns.filter} + column;
    for (var at = channel; at < ${outShape.reduce((a, b) => a * b)}; at += ${outShape[3]}) { if (chosen[at] == place) { sum += dy[at]; } }`,
}))

type Shape = [number, number, number, number]
interface Axis {
  readonly filter: number
  readonly stride: number
  readonly dilation: number
  readonly pad: number
}
interface Geometry {
  readonly inShape: Shape
  readonly outShape: Shape
  readonly rows: Axis
  readonly columns: Axis
}

/** @param write the shape of the gradient as four axes, and WGSL that adds to `sum` at `batch`, `row`, `column` and `channel` of it */
function gradient(kernelName: string, write: (geometry: Geometry) => { shape: number[]; body: string }): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc({ inputs, attrs, backend: anyBackend }) {
      const backend = anyBackend as GuardedBackend
      const { x, filter, dy } = inputs as { x: tf.TensorInfo; filter: tf.TensorInfo; dy: tf.TensorInfo }
      const { strides, pad, dilations } = attrs as unknown as tf.Dilation2DAttrs
      const info = tf.backend_util.computeDilation2DInfo(x.shape as Shape, filter.shape as [number, number, number], strides, pad, 'NHWC', dilations)
      const geometry: Geometry = {
        inShape: info.inShape,
        outShape: info.outShape,
        rows: { filter: info.filterHeight, stride: info.strideHeight, dilation: info.dilationHeight, pad: info.padInfo.top },
        columns: { filter: info.filterWidth, stride: info.strideWidth, dilation: info.dilationWidth, pad: info.padInfo.left },
      }
      const chosen = backend.runWebGPUProgram(choose(geometry), [x, filter], 'int32')
      const { shape, body } = write(geometry)
      const text = `${coordinates(shape)} var sum = 0.0; ${body} result[index] = sum;`
      const out = kernelName === tf.Dilation2DBackpropInput ? x.shape : filter.shape
      const sums = backend.runWebGPUProgram(elementwise(`gradlab${kernelName}_${text}`, out, ['dy', 'chosen'], text), [dy, chosen], 'float32')
      backend.disposeData(chosen.dataId)
      return sums
    },
  }
}

function choose({ inShape, outShape, rows, columns }: Geometry): ReturnType<typeof elementwise> {
  const body = `${coordinates(outShape)}
    var largest = -3.4e38; var found = 0;
    for (var place = 0; place < ${rows.filter * columns.filter}; place++) {
      let r = row * ${rows.stride} - ${rows.pad} + place / ${columns.filter} * ${rows.dilation};
      let c = column * ${columns.stride} - ${columns.pad} + place % ${columns.filter} * ${columns.dilation};
      if (r < 0 || c < 0 || r >= ${inShape[1]} || c >= ${inShape[2]}) { continue; }
      let value = x[((batch * ${inShape[1]} + r) * ${inShape[2]} + c) * ${inShape[3]} + channel] + filters[place * ${inShape[3]} + channel];
      if (value > largest) { largest = value; found = place; }
    }
    result[index] = found;`
  return elementwise(`gradlabDilationChoice_${body}`, outShape, ['x', 'filters'], body)
}

const coordinates = ([, height, width, channels]: readonly number[]): string =>
  `let channel = index % ${channels}; let column = index / ${channels} % ${width}; let row = index / ${channels! * width!} % ${height}; let batch = index / ${channels! * width! * height!};`
