import * as tf from '@tensorflow/tfjs'
import assert from 'node:assert/strict'
import { unsortedSegmentSum } from './unsortedSegmentSum'

describe('the segment sum of TensorFlow on the processor', () => {
  const cpu = (): tf.KernelBackend & { numDataIds(): number } => tf.findBackend('cpu') as tf.KernelBackend & { numDataIds(): number }
  const original = tf.getKernel(tf.UnsortedSegmentSum, 'cpu')
  /** As TensorFlow's: it refuses an id beyond the last segment, and leaves out a negative one. */
  const strict = (problem: string): tf.KernelConfig => ({
    ...original,
    kernelFunc(call) {
      const ids = (cpu() as unknown as { readSync(id: tf.DataId): Int32Array }).readSync((call.inputs['segmentIds'] as tf.TensorInfo).dataId)
      if (ids.some((id) => id >= 2)) throw new Error(problem)
      return original.kernelFunc(call)
    },
  })
  const sum = (problem: string): number[] =>
    tf.tidy(() => {
      const inputs = { x: tf.tensor2d([[1], [2], [4]]), segmentIds: tf.tensor1d([0, 1, 2], 'int32') }
      const output = unsortedSegmentSum(strict(problem)).kernelFunc({ inputs, attrs: { numSegments: 2 }, backend: cpu() }) as tf.TensorInfo
      return [...tf.engine().makeTensorFromTensorInfo(output).dataSync()]
    })
  before(() => tf.setBackend('cpu'))

  it('leaves out rows whose segment is outside, and holds nothing afterwards', () => {
    const before = cpu().numDataIds()
    assert.deepEqual(sum('Invalid TF_Status: 3\nMessage: segment_ids[2] = 2 is out of range [0, 2)'), [1, 2])
    assert.equal(cpu().numDataIds(), before)
  })

  it('passes on any other failure', () => assert.throws(() => sum('out of memory'), /out of memory/))
})
