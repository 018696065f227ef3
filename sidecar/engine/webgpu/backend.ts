import * as tf from '@tensorflow/tfjs'
import { WebGPUBackend, webgpu_util } from '@tensorflow/tfjs-backend-webgpu'
import { GradlabError } from '../../../protocol'
import { runKernelAt } from '../shared/kernel'
import { BufferPool } from './bufferPool'
import type { DeviceWatch } from './deviceWatch'
import { mendProgram } from './mendedPrograms'

type Program = Parameters<WebGPUBackend['runWebGPUProgram']>[0]
type Uniforms = NonNullable<Parameters<WebGPUBackend['runWebGPUProgram']>[3]>

/** What tfjs 4.22 keeps private in its backend, and a kernel of our own needs. */
interface Inside {
  readonly commandEncoder: GPUCommandEncoder | null
  computePassEncoder: GPUComputePassEncoder | null
  dispatchCountInPass: number
  readonly commandQueueOwnedIds: WeakSet<object>
  makeUniforms(uniforms: Uniforms): GPUBufferBinding
}

/**
 * tfjs' backend on a device of our choice, mended where it is wrong: errors of the device end the run instead of giving zeros, a synchronous
 * read-back says what to write instead, and the pool of buffers gives memory back.
 */
export class GuardedBackend extends WebGPUBackend {
  readonly pool: BufferPool
  private bytesAtSubmission = 0

  constructor(
    device: GPUDevice,
    info: GPUAdapterInfo,
    readonly watch: DeviceWatch,
  ) {
    const createComputePipeline = device.createComputePipeline.bind(device)
    const guarded: GPUDevice['createComputePipeline'] = (descriptor) => watch.guard('–', () => createComputePipeline(descriptor))
    Object.defineProperty(device, 'createComputePipeline', { value: guarded })
    super(device, info)
    this.pool = new BufferPool(device, watch)
    Object.assign(this, { bufferManager: this.pool })
  }

  override runWebGPUProgram(program: Program, inputs: tf.TensorInfo[], dtype: tf.DataType, uniforms?: Uniforms, output?: tf.TensorInfo): tf.TensorInfo {
    this.watch.check()
    if (program.shaderKey.startsWith('matMulSplitK_')) return this.multiplyInOrder(program.shaderKey, inputs, output)
    const made = super.runWebGPUProgram(mendProgram(program, inputs), inputs, dtype, uniforms, output)
    if (output && !output.shape.includes(0)) this.tensorMap.get(output.dataId).values = null! // what it was before is out of date
    if (this.pool.numBytesUsed - this.bytesAtSubmission > mostBytesWaiting) this.flush()
    return made
  }

  /** A long product is split by tfjs into parts that are added by atomics, in another order each time. Resumes are to have the same bits. */
  private multiplyInOrder(key: string, inputs: tf.TensorInfo[], zeros: tf.TensorInfo | undefined): tf.TensorInfo {
    const [, transposeA, transposeB] = key.split('_')
    const [a, b] = inputs as [tf.TensorInfo, tf.TensorInfo]
    if (zeros) this.disposeData(zeros.dataId)
    tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', webgpu_util.MatMulProgramType.MatMulSmallOutputSizeProgram)
    try {
      return runKernelAt({ name: 'webgpu', backend: this }, tf.BatchMatMul, { a, b }, { transposeA: transposeA === 'true', transposeB: transposeB === 'true' })
    } finally {
      tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', -1)
    }
  }

  /** tfjs forgets the values that it uploads. Integers stay: ids and indices, which tell some kernels the shape of their output. */
  override uploadToGPU(dataId: object): void {
    const data = this.tensorMap.get(dataId)
    const { values, dtype } = data
    super.uploadToGPU(dataId)
    if (values && dtype === 'int32') data.values = values
  }

  override submitQueue(): void {
    this.watch.noteSubmission()
    super.submitQueue()
    this.bytesAtSubmission = this.pool.numBytesUsed
  }

  /** @throws GradlabError source/read-back where the values are on the GPU: Node cannot wait for it without giving up the thread. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const { values, dtype } = this.tensorMap.get(dataId)
    if (!values && dtype !== 'string' && dtype !== 'complex64') throw new GradlabError('source/read-back')
    return super.readSync(dataId)
  }

  /** @throws GradlabError device/… where the values would not be those that were computed */
  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    this.watch.check()
    const values = await super.read(dataId).catch(async (error: unknown) => {
      throw await this.watch.explain(error)
    })
    this.watch.check()
    return values
  }

  /** A compute pass of our own, whose first buffers are written in place; tfjs' programs write nothing but a fresh output. */
  runInPlace(pipeline: GPUComputePipeline, tensors: readonly tf.TensorInfo[], uniforms: Uniforms, workgroups: number): void {
    this.watch.check()
    const inside = this as unknown as Inside
    const buffers = tensors.map(({ dataId }) => {
      this.uploadToGPU(dataId)
      inside.commandQueueOwnedIds.add(dataId)
      const data = this.tensorMap.get(dataId)
      return { data, buffer: data.resource as GPUBuffer }
    })
    const bindings = [...buffers.map(({ buffer }) => ({ buffer })), inside.makeUniforms(uniforms)]
    const entries = bindings.map((resource, binding) => ({ binding, resource }))
    this.ensureCommandEncoderReady()
    inside.computePassEncoder ??= inside.commandEncoder!.beginComputePass()
    inside.computePassEncoder.setPipeline(pipeline)
    inside.computePassEncoder.setBindGroup(0, this.device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }))
    inside.computePassEncoder.dispatchWorkgroups(workgroups)
    for (const { data } of buffers) Object.assign(data, { values: null }) // what was read back before is out of date
    inside.dispatchCountInPass++
    if (tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE') > inside.dispatchCountInPass) return
    this.endComputePassEncoder()
    this.submitQueue()
  }

  /** Gives back memory that no recent step asked for. */
  trim(): void {
    this.flush()
    this.pool.trim()
  }

  /** Submits what waits. */
  flush(): void {
    if (!(this as unknown as Inside).commandEncoder) return
    this.endComputePassEncoder()
    this.submitQueue()
  }

  override dispose(): void {
    this.watch.end()
    super.dispose()
    this.device.destroy()
  }
}

/** What commands that wait have made and let go is free only once they are submitted: large tensors must not wait for many small ones. */
const mostBytesWaiting = 128e6
