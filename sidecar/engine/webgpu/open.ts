import * as tf from '@tensorflow/tfjs'
import { GradlabError, type EngineReport } from '../../../protocol'
import { EngineRefusal } from '../refusal'
import { findAdapter, type FoundAdapter } from './adapter'
import { GuardedBackend } from './backend'
import { hasGraphicsInterface, isEditorsNode, loadDawn } from './dawn'
import { DeviceWatch } from './deviceWatch'
import { completeKernels } from './register'

type Verdict = Pick<EngineReport, 'reason' | 'detail'>

/**
 * Makes webgpu the tfjs backend, on the adapter that GRADLAB_WEBGPU_ADAPTER names; `none` switches the engine off.
 * @throws EngineRefusal, and whatever Dawn or the driver throws
 */
export async function openWebgpu(): Promise<Verdict> {
  const asked = process.env['GRADLAB_WEBGPU_ADAPTER']?.trim() ?? ''
  if (asked === 'none') throw new EngineRefusal('switched-off')
  if (isEditorsNode()) throw new EngineRefusal('editors-node')
  if (current?.asked !== asked || current.backend.watch.isFailed) {
    closeWebgpu()
    const found = hasGraphicsInterface() ? await find(asked) : undefined
    if (!found) throw new EngineRefusal('no-adapter')
    current = { asked, ...(await open(found)) }
  }
  await tf.setBackend('webgpu')
  return current.verdict
}
let current: { readonly asked: string; readonly backend: GuardedBackend; readonly verdict: Verdict } | undefined

/** Gives the device and all its memory back; tensors that are left on it are lost. */
export function closeWebgpu(): void {
  if (!current) return
  current = undefined
  tf.removeBackend('webgpu')
}

/** Whether small tensors that are on the host are computed there, as tfjs does; a test of the GPU's kernels wants none of it. */
export function computeSmallOnHost(isWanted: boolean): void {
  tf.env().set('WEBGPU_CPU_FORWARD', isWanted)
}

/** Between two stretches of training: gives back memory that no step of late asked for. */
export function trimWebgpu(): void {
  current?.backend.trim()
}

async function find(asked: string): Promise<FoundAdapter | undefined> {
  try {
    return await findAdapter(loadDawn(), asked)
  } catch (error) {
    if (error instanceof GradlabError) throw new EngineRefusal('no-such-adapter', { asked, known: error.context['known'] as string })
    throw error
  }
}

async function open(found: FoundAdapter): Promise<{ backend: GuardedBackend; verdict: Verdict }> {
  const { adapter, isSoftware, isNamed } = found
  const { info } = adapter
  const device = await adapter.requestDevice({ requiredLimits: allLimits(adapter.limits) })
  const onHost = completeKernels()
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', dispatchesPerSubmit)
  const backend = withNavigator(() => new GuardedBackend(device, info, new DeviceWatch(device, found.name)))
  tf.registerBackend('webgpu', () => backend)
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeInvocationsPerWorkgroup } = device.limits
  return {
    backend,
    verdict: {
      reason: isSoftware && !isNamed ? 'software-adapter' : 'ready',
      detail: {
        adapter: found.name,
        vendor: info.vendor,
        architecture: info.architecture,
        driver: info.description,
        backend: found.backend,
        type: isSoftware ? 'cpu' : 'gpu',
        largestTensorBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
        buffersPerShader: maxStorageBuffersPerShaderStage,
        workgroupSize: maxComputeInvocationsPerWorkgroup,
        hostOpCount: onHost.length,
      },
    },
  }
}

/**
 * tfjs submits every 15. A submission costs the host more than a dispatch, and a small net's whole step has some 40; a device that waits
 * for the first 64 of a large one waits for a few milliseconds of it.
 */
const dispatchesPerSubmit = 64

/** All that the adapter has: tfjs asks for six limits, and a device that is not asked for more refuses buffers over 256 MB. */
function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(limits)).filter((name) => name !== 'constructor') as (keyof GPUSupportedLimits)[]
  return Object.fromEntries(names.flatMap((name) => (typeof limits[name] === 'number' ? [[name, limits[name]]] : [])))
}

/** The constructor of tfjs' backend looks whether there is a `navigator.gpu`, and never uses it. */
function withNavigator<T>(make: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: {} }, configurable: true })
  try {
    return make()
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before)
    else Reflect.deleteProperty(globalThis, 'navigator')
  }
}
