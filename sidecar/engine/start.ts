import * as tf from '@tensorflow/tfjs'
import { ENGINES, GradlabError, type EngineChoice, type EngineFingerprint, type EngineName, type EngineReport, type EngineWhy } from '../../protocol'
import { openEngine } from './engines'
import { registerGradients } from './gradients/register'
import { tensorflowError } from '../tensorflow/explain'

export interface StartedEngine {
  readonly engine: EngineName
  readonly why: EngineWhy
  readonly fingerprint: EngineFingerprint
}

/**
 * Starts the engine that was named or, for `auto`, the best usable one of the ladder, and completes it. Once in a process: a run's
 * tensors live on one engine.
 * @throws GradlabError engine/unusable, engine/tensorflow, engine/not-in-this-version
 */
export async function startEngine(choice: EngineChoice): Promise<StartedEngine> {
  registerGradients()
  if (choice !== 'auto') {
    const report = await openEngine(choice)
    if (!report.usable) throw unusable(report)
    return started(report, 'asked')
  }
  for (const engine of ENGINES) {
    const report = await openEngine(engine)
    if (report.usable) return started(report, 'best-usable')
  }
  throw new GradlabError('engine/unusable', { engine: 'auto', reason: 'no engine of the ladder passed its probe' })
}

function unusable({ engine, reason, detail }: EngineReport): GradlabError {
  if (engine === 'tensorflow') return tensorflowError(reason, detail)
  if (reason === 'not-in-this-version') return new GradlabError('engine/not-in-this-version', { engine })
  return new GradlabError('engine/unusable', { engine, reason: String(detail['problem'] ?? reason) })
}

function started({ engine, detail }: EngineReport, why: EngineWhy): StartedEngine {
  const { simd = 'none', threads = 1, adapter = '' } = detail
  const fingerprint = {
    engine,
    simd: simd as EngineFingerprint['simd'],
    threads: Number(threads),
    adapter: String(adapter),
    tfjs: tf.version_core,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  return { engine, why, fingerprint }
}
