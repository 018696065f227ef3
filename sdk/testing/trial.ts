import * as tf from '@tensorflow/tfjs'
import type { HyperValue, HyperValues, SafeFile } from '../../protocol'
import type { Data, Dataset } from '../data'
import type { AnyExperiment, Context, Experiment, State } from '../experiment'
import type { Field, Values } from '../hyper'
import { readScalars } from '../mean'
import type { Peer } from '../peer'
import { isSource } from '../session/check'
import { inLastingScope } from '../session/scope'
import { openSession, type Session } from '../session/session'

/** What stands behind `ctx.dataset` and `ctx.spawn` in trials; test/directions sets it up for model.test.ts. */
export interface TestHost {
  dataset(id?: string): Promise<Dataset>
  /** The peers of one trial; a host without has none. */
  peers?(trial: TrialOfPeers): TrialPeers
}
export interface TrialOfPeers {
  readonly seed: number
  step(): number
  /** The trial's own, whatever the host's is. */
  dataset(id?: string): Promise<Dataset>
}
export interface TrialPeers {
  spawn(module: `./${string}.ts`, options: { name: string }, hyper: HyperValues): Promise<Peer>
  save(): Promise<SafeFile>
  restore(file: SafeFile): Promise<void>
  end(): void
}

export function setTestHost(host: TestHost): void {
  testHost = host
}
let testHost: TestHost = { dataset: () => Promise.reject(new Error('A trial needs a data set: give openTrial one, or call setTestHost before.')) }

export interface TrialOptions {
  readonly variant?: string
  readonly seed?: number
  /** As --set gives them. */
  readonly set?: Readonly<Record<string, HyperValue>>
  /** In place of the host's, whatever id the scaffold asks for. */
  readonly dataset?: Dataset
}

/** An experiment opened as a run opens it. */
export interface Trial<B, S extends State, X, V> {
  readonly session: Session
  readonly state: S
  readonly data: Data<B> & X
  readonly context: Context<V>
  /** Makes steps and gives each one's loss (its first scalar where none is called so). */
  steps(count: number): Promise<number[]>
  evaluate(): Promise<Record<string, number>>
  /** A training batch of these rows (the first `batchSize` unless said), which the trial disposes of. */
  batch(rows?: ArrayLike<number>): Promise<B>
  /** What a run's checkpoint holds: the session's part and its peers'. */
  save(): Promise<SafeFile>
  restore(file: SafeFile): Promise<void>
  dispose(): void
}

/** @throws GradlabError what a run of this experiment would */
export async function openTrial<H extends Record<string, Field>, B, S extends State, X>(
  experiment: Experiment<H, B, S, X>,
  { variant = 'innovation', seed = 1, set = {}, dataset }: TrialOptions = {},
): Promise<Trial<B, S, X, Values<H>>> {
  const opened: { session?: Session } = {} // peers ask for its step while it is being opened, too
  const open = async (id?: string): Promise<Dataset> => dataset ?? testHost.dataset(id)
  const peers = testHost.peers?.({ seed, step: () => opened.session?.stepsMade ?? 0, dataset: open })
  const session = await openSession(experiment as unknown as AnyExperiment, {
    variant,
    seed,
    set: Object.fromEntries(Object.entries(set).map(([key, value]) => [key, String(value)])),
    signal: new AbortController().signal,
    dataset: open,
    spawn: (module, options, hyper) => peers?.spawn(module, options, hyper) ?? Promise.reject(new Error(`This test host starts no peers (${module}).`)),
  }).catch((thrown: unknown) => {
    peers?.end()
    throw thrown
  })
  opened.session = session
  const context = session.context as Context<Values<H>>
  const data = session.data as Data<B> & X
  const ofBatches: tf.Tensor[] = []
  return {
    session,
    state: session.state as S,
    data,
    context,
    async steps(count) {
      const losses: number[] = []
      for (let made = 0; made < count; made++) {
        const scalars = await session.step()
        const read = await readScalars(scalars)
        tf.dispose(Object.values(scalars))
        const loss = read['loss'] ?? Object.values(read)[0]
        if (loss === undefined) throw new Error('The step gave no scalar.')
        losses.push(loss)
      }
      return losses
    },
    evaluate: () => session.evaluate(),
    async batch(rows) {
      const { train } = data
      const { result, tensors } = await inLastingScope('batch', () => {
        if (isSource(train)) return train.draw(context)
        const count = Math.min(train.size, Number(session.hyper['batchSize']))
        return train.batch(rows ? Int32Array.from(rows) : Int32Array.from({ length: count }, (_, row) => row), context)
      })
      ofBatches.push(...tensors)
      return result as B
    },
    async save() {
      const [own, others] = [await session.save(), await peers?.save()]
      return { tensors: new Map([...own.tensors, ...(others?.tensors ?? [])]), metadata: { ...own.metadata, ...others?.metadata } }
    },
    async restore(file) {
      session.restore({ ...file, tensors: new Map([...file.tensors].filter(([name]) => !name.startsWith('peer:'))) })
      await peers?.restore(file)
    },
    dispose() {
      tf.dispose(ofBatches)
      session.dispose()
      peers?.end()
    },
  }
}
