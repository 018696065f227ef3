import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  asGradlabError,
  GradlabError,
  type CompareRequest,
  type ComparisonRun,
  type ComparisonState,
  type EngineFingerprint,
  type ErrorData,
  type RunCommand,
  type RunManifest,
} from '../../protocol'
import { runsOf } from '../store/layout'
import { listRuns } from '../store/runs'
import type { StartRequest } from '../supervisor/runs'
import { secondsLeft } from './estimate'
import { fill, plainRun, rateOf, valueIn, wantedOf } from './fill'
import { openComparison, type OpenedComparison, type OpenHost } from './open'
import { createOutcomeReader, manifestOf } from './outcome'
import { stateOf, writeRecord, type ComparisonRecord } from './record'
import { isSameRun } from './reuse'

/** A run that somebody looks after, as far as a comparison needs it. */
export interface TrainingRun {
  readonly folder: string
  command(command: RunCommand): Promise<void>
  readonly ended: Promise<RunManifest>
}

/** What a comparison needs of the process that works at it: a terminal's or the daemon's. */
export interface CompareHost extends OpenHost {
  start(request: StartRequest): Promise<TrainingRun>
  /** Also of a run that this process trains already. */
  resume(run: string): Promise<TrainingRun>
  onChange(state: ComparisonState): void
}

export interface LiveComparison {
  readonly file: string
  readonly state: ComparisonState
  /** The run under way writes a checkpoint and ends; the same request goes on from there. */
  cancel(): void
  /** Never rejects: what went wrong stands in the state. */
  readonly ended: Promise<ComparisonState>
}

/**
 * Trains what a comparison lacks, one run after the other, and judges it after each.
 * @param only the record that is to be gone on with, and no other
 * @throws GradlabError what openComparison throws; what comes later ends the comparison as failed
 */
export async function startComparison(request: CompareRequest, host: CompareHost, only?: string): Promise<LiveComparison> {
  const opened = await openComparison(request, host, only)
  const worker = createWorker(opened, host)
  return {
    file: opened.file,
    get state() {
      return worker.state()
    },
    cancel: () => worker.cancel(),
    ended: worker.work(),
  }
}

function createWorker(
  { experiment, file, record: first, source }: OpenedComparison,
  host: CompareHost,
): { state(): ComparisonState; cancel(): void; work(): Promise<ComparisonState> } {
  const judgeNow = createOutcomeReader(experiment)
  const settled = new Set<number>()
  let record = first
  let training: { run: TrainingRun; since: number } | undefined
  let isCancelled = false
  let fingerprint: EngineFingerprint | undefined
  let startSeconds = 0 // what a run takes before its own clock begins

  const state = (): ComparisonState => stateOf(file, record)
  const update = (change: Partial<ComparisonRecord>): void => {
    const next = { ...record, ...change }
    record = { ...next, secondsLeft: estimate(experiment, next, { startSeconds, elapsed: training ? secondsSince(training.since) : 0 }) }
    writeRecord(file, record)
    host.onChange(state())
  }
  const setRun = (place: number, run: ComparisonRun): void => update({ runs: record.runs.map((before, at) => (at === place ? run : before)) })
  const interrupt = (): void => {
    training?.run.command({ kind: 'interrupt' }).catch(() => undefined) // it may have ended in this moment
  }

  const train = async (place: number): Promise<void> => {
    const wanted = wantedOf(record, record.runs[place]!)!
    const begun = manifestOf(experiment, record.runs[place]!.run)
    const since = performance.now()
    const isResumed = begun !== undefined && begun.status !== 'completed' && isSameRun(begun, wanted)
    const { variant, seed, engine, set, maxSteps } = wanted
    const run = isResumed
      ? await host.resume(join(runsOf(experiment), begun.name))
      : await host.start({ experiment, variant, seed, engine, set, source, ...(maxSteps !== undefined && { maxSteps }) })
    training = { run, since }
    const planned = { ...plainRun(record.runs[place]!), ...rateOf(record, record.runs[place]!), run: basename(run.folder) }
    setRun(place, { ...planned, status: 'training' })
    if (isCancelled) interrupt()
    const manifest = await run.ended
    training = undefined
    if (!isResumed) startSeconds = Math.max(0, secondsSince(since) - manifest.seconds)
    if (manifest.status === 'completed') {
      // A resumed run keeps the fingerprint it began with, which may be another machine's: then it is trained anew.
      if (!isResumed) fingerprint = manifest.fingerprint
      if (!isResumed || manifest.liveChanges) settled.add(place)
      setRun(place, { ...planned, status: 'completed', value: valueIn(record, planned, manifest) })
    } else if (isCancelled && manifest.status === 'interrupted') setRun(place, planned)
    else {
      if (manifest.error && endsAll(manifest.error)) throw GradlabError.fromData(manifest.error)
      settled.add(place)
      const { run: _folder, ...nameless } = planned // what was refused before its first step leaves no folder
      const status = manifest.status === 'failed' ? 'failed' : 'cut'
      setRun(place, { ...(existsSync(run.folder) ? planned : nameless), status, value: null, ...(manifest.error && { error: withoutDetail(manifest.error) }) })
    }
    update({ result: judgeNow(record) })
  }
  const nextPlace = (): number | undefined => {
    const { runs, next } = fill(
      record,
      listRuns(experiment).runs.map(({ manifest }) => manifest),
      { fingerprint, settled },
    )
    update({ runs })
    return next
  }
  const end = (change: Partial<ComparisonRecord>): void => {
    const { owner: _gone, ...rest } = record
    record = rest
    update(change)
  }

  return {
    state,
    cancel() {
      isCancelled = true
      interrupt()
    },
    async work() {
      try {
        // What ended badly before is tried again: its cause may be gone.
        update({ runs: record.runs.map((run) => (run.status === 'failed' || run.status === 'cut' ? retried(run) : run)) })
        for (let place = nextPlace(); place !== undefined && !isCancelled; place = nextPlace()) await train(place)
        const isWhole = record.runs.every(({ status }) => status !== 'waiting')
        end({ result: judgeNow(record), status: isWhole ? 'completed' : 'interrupted' })
      } catch (thrown) {
        training = undefined
        const runs = record.runs.map((run): ComparisonRun => (run.status === 'training' ? { ...run, status: 'waiting' } : run))
        record = { ...record, runs, status: 'failed', error: withoutDetail(asGradlabError(thrown).toData()) }
        try {
          end({})
        } catch {
          host.onChange(state()) // the disk that it failed on takes no record either
        }
      }
      return state()
    },
  }
}

function retried(run: ComparisonRun): ComparisonRun {
  return { ...plainRun(run), ...(run.run !== undefined && { run: run.run }) }
}

/** What no other run of the comparison would escape: an engine or data that are not here, a disk that takes nothing more. */
function endsAll({ code }: ErrorData): boolean {
  return /^(engine|data|disk|folder)\//.test(code)
}

/** Stacks and outputs stay in the run's own folder. */
function withoutDetail({ detail: _left, ...error }: ErrorData): ErrorData {
  return error
}

function estimate(experiment: string, { runs }: ComparisonRecord, { startSeconds, elapsed }: { startSeconds: number; elapsed: number }): number | null {
  const spent = runs.flatMap(({ run, variant, status }) => {
    const manifest = status === 'completed' || status === 'reused' ? manifestOf(experiment, run) : undefined
    return manifest ? [{ variant, seconds: manifest.seconds + startSeconds }] : []
  })
  const left = [...runs.filter(({ status }) => status === 'training'), ...runs.filter(({ status }) => status === 'waiting')]
  return secondsLeft(
    spent,
    left.map(({ variant }) => variant),
    elapsed,
  )
}

const secondsSince = (startMs: number): number => (performance.now() - startMs) / 1000
