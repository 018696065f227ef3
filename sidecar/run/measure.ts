import * as tf from '@tensorflow/tfjs'
import { setImmediate } from 'node:timers/promises'
import { asGradlabError, type EngineName, type EngineVerdict, type ModelToMeasure } from '../../protocol'
import { readScalars } from '../../sdk/mean'
import { openSession } from '../../sdk/session/session'
import { dataPlaces, openTable } from '../data/open'
import { startEngine } from '../engine/start'
import { toDataset } from './dataset'
import { watchKernels } from './kernelWatch'
import { explaining } from './prepare'
import { evaluateExperiment } from './program'
import { isEnough, summarize } from './stepTimes'

/** Makes some steps of a model on an engine, as a run would, and times them; each loss is read, so that a GPU has done its work. Writes nothing. */
export async function measureSteps(engine: EngineName, { code, map, seed, variant, set, data }: ModelToMeasure): Promise<EngineVerdict> {
  let wantsPeers = false
  try {
    const { fingerprint } = await startEngine(engine)
    watchKernels() // a run's kernels are watched too
    const { exported, locator } = evaluateExperiment({ code, map })
    const places = dataPlaces(process.env)
    const { signal } = new AbortController() // it is killed rather than asked to end
    const session = await openSession(
      exported,
      {
        seed,
        variant,
        set,
        signal,
        dataset: async (id) => toDataset(await openTable(id ?? data, places)),
        spawn() {
          wantsPeers = true
          return Promise.reject(new Error('a measurement starts no processes'))
        },
      },
      explaining(locator, signal),
    )
    const stepTimesMs: number[] = []
    while (!isEnough(stepTimesMs, Number(session.hyper['steps']) - session.stepsMade)) {
      const start = performance.now()
      const scalars = await session.step()
      await readScalars(scalars)
      stepTimesMs.push(performance.now() - start)
      tf.dispose(Object.values(scalars).filter((value) => typeof value !== 'number'))
      await setImmediate()
    }
    if (wantsPeers) return { state: 'skipped', engine, reason: 'peers' }
    const parameters = session.params.variables.reduce((sum, variable) => sum + variable.size, 0)
    return { state: 'measured', engine, fingerprint, ...summarize(stepTimesMs), parameters, batchSize: Number(session.hyper['batchSize']) }
  } catch (thrown) {
    return wantsPeers ? { state: 'skipped', engine, reason: 'peers' } : { state: 'failed', engine, error: asGradlabError(thrown).toData() }
  }
}
