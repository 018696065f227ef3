import { basename, join } from 'node:path'
import type { ComparisonCard, ComparisonState, FromComparison, PanelReady, ToComparison } from '../../protocol'
import { compare, goOn } from '../comparisons/compare'
import type { RunFeed } from '../runs/feed'
import type { Services } from '../services'
import type { PanelSession, PanelView } from './session'
import { createStories } from './stories'

export interface ComparisonSession extends PanelSession<Exclude<FromComparison, PanelReady>> {
  show(comparison: string): Promise<void>
  /** The comparison that a person sees now. */
  readonly seen: string | undefined
}

export function createComparisonSession(view: PanelView<ToComparison>, services: Services & { readonly feed: RunFeed }): ComparisonSession {
  const { editor, language, sidecar, comparisons, feed, panels } = services
  const stories = createStories(view, feed)
  let chosen: string | undefined
  let isAsked = false // by a command, not by the page's own memory
  let isGreeted = false // nothing comes before hello
  let curvesOf = '' // what the page's curves were read from

  const shown = (): ComparisonState | undefined => (chosen === undefined ? undefined : comparisons.get(chosen)) ?? newest(comparisons.all)
  const tellCurves = async ({ file, runs }: ComparisonState): Promise<void> => {
    const of = `${file} ${runs.map(({ status, run }) => `${status} ${run}`).join()}`
    if (of === curvesOf) return
    curvesOf = of
    try {
      const curves = await sidecar.ask('gradlab/comparison/curves', { comparison: file })
      if (!curves) curvesOf = ''
      else if (view.isVisible && shown()?.file === file) view.post({ kind: 'curves', comparison: file, curves })
    } catch (thrown) {
      curvesOf = ''
      throw thrown
    }
  }
  const tell = async (): Promise<void> => {
    if (!view.isVisible || !isGreeted) return
    const state = shown()
    view.post({ kind: 'comparisons', cards: comparisons.all.map(cardOf), shown: state ?? null, isAsked })
    stories.select(state ? trainingRuns(state) : [])
    await Promise.all([stories.tellUntold(), state && tellCurves(state)])
  }
  const known = (comparison: string): ComparisonState | undefined => comparisons.get(comparison)
  const stopHearing = comparisons.onChange(() => void tell().catch((thrown: unknown) => editor.log.append(String(thrown))))

  return {
    get seen() {
      return view.isVisible ? shown()?.file : undefined
    },
    async show(comparison) {
      sidecar.connect()
      chosen = comparison
      isAsked = true
      await tell()
    },
    async snapshot() {
      sidecar.connect()
      stories.forget()
      curvesOf = ''
      if (!comparisons.isLoaded) await comparisons.refresh()
      view.post({ kind: 'hello', language, isTrusted: editor.isTrusted })
      isGreeted = true
      await tell()
    },
    async hear(message) {
      switch (message.kind) {
        case 'show':
          if (!known(message.comparison)) return
          sidecar.connect()
          chosen = message.comparison
          isAsked = true
          return tell()
        case 'compare': {
          const experiment = shown()?.experiment
          return compare(services, experiment === undefined ? {} : { experiment })
        }
        case 'cancel':
          return void (await sidecar.request('gradlab/comparison/cancel', { comparison: message.comparison }))
        case 'goOn': {
          const state = known(message.comparison)
          return state && goOn(services, state)
        }
        case 'openCurves': {
          const state = known(message.comparison)
          const names = state?.runs.flatMap(({ run }) => (run !== undefined && message.runs.includes(run) ? [run] : [])) ?? []
          return (
            state &&
            panels.showCurves(
              names.map((name) => folderOf(state, name)),
              { only: true },
            )
          )
        }
        case 'openSource': {
          const state = known(message.comparison)
          return state && editor.openFile(join(state.experiment, message.file), message.line)
        }
        case 'askStory':
          return stories.tell(message.run)
        case 'export': {
          const state = known(message.comparison)
          if (!state) return
          const { text } = await sidecar.request('gradlab/comparison/export', { comparison: state.file, format: message.format })
          return editor.saveText(`${basename(state.experiment)}-comparison.${message.format}`, editor.say(`save.${message.format}`), text)
        }
        case 'copy': {
          const { text } = await sidecar.request('gradlab/comparison/export', { comparison: message.comparison, format: 'md' })
          return editor.copyText(text)
        }
      }
    },
    dispose() {
      stopHearing()
      stories.dispose()
    },
  }
}

/** The newest that is under way, else the newest. */
function newest(newestFirst: readonly ComparisonState[]): ComparisonState | undefined {
  return newestFirst.find(({ status }) => status === 'running') ?? newestFirst[0]
}

function cardOf({ file, experiment, createdAt, request, status, variants }: ComparisonState): ComparisonCard {
  return { file, experiment, createdAt, request, status, variants }
}

const trainingRuns = (state: ComparisonState): string[] =>
  state.runs.flatMap(({ status, run }) => (status === 'training' && run !== undefined ? [folderOf(state, run)] : []))
const folderOf = ({ experiment }: ComparisonState, run: string): string => join(experiment, '.gradlab', 'runs', run)
