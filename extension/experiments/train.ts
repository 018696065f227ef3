import { GradlabError } from '../../protocol'
import type { Entry } from '../editor'
import { inExperiment } from '../failure'
import type { Services } from '../services'
import { chooseExperiment } from './choose'
import type { Target } from './target'

/** Trains the whole innovation with seed 0, and shows its curve. */
export async function train(services: Services, target: Target): Promise<void> {
  requireTrust(services)
  const experiment = await chooseExperiment(services, target)
  if (experiment !== undefined) await start(services, experiment, 'innovation', 0)
}

/** The same for a variant and a seed that the person chooses. */
export async function trainVariant(services: Services, target: Target): Promise<void> {
  requireTrust(services)
  const { editor, sidecar, store } = services
  const experiment = await chooseExperiment(services, target)
  if (experiment === undefined) return
  await editor.saveFilesIn(experiment)
  const { variants } = await inExperiment(experiment, () =>
    editor.withProgress(editor.say('progress.describe'), () => sidecar.request('gradlab/describe', { experiment })),
  )
  await store.refresh()
  const name = store.experiments.find(({ folder }) => folder === experiment)?.name ?? experiment
  const variant = await editor.pick(editor.say('pick.variant', { experiment: name }), variantEntries(variants, services))
  if (variant === undefined) return
  const used = store.runs.filter((run) => run.experiment === experiment && run.manifest.variant === variant).map(({ manifest }) => manifest.seed)
  const seed = await editor.ask(editor.say('ask.seed'), String(firstFree(used)), (typed) => (isSeed(typed) ? undefined : editor.say('ask.seed.whole')))
  if (seed !== undefined) await start(services, experiment, variant, Number(seed))
}

async function start({ editor, sidecar, store, panels }: Services, experiment: string, variant: string, seed: number): Promise<void> {
  await editor.saveFilesIn(experiment)
  editor.lastExperiment = experiment
  const request = { experiment, variant, seed, engine: editor.engine, set: {} }
  const { run } = await inExperiment(experiment, () => editor.withProgress(editor.say('progress.train'), () => sidecar.request('gradlab/run/start', request)))
  await store.refresh()
  panels.showCurves([run])
}

/** @throws GradlabError daemon/untrusted: the daemon would refuse as well, but only after it was started */
export function requireTrust({ editor }: Services): void {
  if (!editor.isTrusted) throw new GradlabError('daemon/untrusted')
}

export function variantEntries(variants: readonly string[], { editor }: Pick<Services, 'editor'>): Entry<string>[] {
  return variants.map((variant) => {
    const about = variant === 'innovation' ? editor.say('pick.variant.whole') : variant === 'baseline' ? editor.say('pick.variant.without') : undefined
    return { label: variant, ...(about !== undefined && { description: about }), value: variant }
  })
}

/** The smallest seed that this variant was not trained with. */
export function firstFree(used: readonly number[]): number {
  for (let seed = 0; ; seed++) if (!used.includes(seed)) return seed
}

const isSeed = (typed: string): boolean => /^\d{1,10}$/.test(typed.trim()) && Number(typed) <= 0xffffffff
