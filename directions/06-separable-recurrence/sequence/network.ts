import * as tf from '@tensorflow/tfjs'
import { dense, type Params } from 'gradlab'
import { sized } from './costs'
import type { Batch, Sequences } from './data'
import type { Hyper, Layer } from './model'
import { rootMeanSquareNorm } from './rivals'

// #region snippet gl-character-model | The smallest use of a recurrence: embed, layers with norm and residual, scores of what comes next | 递归层的最小用法：嵌入、带归一化与残差的各层、下一字符的得分
type Read = Pick<Batch, 'x' | 'at'>

/** Makes what stands at one place of the stack: one recurrence, or attention and a perceptron. */
export type Block = (params: Params, hyper: Hyper) => Layer[]

export function createNetwork(params: Params, asked: Hyper, block: Block, { inputs, classes, length }: Pick<Sequences, 'inputs' | 'classes' | 'length'>) {
  const hyper = sized(asked)
  const { width: D, recurrence } = hyper
  const embed = embedding(params.at('embedding'), inputs, D)
  const positions = recurrence === 'attention' ? params.variable('positions', params.rng.normal([length, D], 0.1) as tf.Tensor2D) : undefined
  const stack = Array.from({ length: hyper.layers }, (_, i) => block(params.at(`layer${i}`), hyper)).flat()
  const norms = stack.map((_, i) => rootMeanSquareNorm(params.at(`norm${i}`), D))
  const [norm, head] = [rootMeanSquareNorm(params.at('norm'), D), dense(params.at('head'), D, classes)]

  /** Every step at once: [B, T] or [B, T, F] → [B·T, D], before the last norm. What is made within a layer is freed with it, but for what its gradient needs. */
  const read = (x: tf.Tensor) => {
    const [B, T] = x.shape as [number, number]
    let h = embed(x.reshape([B * T, ...x.shape.slice(2)])).reshape([B, T, D])
    if (positions) h = h.add(positions.slice([0, 0], [T, D]))
    const memories = stack.flatMap((layer, i) => {
      const { y, memories } = tf.tidy(() => layer.all(norms[i]!(h.reshape([B * T, D])).reshape([B, T, D])))
      h = h.add(y)
      return memories.map(({ name, ...memory }) => ({ name: `${name} ${i + 1}`, ...memory }))
    })
    return { last: h.reshape([B * T, D]) as tf.Tensor2D, memories }
  }
  /** Step by step, for what is not there yet: the scores [B, N] after x [B] or [B, F], the step of number t. */
  const step = (x: tf.Tensor, states: tf.Tensor[][], t: number) => {
    let h = embed(x)
    if (positions) h = h.add(positions.slice([t, 0], [1, D]))
    const next = stack.map((layer, i) => {
      const { y, state } = layer.step(norms[i]!(h), states[i]!)
      h = h.add(y)
      return state
    })
    return { scores: head(norm(h)), states: next }
  }
  const features = ({ x, at }: Read): tf.Tensor2D => {
    const { last } = read(x)
    return norm(at ? last.gather(at) : last)
  }
  return { read, step, start: (batch: number) => stack.map((layer) => layer.start(batch)), features, scores: (batch: Read) => head(features(batch)) }
}
export type Network = ReturnType<typeof createNetwork>

function embedding(params: Params, inputs: Sequences['inputs'], D: number): (x: tf.Tensor) => tf.Tensor2D {
  if (inputs.kind === 'values') return dense(params, inputs.frame, D) as (x: tf.Tensor) => tf.Tensor2D
  const table = params.variable('kernel', params.rng.normal([inputs.alphabet.length, D]) as tf.Tensor2D)
  return (x) => table.gather(x as tf.Tensor1D)
}
// #endregion

/** What `of` makes of a batch, from some of its rows at a time, as many as have `steps` steps: memory then does not depend on the others. Where no gradient is asked for. */
export function inParts({ x, at }: Read, steps: number, of: (part: Read) => tf.Tensor2D): tf.Tensor2D {
  const [B, T] = x.shape as [number, number]
  const rows = Math.max(1, Math.floor(steps / T))
  const part = (from: number): Read => {
    const count = Math.min(rows, B - from)
    return { x: x.slice(from, count), ...(at && { at: at.slice(from, count).sub(tf.scalar(from * T, 'int32')) as tf.Tensor1D }) }
  }
  return tf.concat(Array.from({ length: Math.ceil(B / rows) }, (_, i) => tf.tidy(() => of(part(i * rows)))))
}
