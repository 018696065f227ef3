import * as tf from '@tensorflow/tfjs'
import { GradlabError, type Figure, type HyperFields, type HyperValue, type HyperValues, type SafeFile } from '../../protocol'
import type { Data, Dataset, Split } from '../data'
import type { AnyExperiment, Context, Scalars, State } from '../experiment'
import { fieldsOfExperiment, parseHyper, resolveHyper } from '../hyper'
import { readScalars } from '../mean'
import { numberToText, type ParamsTree } from '../params'
import type { Peer } from '../peer'
import { createRng } from '../random/rng'
import { checkData, checkExperiment, checkFigures, incomplete, isSource } from './check'
import { createRowOrder } from './rows'
import { inLastingScope, inScope } from './scope'

/** What an experiment needs of the world. The run's process gives files and peers; tests give less. */
export interface SessionHost {
  readonly seed: number
  readonly variant: string
  /** --set, as typed. */
  readonly set: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  dataset(id?: string): Promise<Dataset>
  /** @param hyper the run's own object: live fields change in place */
  spawn(module: `./${string}.ts`, options: { name: string }, hyper: HyperValues): Promise<Peer>
}

/** The scaffold's callbacks by name, so that an error can say which one threw. */
export type Callback = 'data' | 'init' | 'batch' | 'step' | 'evaluate' | 'final' | 'embed' | 'figures'

/**
 * One experiment under training, without files, clocks or processes: context, row order, scopes, splits. `sidecar/run` and
 * `gradlab/testing` drive it, so a test trains exactly as a run does.
 */
export interface Session {
  readonly fields: HyperFields
  readonly hyper: Readonly<Record<string, HyperValue>>
  readonly data: Data<unknown>
  readonly params: ParamsTree
  readonly state: State
  /** What every callback is given. */
  readonly context: Context<Readonly<Record<string, HyperValue>>>
  /** Steps made so far; the next is of this number. */
  readonly stepsMade: number
  readonly latest: Record<string, number>
  /** Makes one step; the tensors in the result are the caller's to dispose of. */
  step(): Promise<Scalars>
  /** Every split that may be read while training, as `<split>/x`; the validation ones are kept in `latest`. */
  evaluate(): Promise<Record<string, number>>
  /** Opens the test splits, once, and runs `final`: `test/x`, `test-…/x`, `final/x`. */
  finish(): Promise<Record<string, number>>
  /** The probe set's embedding by tower (one tower is called `embedding`): values of shape [points, D]. */
  embed(): Promise<Record<string, Embedding> | undefined>
  figures(): Promise<Figure[]>
  /** A live change, from the next step on. @throws GradlabError hyper/… */
  set(key: string, typed: string): HyperValue
  /** Everything that decides how it goes on. */
  save(): Promise<SafeFile>
  restore(file: SafeFile): void
  dispose(): void
}
export interface Embedding {
  readonly width: number
  readonly values: Float32Array
}

/** @throws GradlabError source/experiment, variant/unknown, hyper/…, and whatever `data` and `init` throw, wrapped by `during` */
export async function openSession(experiment: AnyExperiment, host: SessionHost, during: During = (_, run) => run()): Promise<Session> {
  checkExperiment(experiment)
  const fields = fieldsOfExperiment(experiment.hyper)
  const patch = Object.hasOwn(experiment.variants, host.variant) ? experiment.variants[host.variant] : undefined
  if (!patch) throw new GradlabError('variant/unknown', { name: host.variant, known: Object.keys(experiment.variants).join(', ') })
  const hyper = resolveHyper(fields, patch, host.set)
  const latest: Record<string, number> = {}
  const progress = { stepsMade: 0, at: -1 }
  const ctx: Context<Record<string, HyperValue>> = {
    hyper,
    seed: host.seed,
    signal: host.signal,
    latest,
    get step() {
      return progress.at
    },
    rng: (stream) => createRng(host.seed, stream, progress.at),
    dataset: (id) => host.dataset(id),
    spawn: (module, options) => host.spawn(module, options, hyper),
  }
  const { result: data, tensors: ofData } = await inLastingScope('data', async () => {
    const made = await during('data', () => experiment.data(ctx as never))
    checkData(made)
    return made
  })
  const doors = guardTestSplits(data)
  const { result: state, tensors: ofInit } = await inLastingScope('init', async () => {
    const made = await during('init', () => experiment.init(ctx as never, doors.data))
    if (typeof (made?.params as ParamsTree | undefined)?.save !== 'function') throw incomplete('init must return { params } made by createParams.')
    return made
  }).catch((thrown: unknown) => {
    tf.dispose(ofData)
    throw thrown
  })
  const params = state.params as ParamsTree
  const rowsOf = isSource(data.train) ? undefined : createRowOrder(host.seed, data.train.size, Number(hyper['batchSize']))
  const readable = { validation: data.validation, ...Object.fromEntries(Object.entries(data.splits ?? {}).filter(([name]) => !isTest(name))) }

  const evaluateSplits = async (splits: Record<string, Split<unknown>>): Promise<Record<string, number>> => {
    const all: Record<string, number> = {}
    for (const [split, rows] of Object.entries(splits)) {
      await inScope(`evaluate ${split}`, async () => {
        const scalars = await during('evaluate', () => experiment.evaluate(state, rows, ctx as never))
        for (const [name, value] of Object.entries(await readScalars(scalars))) all[`${split}/${name}`] = value
      })
    }
    return all
  }

  return {
    fields,
    hyper,
    data,
    params,
    state,
    context: ctx,
    latest,
    get stepsMade() {
      return progress.stepsMade
    },
    async step() {
      progress.at = progress.stepsMade
      const scalars = await inScope('step', async () => {
        const batch = await during('batch', () => (isSource(data.train) ? data.train.draw(ctx) : data.train.batch(rowsOf!(progress.at), ctx)))
        return ownScalars(await during('step', () => experiment.step(state, batch, ctx as never)))
      })
      progress.stepsMade++
      return scalars
    },
    async evaluate() {
      const found = await evaluateSplits(readable)
      for (const [name, value] of Object.entries(found)) if (name.startsWith('validation')) latest[name] = value
      return found
    },
    async finish() {
      doors.open()
      const tests = { test: data.test, ...Object.fromEntries(Object.entries(data.splits ?? {}).filter(([name]) => isTest(name))) }
      const found = await evaluateSplits(tests)
      if (experiment.final) {
        await inScope('final', async () => {
          const scalars = await during('final', () => experiment.final!(state, data, ctx as never))
          for (const [name, value] of Object.entries(await readScalars(scalars))) found[`final/${name}`] = value
        })
      }
      return found
    },
    async embed() {
      if (!experiment.embed) return undefined
      return inScope('embed', async () => {
        const made = await during('embed', () => experiment.embed!(state, data.probe.batch))
        const towers = made instanceof tf.Tensor ? { embedding: made } : made
        const read: Record<string, Embedding> = {}
        for (const [name, tensor] of Object.entries(towers)) {
          const width: number = Object.values(read)[0]?.width ?? tensor.shape[1]
          if (tensor.rank !== 2 || tensor.shape[1] !== width)
            throw new GradlabError('source/axes', { spec: `points ${width ?? 'D'}`, shape: tensor.shape.join(', ') })
          if (tensor.shape[0] !== data.probe.points.length) throw new GradlabError('source/probe', { points: data.probe.points.length, rows: tensor.shape[0] })
          read[name] = { width, values: Float32Array.from(await tensor.data()) }
        }
        return read
      })
    },
    async figures() {
      if (!experiment.figures) return []
      const made = await inScope('figures', async () => during('figures', () => experiment.figures!(state, doors.data, ctx as never)))
      checkFigures(made)
      return made
    },
    set(key, typed) {
      const value = parseHyper(fields, key, typed)
      const field = fields[key]
      if (field?.kind !== 'range' || !field.live) {
        const live = Object.entries(fields).flatMap(([name, { kind, ...rest }]) => (kind === 'range' && 'live' in rest && rest.live ? [name] : []))
        throw new GradlabError('hyper/not-live', { key, live: live.join(', ') || '–' })
      }
      hyper[key] = value
      return value
    },
    async save() {
      const { tensors, metadata } = await params.save()
      const texts = Object.fromEntries(Object.entries(latest).map(([name, value]) => [name, numberToText(value)]))
      return { tensors, metadata: { ...metadata, step: String(progress.stepsMade), latest: JSON.stringify(texts), hyper: JSON.stringify(hyper) } }
    },
    restore(file) {
      const saved = readProgress(file)
      params.restore(file)
      progress.stepsMade = saved.step
      progress.at = progress.stepsMade - 1
      for (const name of Object.keys(latest)) delete latest[name]
      for (const [name, value] of Object.entries(saved.latest)) latest[name] = Number(value)
      Object.assign(hyper, saved.hyper)
    },
    dispose() {
      params.dispose()
      tf.dispose([...ofData, ...ofInit])
    },
  }
}

/** Runs one callback of the scaffold; the run's process uses it to say where an error comes from. */
export type During = <T>(callback: Callback, run: () => T | Promise<T>) => T | Promise<T>

const isTest = (split: string): boolean => split === 'test' || split.startsWith('test-')

/** A tensor of the state (a variable, a constant of init) stays the state's: the caller gets one of its own. */
const ownScalars = (scalars: Scalars): Scalars =>
  Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, typeof value === 'number' ? value : value.clone()]))

/** @throws GradlabError checkpoint/mismatch */
function readProgress({ metadata }: SafeFile): { step: number; latest: Record<string, string>; hyper: Record<string, HyperValue> } {
  const step = Number(metadata['step'])
  if (!Number.isSafeInteger(step) || step < 0) throw new GradlabError('checkpoint/mismatch', { problem: `its step is ${metadata['step']}` })
  try {
    return {
      step,
      latest: JSON.parse(metadata['latest'] ?? '{}') as Record<string, string>,
      hyper: JSON.parse(metadata['hyper'] ?? '{}') as Record<string, HyperValue>,
    }
  } catch (cause) {
    throw new GradlabError('checkpoint/mismatch', { problem: 'its metadata cannot be read' }, { cause })
  }
}

/** The same data with test splits that refuse to be read until they are opened. */
function guardTestSplits(data: Data<unknown>): { data: Data<unknown>; open(): void } {
  let isOpen = false
  const guard = (split: Split<unknown>): Split<unknown> => ({
    size: split.size,
    batch(rows, ctx) {
      if (!isOpen) throw new GradlabError('source/test-split')
      return split.batch(rows, ctx)
    },
  })
  const splits = data.splits && Object.fromEntries(Object.entries(data.splits).map(([name, split]) => [name, isTest(name) ? guard(split) : split]))
  return { data: { ...data, test: guard(data.test), ...(splits && { splits }) }, open: () => void (isOpen = true) }
}
