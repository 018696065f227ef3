import * as tf from '@tensorflow/tfjs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GradlabError } from '../../protocol'
import * as gradlab from '../../sdk'
import type { AnyExperiment } from '../../sdk/experiment'
import type { PeerDefinition } from '../../sdk/peer'
import type { BundledEntry } from '../load/bundle'
import { evaluateModule } from '../load/evaluate'
import { explainError } from '../load/explain'
import { createLocator, type Locator } from '../load/locate'
import { bundleName, sourceFolder } from '../store/layout'

/** A module of the run's stored source, run in this process; `locator` finds the user's lines in what it throws. */
export interface Program<T> {
  readonly exported: T
  readonly locator: Locator
}

/** @throws GradlabError source/… naming the user's line */
export function loadExperiment(run: string): Program<AnyExperiment> {
  return evaluateExperiment(readBundle(run, './model.ts'))
}

/** The same for a bundle that is in no run folder. */
export function evaluateExperiment(bundle: BundledEntry): Program<AnyExperiment> {
  const program = evaluate('./model.ts', bundle, isExperiment)
  checkExperiment(program.exported)
  return program
}

export function loadPeer(run: string, module: string): Program<PeerDefinition> {
  return evaluate(module, readBundle(run, module), isPeer)
}

const isExperiment = (exported: unknown): exported is AnyExperiment =>
  isRecord(exported) && typeof exported['step'] === 'function' && typeof exported['init'] === 'function'
const isPeer = (exported: unknown): exported is PeerDefinition => isRecord(exported) && typeof exported['setUp'] === 'function'

function readBundle(run: string, entry: string): BundledEntry {
  const path = join(sourceFolder(run), bundleName(entry))
  try {
    return { code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') }
  } catch (cause) {
    throw new GradlabError('source/import', { module: entry, importer: 'ctx.spawn' }, { cause })
  }
}

function evaluate<T>(entry: string, { code, map }: BundledEntry, isOfKind: (exported: unknown) => exported is T): Program<T> {
  const fileName = bundleName(entry)
  const locator = createLocator([{ fileName, map }])
  let exports: Record<string, unknown>
  try {
    exports = evaluateModule(code, fileName, { '@tensorflow/tfjs': tf, gradlab })
  } catch (error) {
    throw explainError(error, entry, locator)
  }
  const exported = exports['default']
  if (!isOfKind(exported)) throw new GradlabError('source/no-default-export', { file: entry.replace('./', '') })
  return { exported, locator }
}

/** What the types of defineExperiment demand, for those who write without types. */
function checkExperiment(experiment: AnyExperiment): void {
  const missing = (['hyper', 'variants', 'metrics', 'data', 'evaluate'] as const).find((name) => !experiment[name])
  if (missing) throw new GradlabError('source/experiment', { problem: `it has no ${missing}.` })
  for (const variant of ['innovation', 'baseline']) {
    if (!Object.hasOwn(experiment.variants, variant)) throw new GradlabError('source/experiment', { problem: `variants has no ${variant}.` })
  }
  if (Object.keys(experiment.metrics).length === 0) throw new GradlabError('source/experiment', { problem: 'metrics is empty; the first decides comparisons.' })
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
