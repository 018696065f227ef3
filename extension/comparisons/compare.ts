import { basename } from 'node:path'
import { GradlabError, type CompareRequest, type ComparisonState } from '../../protocol'
import type { Entry } from '../editor'
import { chooseExperiment } from '../experiments/choose'
import { experimentOfFile } from '../experiments/place'
import type { Target } from '../experiments/target'
import { requireTrust, variantEntries } from '../experiments/train'
import { inExperiment } from '../failure'
import type { Services } from '../services'
import type { Say } from '../texts'
import { isSeeds, isWhole, offerOf, requestOf, runsOf, triedRates, usable, withSteps, withVariants, type ComparisonChoices, type Offer } from './choices'

/** Asks how to compare, one Enter from what was chosen last; then trains what is missing, and shows what comes of it. */
export async function compare(services: Services, target: Target): Promise<void> {
  requireTrust(services)
  const { editor, sidecar } = services
  const experiment = await chooseExperiment(services, target)
  if (experiment === undefined) return
  await editor.saveFilesIn(experiment)
  const description = await inExperiment(experiment, () =>
    editor.withProgress(editor.say('progress.describe'), () => sidecar.request('gradlab/describe', { experiment })),
  )
  const offer = offerOf(description)
  if (offer.variants.length === 0) throw new GradlabError('comparison/variants', { known: description.variants.join(', ') })
  const choices = await choose(services, basename(experiment), usable(editor.comparisonChoices[experiment], offer), offer)
  if (!choices) return
  editor.comparisonChoices = { ...editor.comparisonChoices, [experiment]: choices }
  await start(services, requestOf(experiment, choices, editor.engine))
}

/** What was cancelled or lost goes on. Of a source that has changed since, no run counts: that is another comparison, and said. */
export async function goOn(services: Services, { request, file }: ComparisonState): Promise<void> {
  requireTrust(services)
  const { editor } = services
  await editor.saveFilesIn(request.experiment)
  const state = await start(services, request)
  if (state.file !== file) await editor.tell('information', editor.say('compare.anew'), [])
}

/** The comparison of an experiment where one is meant; else what the panel shows already. */
export async function showComparison({ comparisons, panels }: Services, target: Target): Promise<void> {
  const experiment = target.experiment ?? (target.file === undefined ? undefined : experimentOfFile(target.file))
  panels.showComparison(experiment === undefined ? undefined : comparisons.newestOf(experiment)?.file)
  await comparisons.refresh() // one of a terminal may be new; the panel opens without waiting
}

async function start({ editor, sidecar, comparisons, panels }: Services, request: CompareRequest): Promise<ComparisonState> {
  const { experiment } = request
  editor.lastExperiment = experiment
  const state = await inExperiment(experiment, () =>
    editor.withProgress(editor.say('progress.compare'), () => sidecar.request('gradlab/comparison/start', request)),
  )
  comparisons.take(state)
  panels.showComparison(state.file)
  return state
}

/** One list: the first entry begins, each other one changes a choice and comes back. */
async function choose({ editor }: Services, name: string, first: ComparisonChoices, offer: Offer): Promise<ComparisonChoices | undefined> {
  const { say } = editor
  let choices = first
  for (;;) {
    const next = await editor.pick(say('pick.compare', { experiment: name }), planEntries(choices, offer, editor.engine, say))
    switch (next) {
      case undefined:
        return undefined
      case 'start':
        return choices
      case 'variants': {
        const entries = variantEntries(offer.variants, { editor }).flatMap((entry) => ('value' in entry ? [entry] : []))
        const chosen = await editor.pickMany(say('pick.compare.variants'), entries, choices.variants ?? offer.variants)
        if (chosen) choices = withVariants(choices, chosen, offer)
        break
      }
      case 'seeds': {
        const typed = await editor.ask(say('ask.compare.seeds'), String(choices.seeds), (text) => (isSeeds(text) ? undefined : say('ask.compare.seeds.whole')))
        if (typed !== undefined) choices = { ...choices, seeds: Number(typed) }
        break
      }
      case 'steps': {
        const now = choices.maxSteps ?? offer.steps
        const typed = await editor.ask(say('ask.compare.steps'), now === undefined ? '' : String(now), (text) =>
          isWhole(text) ? undefined : say('ask.compare.steps.whole'),
        )
        if (typed !== undefined) choices = withSteps(choices, Number(typed), offer)
        break
      }
      case 'tune':
        choices = { ...choices, tune: !choices.tune }
        break
    }
  }
}

type Part = 'start' | 'variants' | 'seeds' | 'steps' | 'tune'

export function planEntries(choices: ComparisonChoices, offer: Offer, engine: string, say: Say): Entry<Part>[] {
  const { variants = offer.variants, seeds, maxSteps, tune } = choices
  const { measured, trials } = runsOf(choices, offer)
  const names = variants.join(', ')
  const whole = offer.steps === undefined ? say('compare.steps.all') : say('compare.steps', { steps: offer.steps })
  const plan = {
    seeds: say(seeds === 1 ? 'compare.seed' : 'compare.seeds', { seeds }),
    steps: maxSteps === undefined ? whole : say('compare.steps', { steps: maxSteps }),
    runs: measured + trials,
    engine,
  }
  return [
    {
      label: `$(play) ${say('compare.start')}`,
      description: say('compare.plan', plan),
      detail: say('compare.plan.about', { variants: names }),
      value: 'start',
    },
    { heading: say('compare.change') },
    ...(offer.variants.length > 1 ? [{ label: `$(list-selection) ${say('compare.change.variants')}`, description: names, value: 'variants' as const }] : []),
    { label: `$(symbol-numeric) ${say('compare.change.seeds')}`, description: String(seeds), detail: say('compare.change.seeds.about'), value: 'seeds' },
    {
      label: `$(milestone) ${say('compare.change.steps')}`,
      description: maxSteps === undefined ? say('compare.steps.whole', { steps: whole }) : say('compare.steps.cut', { steps: maxSteps, whole }),
      value: 'steps',
    },
    ...(offer.canTune
      ? [
          {
            label: `$(settings) ${say('compare.change.tune')}`,
            description: say(tune ? 'compare.tune.on' : 'compare.tune.off'),
            detail: say('compare.change.tune.about', { runs: (variants.length + 1) * triedRates }),
            value: 'tune' as const,
          },
        ]
      : []),
  ]
}
