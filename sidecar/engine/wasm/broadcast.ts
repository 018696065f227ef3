import * as tf from '@tensorflow/tfjs'
import { sizeFromShape } from './kernel'

/** The axes of a broadcast result, merged where both operands walk through them alike, and each operand's stride along them, in values. */
export interface Walk {
  readonly shape: number[]
  readonly sizes: Four
  readonly a: Four
  readonly b: Four
}
export type Four = readonly [number, number, number, number]

/** @returns undefined where more than four axes are left. @throws what tfjs throws for shapes that do not broadcast */
export function walkOf(aShape: number[], bShape: number[]): Walk | undefined {
  if (sameShape(aShape, bShape)) return { shape: aShape, sizes: [1, 1, 1, sizeFromShape(aShape)], a: flat, b: flat }
  const shape = tf.backend_util.assertAndGetBroadcastShape(aShape, bShape)
  const [aStrides, bStrides] = [stridesOf(aShape, shape), stridesOf(bShape, shape)]
  const sizes: number[] = []
  const a: number[] = []
  const b: number[] = []
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!
    if (size === 1) continue
    const length = sizes.length
    const [aStride, bStride] = [aStrides[axis]!, bStrides[axis]!]
    if (length > 0 && aStride === a[length - 1]! * sizes[length - 1]! && bStride === b[length - 1]! * sizes[length - 1]!) {
      sizes[length - 1]! *= size
    } else {
      sizes.push(size)
      a.push(aStride)
      b.push(bStride)
    }
  }
  if (sizes.length > 4) return undefined
  while (sizes.length < 4) {
    sizes.push(1)
    a.push(0)
    b.push(0)
  }
  return { shape, sizes: four(sizes), a: four(a), b: four(b) }
}

const flat: Four = [0, 0, 0, 1]
const four = (values: number[]): Four => values.reverse() as unknown as Four

function sameShape(a: number[], b: number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i])
}

/** 0 along an axis that is broadcast. */
function stridesOf(shape: number[], result: number[]): number[] {
  const strides = new Array<number>(result.length).fill(0)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1) strides[axis + result.length - shape.length] = stride
    stride *= shape[axis]!
  }
  return strides
}
