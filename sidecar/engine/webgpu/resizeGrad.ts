import type * as tf from '@tensorflow/tfjs'
import type { ResizeAttrs, Tap } from '../cpu/resizeGrad'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/**
 * tfjs' kernels search a window for the pixels that took of one, which has no size where an axis of one pixel grows with aligned corners, and know nothing of
 * half-pixel centers. Here the host lists them for each row and each column.
 */
export function resizeGrad(tapsOf: (size: number, out: number, attrs: ResizeAttrs) => Tap[]) {
  return (original: tf.KernelConfig): tf.KernelConfig => ({
    ...original,
    kernelFunc(call) {
      const backend = call.backend as GuardedBackend
      const { images, dy } = call.inputs as { images: tf.TensorInfo; dy: tf.TensorInfo }
      const attrs = call.attrs as unknown as ResizeAttrs
      const [, height, width] = images.shape as [number, number, number, number]
      const [, outHeight, outWidth] = dy.shape as [number, number, number, number]
      const taps = [byPixel(height, tapsOf(height, outHeight, attrs)), byPixel(width, tapsOf(width, outWidth, attrs))].flat()
      const starts = taps.reduce<number[]>((all, ofPixel) => [...all, all.at(-1)! + ofPixel.length], [0])
      const listed = taps.flat()
      const places = backend.makeTensorInfo([starts.length + listed.length], 'int32', Int32Array.from([...starts, ...listed.map(({ out }) => out)]))
      const weights = backend.makeTensorInfo(
        [listed.length],
        'float32',
        Float32Array.from(listed, ({ weight }) => weight),
      )
      const sums = backend.runWebGPUProgram(program(images.shape), [dy, places, weights], 'float32')
      for (const { dataId } of [places, weights]) backend.disposeData(dataId)
      return sums
    },
  })
}

function byPixel(size: number, taps: readonly Tap[]): Tap[][] {
  const found = Array.from({ length: size }, (): Tap[] => [])
  for (const tap of taps) if (tap.weight !== 0) found[tap.at]!.push(tap)
  return found
}

/** `places` has where the taps of each row and then of each column begin, and after the last of these the row or column of `dy` of each tap. */
const program = (shape: number[]): ReturnType<typeof elementwise> =>
  elementwise(
    'gradlabResizeGrad',
    shape,
    ['dy', 'places', 'weights'],
    `let coords = getCoordsFromIndex(index);
     let outs = uniforms.outShape[1] + uniforms.outShape[2] + 1;
     let column = uniforms.outShape[1] + coords[2];
     var sum = 0.0;
     for (var i = places[coords[1]]; i < places[coords[1] + 1]; i++) {
       for (var j = places[column]; j < places[column + 1]; j++) {
         sum += weights[i] * weights[j] * getDy(coords[0], places[outs + i], places[outs + j], coords[3]);
       }
     }
     result[index] = sum;`,
  )
