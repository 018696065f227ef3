import { join } from 'node:path'
import { ENGINES, type EngineChoice, type EngineName, type EngineReport, type RunManifest } from '../../protocol'
import { isSoftware } from '../choice/choose'
import { recallEngine } from '../choice/recall'
import { runsOf } from '../store/layout'

/**
 * The one engine of all runs of a comparison, settled before the first: what is remembered as the fastest for the model, as long as it works here;
 * else wasm; else the first that works.
 */
export async function settleEngine(
  asked: EngineChoice,
  experiment: string,
  model: Pick<RunManifest, 'sourceHash' | 'direction' | 'scaffold' | 'data' | 'set'>,
  listEngines: () => Promise<readonly EngineReport[]>,
): Promise<EngineName> {
  if (asked !== 'auto') return asked
  const { choice } = recallEngine(join(runsOf(experiment), 'comparison'), { ...model, engineAsked: 'auto' })
  const usable = (await listEngines()).filter((report) => report.usable)
  const worksHere = (engine: EngineName): boolean => usable.some((report) => report.engine === engine && (engine === choice?.engine || !isSoftware(report)))
  const ladder: readonly EngineName[] = [...(choice ? [choice.engine] : []), 'wasm', ...ENGINES]
  return ladder.find(worksHere) ?? 'wasm'
}
