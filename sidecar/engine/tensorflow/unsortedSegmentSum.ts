import type * as tf from '@tensorflow/tfjs'

/** Rows whose segment is outside are left out, as on every other engine; TensorFlow does so on a card, but throws on the processor. */
export function unsortedSegmentSum(original: tf.KernelConfig): tf.KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      try {
        return original.kernelFunc(call)
      } catch (thrown) {
        if (!(thrown instanceof Error && /is out of range/.test(thrown.message))) throw thrown
        const { numSegments } = call.attrs as unknown as tf.UnsortedSegmentSumAttrs
        const backend = call.backend as {
          readSync(id: tf.DataId): Int32Array
          write(values: Int32Array, shape: number[], dtype: 'int32'): tf.DataId
          disposeData(id: tf.DataId): void
        }
        const segmentIds = call.inputs['segmentIds'] as tf.TensorInfo
        const known = backend.readSync(segmentIds.dataId).map((id) => (id < numSegments ? id : -1)) // a negative one is left out everywhere
        const dataId = backend.write(known, segmentIds.shape, 'int32')
        try {
          return original.kernelFunc({ ...call, inputs: { ...call.inputs, segmentIds: { ...segmentIds, dataId } as tf.TensorInfo } })
        } finally {
          backend.disposeData(dataId)
        }
      }
    },
  }
}
