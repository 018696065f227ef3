import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineReport, EngineVerdict, ModelToMeasure, RunManifest } from '../../protocol'
import { bundleExperiment } from '../load/bundle'
import { readExperiment } from '../scaffold/experiment'
import { bundleName, experimentOf, sourceFolder } from '../store/layout'
import { parseManifest } from '../store/manifest'
import { askEngines } from '../supervisor/engines'
import { tryEngines, type TryOptions } from '../supervisor/tryEngines'
import { identityOf, sizeClassOf } from './choose'
import { machineName } from './machine'
import { memoryFile, readMemory, remember } from './memory'
import { nameModel } from './recall'

/** Whether what is remembered of a run's model still is about the engines of this machine. */
export function isKnown(manifest: RunManifest, reports: readonly EngineReport[], file = memoryFile()): boolean {
  const { key } = nameModel(manifest)
  const machine = machineName()
  const known = readMemory(file).entries.find((entry) => entry.machine === machine && entry.model.key === key)
  return known !== undefined && known.usable.join('\n') === identitiesOf(reports).join('\n')
}

/** Tries the engines on the model of a run that has ended, and remembers it for the next. @returns undefined when it was aborted */
export async function learnFromRun(run: string, reports: readonly EngineReport[], options: TryOptions = {}): Promise<readonly EngineVerdict[] | undefined> {
  const manifest = parseManifest(run)
  const bundle = join(sourceFolder(run), bundleName('./model.ts'))
  const { seed, variant, set, data, parameters } = manifest
  const model = { code: readFileSync(bundle, 'utf8'), map: readFileSync(`${bundle}.map`, 'utf8'), seed, variant, set, data }
  return learn(manifest, model, reports, { ...options, from: experimentOf(run), ...(parameters !== undefined && { parameters }) })
}

/** @throws GradlabError disk/…, folder/read-only where it cannot be written down */
export async function learn(
  about: Pick<RunManifest, 'sourceHash' | 'direction' | 'scaffold' | 'data' | 'set' | 'parameters' | 'hyper'>,
  model: ModelToMeasure,
  reports: readonly EngineReport[],
  options: TryOptions = {},
): Promise<readonly EngineVerdict[] | undefined> {
  const verdicts = await tryEngines(model, reports, options)
  if (!verdicts || verdicts.length === 0) return verdicts
  const measured = verdicts.find((verdict) => verdict.state === 'measured')
  const { parameters = 0, batchSize = 0 } = measured ?? { parameters: about.parameters, batchSize: Number(about.hyper?.['batchSize'] ?? 0) }
  remember(memoryFile(), {
    machine: machineName(),
    model: { ...nameModel(about), sizeClass: sizeClassOf(parameters), batchSize },
    measuredAt: new Date().toISOString(),
    verdicts: verdicts.map((verdict) =>
      verdict.state === 'failed' ? { ...verdict, error: { code: verdict.error.code, context: verdict.error.context } } : verdict,
    ),
    usable: identitiesOf(reports),
  })
  return verdicts
}

const identitiesOf = (reports: readonly EngineReport[]): string[] => reports.filter(({ usable }) => usable).map(identityOf)

/** The same for an experiment that need not have a run: the model of its innovation, as its source stands now. */
export async function learnFromExperiment(experiment: string, onVerdict: (verdict: EngineVerdict) => void): Promise<readonly EngineVerdict[]> {
  const { direction, scaffold, data } = await readExperiment(experiment)
  const { hash, entries } = await bundleExperiment(experiment)
  const model = { ...entries['./model.ts']!, seed: 0, variant: 'innovation', set: {}, data }
  const verdicts = await learn({ sourceHash: hash, direction, scaffold, data, set: {} }, model, await askEngines({ from: experiment }), {
    from: experiment,
    onVerdict,
  })
  return verdicts ?? []
}
