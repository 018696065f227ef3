import * as tf from '@tensorflow/tfjs'
import { fasterKernel, release, runKernel, type FasterKernel, type WasmBackend } from '../kernel'

interface Extras {
  bias?: tf.TensorInfo
  preluActivationWeights?: tf.TensorInfo
}
interface FusedAttrs {
  activation?: string
  leakyreluAlpha?: number
}

/** A kernel, then a bias, then an activation, each by our own kernels: what the cpu backend does with its own. */
export const fusedKernels: readonly FasterKernel[] = [
  fasterKernel<{ a: tf.TensorInfo; b: tf.TensorInfo } & Extras, tf._FusedMatMulAttrs>(tf._FusedMatMul, ({ inputs, attrs, backend }) => {
    const { transposeA, transposeB } = attrs
    return finish(backend, runKernel(backend, tf.BatchMatMul, { a: inputs.a, b: inputs.b }, { transposeA, transposeB }), inputs, attrs)
  }),
  fasterKernel<{ x: tf.TensorInfo; filter: tf.TensorInfo } & Extras, tf.FusedConv2DAttrs>(tf.FusedConv2D, ({ inputs, attrs, backend }, original) => {
    if (attrs.dataFormat === 'NCHW') return original()
    return finish(backend, runKernel(backend, tf.Conv2D, { x: inputs.x, filter: inputs.filter }, attrs as unknown as tf.NamedAttrMap), inputs, attrs)
  }),
  fasterKernel<{ x: tf.TensorInfo; filter: tf.TensorInfo } & Extras, tf.FusedDepthwiseConv2DAttrs>(tf.FusedDepthwiseConv2D, ({ inputs, attrs, backend }) =>
    finish(backend, runKernel(backend, tf.DepthwiseConv2dNative, { x: inputs.x, filter: inputs.filter }, attrs as unknown as tf.NamedAttrMap), inputs, attrs),
  ),
]

function finish(
  backend: WasmBackend,
  product: tf.TensorInfo,
  { bias, preluActivationWeights }: Extras,
  { activation, leakyreluAlpha }: FusedAttrs,
): tf.TensorInfo {
  let result = product
  const then = (kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap = {}): void => {
    const next = runKernel(backend, kernelName, inputs, attrs)
    release(backend, result)
    result = next
  }
  if (bias) then(tf.Add, { a: result, b: bias })
  if (activation === 'relu') then(tf.Relu, { x: result })
  else if (activation === 'relu6') then(tf.Relu6, { x: result })
  else if (activation === 'elu') then(tf.Elu, { x: result })
  else if (activation === 'sigmoid') then(tf.Sigmoid, { x: result })
  else if (activation === 'leakyrelu') then(tf.LeakyRelu, { x: result }, { alpha: leakyreluAlpha! })
  else if (activation === 'prelu') then(tf.Prelu, { x: result, alpha: preluActivationWeights! })
  else if (activation && activation !== 'linear') throw new Error(`the wasm engine knows no fused activation ${activation}`)
  return result
}
