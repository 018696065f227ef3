import * as tf from '@tensorflow/tfjs'
import { availableParallelism } from 'node:os'
import type { EngineReport } from '../../../protocol'
import { findTensorflow, type TensorflowPackage } from '../../tensorflow/find'
import { probeTensorflow } from '../../tensorflow/probe'
import { rememberedVerdict } from '../../tensorflow/remembered'
import type { TensorflowVerdict } from '../../tensorflow/verdict'
import { searchedFrom } from '../../tensorflow/searchedFrom'
import { EngineRefusal } from '../refusal'
import { loadTensorflow } from './load'

/**
 * Makes TensorFlow the tfjs backend, where its user has installed it and it has passed its probe in a process of its own.
 * @throws EngineRefusal not-installed, library-missing, probe-crashed, probe-hung, probe-failed
 */
export async function openTensorflow(): Promise<Pick<EngineReport, 'reason' | 'detail'>> {
  if (loaded) {
    await tf.setBackend('tensorflow')
    return loaded
  }
  const { found, others } = findTensorflow({ environment: process.env, from: searchedFrom() })
  if (!found) throw new EngineRefusal('not-installed', others.length > 0 ? { other: others.map(({ name, version }) => `${name} ${version}`).join(', ') } : {})
  const verdict = await rememberedVerdict(found, () => probeTensorflow(found.folder))
  if (verdict.state === 'failed') throw new EngineRefusal(verdict.reason, { package: found.name, problem: verdict.problem })
  await loadTensorflow(found.folder)
  return (loaded = describe(found, verdict))
}
let loaded: Pick<EngineReport, 'reason' | 'detail'> | undefined

function describe({ name }: TensorflowPackage, verdict: Extract<TensorflowVerdict, { state: 'passed' }>): Pick<EngineReport, 'reason' | 'detail'> {
  const { tensorflow, device, card, missing } = verdict
  return {
    reason: name === '@tensorflow/tfjs-node-gpu' && device === 'cpu' ? 'card-unused' : 'ready',
    detail: {
      package: name,
      adapter: card || (device === 'gpu' ? 'GPU' : 'CPU'),
      driver: `TensorFlow ${tensorflow}`,
      threads: Number(process.env['TF_NUM_INTRAOP_THREADS']) || availableParallelism(),
      ...(missing !== '' && device === 'cpu' && { missing }),
    },
  }
}
