import * as tf from '@tensorflow/tfjs'
import { ENGINES, GradlabError, type EngineChoice, type EngineFingerprint, type EngineName, type EngineReport, type EngineWhy } from '../../protocol'
import { openEngine } from './engines'
import { registerGradients } from './gradients/register'

export interface StartedEngine {
  readonly engine: EngineName
  readonly why: EngineWhy
  readonly fingerprint: EngineFingerprint
}

/**
 * Starts the engine that was named or, for `auto`, the best usable one of the ladder, and completes it. Once in a process: a run's
 * tensors live on one engine.
 * @throws GradlabError engine/unusable, engine/adapter, engine/not-in-this-version
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
    if (report.reason === 'no-such-adapter') throw unusable(report)
    if (report.usable && report.reason !== 'software-adapter') return started(report, 'best-usable')
  }
  throw new GradlabError('engine/unusable', { engine: 'auto', reason: 'no engine of the ladder passed its probe' })
}

function unusable({ engine, reason, detail }: EngineReport): GradlabError {
  if (reason === 'no-such-adapter') return new GradlabError('engine/adapter', detail)
  if (reason === 'not-in-this-version') return new GradlabError('engine/not-in-this-version', { engine })
  return new GradlabError('engine/unusable', { engine, reason: String(detail['problem'] ?? reason) })
}

function started({ engine, detail }: EngineReport, why: EngineWhy): StartedEngine {
  const { simd = 'none', threads = 1, adapter, backend, driver } = detail
  const fingerprint = {
    engine,
    simd: simd as EngineFingerprint['simd'],
    threads: Number(threads),
    adapter: [adapter, backend, driver].filter(Boolean).join(', '),
    tfjs: tf.version_core,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  return { engine, why, fingerprint }
}
