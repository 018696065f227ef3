import { GradlabError, sameFingerprint, type EngineFingerprint, type EngineWhy, type StepTimes } from '../../protocol'
import type { AnyExperiment } from '../../sdk/experiment'
import { openSession, type During, type Session } from '../../sdk/session/session'
import { recallEngine } from '../choice/recall'
import { dataPlaces, openTable } from '../data/open'
import { startEngine } from '../engine/start'
import { explainError } from '../load/explain'
import type { Locator } from '../load/locate'
import { readLatestCheckpoint } from '../store/checkpoints'
import { dropAfter, writeProbe } from '../store/frames'
import { experimentOf } from '../store/layout'
import { searchFrom } from '../tensorflow/searchedFrom'
import { createCheckpointer, type Checkpointer } from './checkpointer'
import { toDataset } from './dataset'
import type { KernelWatch } from './kernelWatch'
import { createPeers, type Peers } from './peers'
import { loadExperiment } from './program'
import type { Recorder } from './recorder'

/** A session at the step it is to go on from, and what the loop needs beside it. */
export interface Prepared {
  readonly session: Session
  readonly peers: Peers
  readonly kernels: KernelWatch
  readonly locator: Locator
  readonly checkpointer: Checkpointer
  readonly abort: AbortController
  readonly run: string
}

/** Engine, source, data, model, and the last checkpoint. @throws GradlabError */
export async function prepare(run: string, recorder: Recorder, kernels: KernelWatch): Promise<Prepared> {
  const asked = recorder.manifest
  searchFrom(experimentOf(run))
  const { choice, isDamaged } = asked.engine ? {} : recallEngine(run, asked)
  if (isDamaged) recorder.emit({ kind: 'notice', code: 'engine-memory-damaged', context: {} })
  const { why, fingerprint, stepTimes } = await startEngine(asked.engine ?? asked.engineAsked, choice)
  const { exported: experiment, locator } = loadExperiment(run)
  const abort = new AbortController()
  const places = dataPlaces(process.env)
  let isGenerated = false
  let session: Session | undefined
  const peers = createPeers({
    run,
    engine: fingerprint.engine,
    data: asked.data,
    seed: asked.seed,
    step: () => session?.stepsMade ?? 0,
  })
  try {
    session = await openSession(
      experiment,
      {
        seed: asked.seed,
        variant: asked.variant,
        set: asked.set,
        signal: abort.signal,
        async dataset(id) {
          const table = await openTable(id ?? asked.data, places)
          isGenerated ||= table.generated
          return toDataset(table)
        },
        spawn: (module, options, hyper) => peers.spawn(module, options, hyper),
      },
      explaining(locator, abort.signal),
    )
    describe(recorder, session, experiment, { why, stepTimes, fingerprint, isGenerated })
    const checkpointer = createCheckpointer(session, peers, recorder, Object.entries(experiment.metrics)[0]!)
    await goOn(run, session, checkpointer, recorder, fingerprint)
    return { session, peers, kernels, locator, checkpointer, abort, run }
  } catch (error) {
    peers.end()
    throw error
  }
}

/** Says which callback of the user's an error comes from, and on which line. */
export function explaining(locator: Locator, signal: AbortSignal): During {
  return async (callback, body) => {
    try {
      return await body()
    } catch (error) {
      throw signal.aborted ? error : explainError(error, callback, locator)
    }
  }
}

function describe(
  recorder: Recorder,
  session: Session,
  experiment: AnyExperiment,
  found: { why: EngineWhy; stepTimes: StepTimes | undefined; fingerprint: EngineFingerprint; isGenerated: boolean },
): void {
  const { manifest } = recorder
  const planned = Number(session.hyper['steps'])
  recorder.update({
    status: 'running',
    error: undefined,
    supervisorLost: undefined,
    metrics: undefined,
    engine: found.fingerprint.engine,
    engineWhy: manifest.engineWhy ?? found.why,
    ...(found.stepTimes && { stepTimes: found.stepTimes }),
    fingerprint: manifest.fingerprint ?? found.fingerprint,
    fields: session.fields,
    hyper: { ...session.hyper },
    metricGoals: Object.fromEntries(Object.entries(experiment.metrics).map(([name, { better }]) => [name, better])),
    steps: Math.min(planned, manifest.maxSteps ?? planned),
    parameters: session.params.variables.reduce((sum, variable) => sum + variable.size, 0),
    generatedData: found.isGenerated,
  })
}

/** From the newest whole checkpoint, or from step 0 with a first one, so that there always is one to replay from. */
async function goOn(run: string, session: Session, checkpointer: Checkpointer, recorder: Recorder, fingerprint: EngineFingerprint): Promise<void> {
  const saved = readLatestCheckpoint(run)
  for (const { file, problem } of saved.damaged) recorder.emit({ kind: 'notice', code: 'checkpoint-damaged', context: { file, problem } })
  const fromStep = saved.step ?? 0
  const { manifest } = recorder
  const isSame = sameFingerprint(manifest.fingerprint!, fingerprint)
  dropAfter(run, saved.step ?? -1)
  if (saved.step !== undefined) {
    await checkpointer.restore(saved.file)
    recorder.emit({ kind: 'resumed', fromStep, sameFingerprint: isSame })
  }
  if (!isSame)
    recorder.emit({ kind: 'notice', code: 'other-fingerprint', context: { before: JSON.stringify(manifest.fingerprint), now: JSON.stringify(fingerprint) } })
  const { engineWhy, stepTimes, parameters, steps } = manifest
  if (!engineWhy || parameters === undefined || steps === undefined) throw new GradlabError('internal', { problem: 'run.json was not filled in' })
  recorder.emit({
    kind: 'started',
    fromStep,
    fingerprint,
    why: engineWhy,
    ...(stepTimes && { stepTimes }),
    hyper: { ...session.hyper },
    fields: session.fields,
    parameters,
    steps,
  })
  if (saved.step === undefined) {
    writeProbe(run, session.data.probe.points)
    await checkpointer.write()
  }
}
