import { GradlabError } from '../../protocol'
import { readLatestCheckpoint } from '../store/checkpoints'
import type { NonFinite } from './kernelWatch'
import type { Prepared } from './prepare'
import type { Block } from './scalars'

/**
 * A loss that is NaN or infinite ends the run. Where it came from is found by making the same steps again from the last checkpoint, exactly as
 * they were, with every kernel's result looked at. Other metrics may be what they are.
 * @throws GradlabError source/non-finite
 */
export async function refuseNonFinite(block: Block, prepared: Prepared): Promise<void> {
  for (const [metric, values] of Object.entries(block.series)) {
    const at = isLoss(metric) ? values.findIndex((value) => value !== null && !Number.isFinite(value)) : -1
    if (at < 0) continue
    const step = block.steps[at]!
    const found = await replay(prepared, step)
    throw new GradlabError(
      'source/non-finite',
      {
        metric,
        value: String(values[at]),
        step,
        tensor: found?.tensor ?? 'in the batch itself',
        learningRate: String(prepared.session.hyper['learningRate'] ?? '–'),
      },
      found?.place ? { where: found.place } : {},
    )
  }
}

const isLoss = (metric: string): boolean => /loss$/i.test(metric)

async function replay(
  { session, peers, kernels, locator, run, checkpointer }: Prepared,
  upTo: number,
): Promise<{ tensor: string; place?: ReturnType<Prepared['locator']['place']> } | undefined> {
  const saved = readLatestCheckpoint(run)
  if (saved.step === undefined || peers.count > 0) return undefined // peers may have sent what cannot be unsent
  await checkpointer.restore(saved.file)
  const search = kernels.findNonFinite()
  let first: NonFinite | undefined
  try {
    while (session.stepsMade < upTo && !first) {
      disposeAll(await session.step())
      first = await search.first()
    }
  } finally {
    search.stop()
  }
  if (!first) return undefined
  const inputs = first.trace.inputs.map(({ name, shape }) => `${name ?? ''}[${shape.join(', ')}]`).join(', ')
  return { tensor: `${first.trace.kernel}(${inputs})`, place: locator.place(first.stack) }
}

function disposeAll(scalars: Record<string, { dispose(): void } | number>): void {
  for (const value of Object.values(scalars)) if (typeof value !== 'number') value.dispose()
}
