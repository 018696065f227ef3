import * as tf from '@tensorflow/tfjs'
import { runKernelAt, viewAs } from '../shared/kernel'
import type { GuardedBackend } from './backend'
import { elementwise } from './program'

/**
 * tfjs' kernel adds by atomics in whatever order the device takes them, so that no two runs have the same bits, and adds a row whose id is
 * too large to another segment. Here each row finds the next of its segment, and the first row of each walks that list: sums in the order
 * of the rows, as on cpu.
 */
export const unsortedSegmentSum: tf.KernelConfig = {
  kernelName: tf.UnsortedSegmentSum,
  backendName: 'webgpu',
  kernelFunc({ inputs, attrs, backend }) {
    const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo }
    const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs
    return segmentSum(backend as GuardedBackend, x, segmentIds, numSegments)
  },
}

/** Rows added at their indices: the same sum, its segments numbered row by row through the leading axes of the output. */
export const scatterNd: tf.KernelConfig = {
  kernelName: tf.ScatterNd,
  backendName: 'webgpu',
  kernelFunc({ inputs, attrs, backend: anyBackend }) {
    const backend = anyBackend as GuardedBackend
    const place = { name: 'webgpu', backend }
    const { indices, updates } = inputs as { indices: tf.TensorInfo; updates: tf.TensorInfo }
    const { shape } = attrs as unknown as tf.ScatterNdAttrs
    const depth = indices.shape.at(-1) ?? 1
    const rows = tf.util.sizeFromShape(indices.shape) / depth
    const strides = Array.from({ length: depth }, (_, axis) => tf.util.sizeFromShape(shape.slice(axis + 1, depth)))
    const steps = backend.makeTensorInfo([depth], 'int32', Int32Array.from(strides))
    const scaled = runKernelAt(place, tf.Multiply, { a: viewAs(indices, [rows, depth]), b: steps }, {})
    const ids = runKernelAt(place, tf.Sum, { x: scaled }, { axis: 1, keepDims: false })
    const sums = segmentSum(backend, viewAs(updates, [rows, ...shape.slice(depth)]), ids, tf.util.sizeFromShape(shape.slice(0, depth)))
    for (const { dataId } of [steps, scaled, ids]) backend.disposeData(dataId)
    return viewAs(sums, shape)
  },
}

export const sparseSegmentSum = sparseSegment(tf.SparseSegmentSum, (_backend, sums) => sums)

export const sparseSegmentMean = sparseSegment(tf.SparseSegmentMean, (backend, sums, ids) => {
  const counts = new Float32Array(sums.shape[0]!)
  for (const id of ids) counts[id]!++
  const rows = backend.makeTensorInfo(
    [counts.length, ...sums.shape.slice(1).fill(1)],
    'float32',
    counts.map((count) => Math.max(count, 1)),
  )
  const means = runKernelAt({ name: 'webgpu', backend }, tf.RealDiv, { a: sums, b: rows }, {})
  for (const { dataId } of [rows, sums]) backend.disposeData(dataId)
  return means
})

/**
 * tfjs' kernels add by atomics too, and check nothing. The last id tells how many segments there are, so the ids must be known to the host.
 * @param finish takes the sums over, and gives what the kernel does
 */
function sparseSegment(kernelName: string, finish: (backend: GuardedBackend, sums: tf.TensorInfo, ids: Int32Array) => tf.TensorInfo): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc({ inputs, backend: anyBackend }) {
      const backend = anyBackend as GuardedBackend
      const { data, indices, segmentIds } = inputs as { data: tf.TensorInfo; indices: tf.TensorInfo; segmentIds: tf.TensorInfo }
      const ids = backend.readSync(segmentIds.dataId) as Int32Array
      if (ids.some((id) => id < 0)) throw new Error(tf.backend_util.getSparseSegmentReductionNegativeSegmentIdsErrorMessage())
      if (ids.some((id, i) => i > 0 && id < ids[i - 1]!)) throw new Error(tf.backend_util.getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage())
      if (ids.length === 0)
        return backend.makeTensorInfo([0, ...data.shape.slice(1)], data.dtype, tf.util.getTypedArrayFromDType(data.dtype as 'float32' | 'int32', 0))
      const rows = runKernelAt({ name: 'webgpu', backend }, tf.GatherV2, { x: data, indices }, { axis: 0, batchDims: 0 })
      const sums = segmentSum(backend, rows, segmentIds, ids.at(-1)! + 1)
      backend.disposeData(rows.dataId)
      return finish(backend, sums, ids)
    },
  }
}

/** Adds rows into the segments of their ids, in the order of the rows; an id outside the segments drops its row. */
export function segmentSum(backend: GuardedBackend, x: tf.TensorInfo, ids: tf.TensorInfo, segments: number): tf.TensorInfo {
  const rest = x.shape.slice(1)
  const [rows, width] = [tf.util.sizeFromShape(ids.shape), tf.util.sizeFromShape(rest)]
  const counts = [{ type: 'int32', data: [rows] }]
  const flatIds = viewAs(ids, [rows])
  const next = backend.runWebGPUProgram(nextOfSegment(rows), [flatIds], 'int32', counts)
  const none = runKernelAt({ name: 'webgpu', backend }, tf.Fill, {}, { shape: [segments], value: rows, dtype: 'int32' })
  const first = backend.runWebGPUProgram(firstOfSegment(rows), [flatIds], 'int32', [{ type: 'int32', data: [segments] }], none)
  const type = x.dtype === 'int32' ? 'i32' : 'f32'
  const sums = backend.runWebGPUProgram(walk(segments, width, type), [viewAs(x, [rows, width]), next, first], x.dtype, [
    { type: 'int32', data: [width] },
    ...counts,
  ])
  for (const { dataId } of [next, first]) backend.disposeData(dataId)
  return viewAs(sums, [segments, ...rest])
}

const nextOfSegment = (rows: number): ReturnType<typeof elementwise> =>
  elementwise(
    'gradlabNextOfSegment',
    [rows],
    ['ids'],
    'var next = index + 1; loop { if (next >= uniforms.rows || ids[next] == ids[index]) { break; } next++; } result[index] = next;',
    { uniforms: 'rows : i32,' },
  )

/** The smallest of several is the same in whatever order atomics are taken. A segment without rows keeps the number of rows. */
const firstOfSegment = (rows: number): ReturnType<typeof elementwise> => ({
  ...elementwise(
    'gradlabFirstOfSegment',
    [rows],
    ['ids'],
    'if (ids[index] >= 0 && ids[index] < uniforms.segments) { atomicMin(&result[ids[index]], index); }',
    { uniforms: 'segments : i32,' },
  ),
  atomic: true,
})

const walk = (segments: number, width: number, type: 'i32' | 'f32'): ReturnType<typeof elementwise> =>
  elementwise(
    `gradlabWalkSegment_${type}`,
    [segments, width],
    ['x', 'next', 'first'],
    `let column = index % uniforms.width; var row = first[index / uniforms.width]; var sum = ${type}(0);
     loop { if (row >= uniforms.rows) { break; } sum += x[row * uniforms.width + column]; row = next[row]; }
     result[index] = sum;`,
    { uniforms: 'width : i32, rows : i32,' },
  )
