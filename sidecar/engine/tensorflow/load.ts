import * as tf from '@tensorflow/tfjs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import type { TensorflowFacts } from '../../tensorflow/verdict'
import { mendCpuKernels } from '../cpu/mend'
import { threadsAsked } from '../shared/threadsAsked'
import { fillGaps } from './gaps'
import { restoreRemovedUtil } from './legacyUtil'
import { mendTensorflowKernels } from './mend'

/**
 * Loads a tfjs-node package into this process, on the tfjs that is here, and makes its TensorFlow the tfjs backend. It may end the process
 * or never come back: only after it did well in a process of its own.
 * @throws whatever the package throws, such as what its native library lacks
 */
export async function loadTensorflow(folder: string): Promise<TensorflowFacts> {
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value
  // Whatever stands there may be a parent's, which gives its peers fewer threads than it has.
  if (threadsAsked() !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] = String(threadsAsked())
  restoreRemovedUtil()
  const load = createRequire(join(folder, 'package.json'))
  shareTfjs(load)
  load(folder)
  await tf.setBackend('tensorflow')
  mendCpuKernels()
  fillGaps()
  mendTensorflowKernels()
  const { binding, isUsingGpuDevice } = v.parse(backendFacts, tf.backend())
  return { tensorflow: binding.TF_Version, device: isUsingGpuDevice ? 'gpu' : 'cpu' }
}

/**
 * The package asks for `@tensorflow/tfjs` and, in one kernel, for `@tensorflow/tfjs-core`, and would get the copies beside it: a second tfjs-core,
 * to which no tensor of ours is known. What it would load is put into the module cache as already loaded, and is ours. (`require.cache` is
 * documented for this and is in every Node; module.registerHooks would do it from 22.15 on only, and tfjs-node names no deeper path of tfjs.)
 */
function shareTfjs(load: NodeJS.Require): void {
  for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core']) {
    const path = load.resolve(name)
    const present = load.cache[path]?.exports as typeof tf | undefined
    if (present?.engine === tf.engine) continue // it finds the very one that is here
    const shared = Object.create(null) as NodeJS.Module
    load.cache[path] = Object.assign(shared, { id: path, filename: path, path: dirname(path), loaded: true, exports: tf, children: [], paths: [] })
  }
}

/** Unless the user has set them: no grabbing of the whole card's memory, the same bits at each run, and no chatter. */
const settings = { TF_FORCE_GPU_ALLOW_GROWTH: 'true', TF_DETERMINISTIC_OPS: '1', TF_CPP_MIN_LOG_LEVEL: '2' }

const backendFacts = v.object({ binding: v.object({ TF_Version: v.string() }), isUsingGpuDevice: v.boolean() })
