import assert from 'node:assert/strict'
import type { HyperValue } from '../../protocol'
import type { Dataset } from '../../sdk'
import type { AnyExperiment } from '../../sdk/experiment'
import { openTrial, setTestHost } from '../../sdk/testing'
import {
  checkDiffers,
  checkFinite,
  checkGolden,
  checkGradients,
  checkMetrics,
  checkMoved,
  checkOverfits,
  checkResumes,
  checkSameSize,
  checkTensorCount,
} from './checks'
import { cut } from './cut'
import { checkDirection, checkModelFile, checkReadmes, longestModel } from './files'
import { goldenVariants, readGolden } from './golden'
import { observe, observeResumed, type Conditions, type Observation } from './observe'
import { peersIn } from './peers'
import type { Contract, ScaffoldFolder } from './scaffolds'

export const goldenSteps = 20
/** Few rows and small batches: a contract holds for them or for none. */
export const smallRuns = { batchSize: 8, evaluateEvery: 10 } as const

/** The conditions that all checks of one scaffold share; golden curves are made under them too. */
export function conditionsOf(contract: Contract, dataset: Dataset, variant: string): Conditions {
  return { variant, dataset: cut(dataset, { train: contract.rows, validation: 32, test: 32 }), set: { ...smallRuns, ...contract.set }, steps: goldenSteps }
}

/** What every scaffold is held to (design § 8), as tests. */
export function describeContract(scaffold: ScaffoldFolder, experiment: AnyExperiment, contract: Contract, openDataset: () => Promise<Dataset>): void {
  let opened: Promise<Dataset> | undefined
  const open = (): Promise<Dataset> => (opened ??= openDataset())
  const seen = new Map<string, Observation>()
  const observed = async (variant: string): Promise<Observation> => {
    const found =
      seen.get(variant) ?? (await observe(experiment, { ...conditionsOf(contract, await open(), variant), ...(isGolden(variant) ? {} : { steps: 6 }) }))
    seen.set(variant, found)
    return found
  }

  before(() => setTestHost({ dataset: openDataset, peers: peersIn(scaffold.folder) }))

  it('is described in direction.json, with a picture', () => checkDirection(scaffold))
  it('has a README in each language', () => checkReadmes(scaffold))
  it(`has a model.ts of at most ${longestModel} lines that says its claim, papers, symbols, axes, cost and result`, () => checkModelFile(scaffold))

  for (const variant of Object.keys(experiment.variants)) {
    describe(variant, () => {
      it('trains, evaluates, embeds and draws, all finite', async () => checkFinite(await observed(variant)))
      it('gives the metrics it names', async () => checkMetrics(await observed(variant), experiment.metrics))
      it('holds no more tensors as it trains, and none at the end', async () => checkTensorCount(await observed(variant)))
      if (isGolden(variant)) {
        it('follows its golden curve', async () => checkGolden(await observed(variant), readGolden(scaffold, variant)))
      }
    })
  }
  it('gives every trained variable a gradient', async () => checkGradients(await observed('innovation')))
  it('moves every trained variable', async () => checkMoved(await observed('innovation')))
  if (!contract.otherParameters) {
    it('has the parameters of its baseline within 2 %', async () => checkSameSize(await observed('innovation'), await observed('baseline')))
  }
  it('trains otherwise than its baseline, and otherwise with another seed', async () => {
    const innovation = await observed('innovation')
    checkDiffers(innovation, await observed('baseline'), 'the baseline')
    checkDiffers(await observe(experiment, { ...conditionsOf(contract, await open(), 'innovation'), steps: 2, seed: 2 }), innovation, 'another seed')
  })
  it('interrupted and resumed twice, gives the same bits as without', async () => {
    checkResumes(await observed('innovation'), await observeResumed(experiment, conditionsOf(contract, await open(), 'innovation'), [4, 11]))
  })
  const { overfit } = contract
  if (!('impossible' in overfit)) {
    it('overfits 32 samples', async () => checkOverfits(await overfitLosses(experiment, await open(), { ...contract.set, ...overfit.set }, overfit.steps)))
  }
}

/** Losses on the same 32 rows at every step, until they are low or the steps are used up. */
export async function overfitLosses(experiment: AnyExperiment, dataset: Dataset, set: Readonly<Record<string, HyperValue>>, steps: number): Promise<number[]> {
  const trial = await openTrial(experiment, { dataset: cut(dataset, { train: 32, validation: 32, test: 32 }), set: { ...set, batchSize: 32 } })
  const losses: number[] = []
  while (losses.length < steps && !(losses.at(-1)! < 0.1 * losses[0]!)) losses.push(...(await trial.steps(1)))
  trial.dispose()
  assert.ok(losses.length > 0)
  return losses
}

const isGolden = (variant: string): boolean => (goldenVariants as readonly string[]).includes(variant)
