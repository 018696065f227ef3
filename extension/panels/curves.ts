import { join } from 'node:path'
import { hasEnded, type ComparisonState, type FromCurves, type PanelReady, type ToCurves } from '../../protocol'
import { compare } from '../comparisons/compare'
import { experimentOfRun } from '../experiments/place'
import { inExperiment } from '../failure'
import type { RunFeed } from '../runs/feed'
import type { Services } from '../services'
import type { PanelSession, PanelView } from './session'
import { createStories } from './stories'

export interface CurvesSession extends PanelSession<Exclude<FromCurves, PanelReady>> {
  /** Shows these runs, besides or instead of what is shown. */
  show(runs: readonly string[], options: { readonly only: boolean }): Promise<void>
}

/** So many runs are shown when nobody said which. */
const fewRuns = 4

export function createCurvesSession(view: PanelView<ToCurves>, services: Services & { readonly feed: RunFeed }): CurvesSession {
  const { editor, language, sidecar, store, comparisons, feed, panels } = services
  const stories = createStories(view, feed)
  let isGreeted = false // nothing comes before hello

  const tellRuns = (): void => {
    const cards = store.runs.map(({ folder, manifest, progress }) => ({ run: folder, manifest: { ...manifest, status: progress.status } }))
    if (view.isVisible && isGreeted) view.post({ kind: 'runs', cards, shown: stories.runs })
  }
  const tellComparisons = (): void => {
    if (view.isVisible && isGreeted) view.post({ kind: 'comparisons', newest: newestComparisons(comparisons.all) })
  }

  const stops = [
    store.onChange(() => {
      const known = stories.runs.filter((run) => store.run(run) !== undefined)
      if (known.length < stories.runs.length) stories.select(known)
      tellRuns()
    }),
    comparisons.onChange(tellComparisons),
  ]
  return {
    async show(runs, { only }) {
      sidecar.connect()
      stories.select(only ? runs : [...new Set([...runs, ...stories.runs])])
      tellRuns()
      await stories.tellUntold()
    },
    async snapshot() {
      sidecar.connect()
      stories.forget()
      if (!store.isLoaded) await store.refresh()
      if (stories.runs.length === 0) stories.select(defaultRuns(store.runs))
      view.post({ kind: 'hello', language, isTrusted: editor.isTrusted })
      isGreeted = true
      tellRuns()
      tellComparisons()
      await stories.tellUntold()
    },
    async hear(message) {
      switch (message.kind) {
        case 'show':
          stories.select(message.runs.filter((run) => store.run(run) !== undefined))
          return stories.tellUntold()
        case 'askStory':
          return stories.tell(message.run)
        case 'askFigures': {
          const { run, atStep } = message
          // Without a step, the page follows the newest by itself; with one, a person moved its slider.
          const found = await (atStep === undefined ? sidecar.ask('gradlab/run/figures', { run }) : sidecar.request('gradlab/run/figures', { run, atStep }))
          if (found && view.isVisible) view.post({ kind: 'figures', run, ...found })
          return
        }
        case 'command': {
          const { run, command } = message
          if (command.kind !== 'resume') return void (await sidecar.request('gradlab/run/command', { run, command }))
          await inExperiment(experimentOfRun(run), () => sidecar.request('gradlab/run/resume', { run }))
          return store.refresh()
        }
        case 'openEmbeddings':
          return panels.showEmbeddings(message.run)
        case 'compare': {
          const experiment = experimentOfRun(message.run)
          const newest = comparisons.newestOf(experiment)
          return newest ? panels.showComparison(newest.file) : compare(services, { experiment })
        }
        case 'openSource':
          return editor.openFile(join(experimentOfRun(message.run), message.file), message.line)
        case 'export':
          return editor.saveText(message.name, editor.say(`save.${message.format}`), message.text)
      }
    },
    dispose() {
      for (const stop of stops) stop()
      stories.dispose()
    },
  }
}

/** One an experiment. */
function newestComparisons(newestFirst: readonly ComparisonState[]): ComparisonState[] {
  const seen = new Set<string>()
  return newestFirst.filter(({ experiment }) => !seen.has(experiment) && seen.add(experiment))
}

/** Those that train, else the newest few of the experiment that trained last. */
function defaultRuns(runs: Services['store']['runs']): string[] {
  const live = runs.filter(({ progress }) => !hasEnded(progress.status))
  const [newest] = runs
  const few = live.length > 0 ? live : runs.filter(({ experiment }) => experiment === newest?.experiment).slice(0, fewRuns)
  return few.map(({ folder }) => folder)
}
