import * as tf from '@tensorflow/tfjs'
import {
  ENGINES,
  GradlabError,
  type EngineChoice,
  type EngineFingerprint,
  type EngineName,
  type EngineReport,
  type EngineWhy,
  type StepTimes,
} from '../../protocol'
import { isSoftware, stillHolds, type Choice } from '../choice/choose'
import { openEngine } from './engines'
import { mendTfjs } from './mendTfjs'
import { unusableError } from './unusable'

export interface StartedEngine {
  readonly engine: EngineName
  readonly why: EngineWhy
  readonly stepTimes?: StepTimes // with `measured`
  readonly fingerprint: EngineFingerprint
}

/**
 * Starts the engine that was named, and completes it. For `auto`, the one that is remembered as the best for the model, as long as it still is
 * what was measured; else wasm; else the first of the ladder that works. Nothing is measured here. Once in a process: a run's tensors live on
 * one engine.
 * @throws GradlabError engine/unusable, engine/adapter, engine/tensorflow
 */
export async function startEngine(asked: EngineChoice, remembered?: Choice): Promise<StartedEngine> {
  mendTfjs()
  if (asked !== 'auto') {
    const report = await openEngine(asked)
    if (!report.usable) throw unusableError(report)
    return started(report, 'asked')
  }
  if (remembered) {
    const report = await openEngine(remembered.engine)
    const { why, stepTimes } = remembered
    if (report.usable && stillHolds(remembered, fingerprintOf(report))) return { ...started(report, why), ...(why === 'measured' && { stepTimes }) }
  }
  for (const engine of new Set<EngineName>(['wasm', ...ENGINES])) {
    const report = await openEngine(engine)
    if (report.usable && !isSoftware(report)) return started(report, engine === 'wasm' ? 'until-measured' : 'best-usable')
  }
  throw new GradlabError('engine/unusable', { engine: 'auto', reason: { phrase: 'reason/none-worked' } })
}

function started(report: EngineReport, why: EngineWhy): StartedEngine {
  return { engine: report.engine, why, fingerprint: fingerprintOf(report) }
}

function fingerprintOf({ engine, detail }: EngineReport): EngineFingerprint {
  const { simd = 'none', threads = 1, adapter, backend, driver } = detail
  return {
    engine,
    simd: simd as EngineFingerprint['simd'],
    threads: Number(threads),
    adapter: [adapter, backend, driver].filter(Boolean).join(', '),
    tfjs: tf.version_core,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
}
