import { join } from 'node:path'
import { hasEnded, type FromCurves, type PanelReady, type RunEvent, type ToCurves } from '../../protocol'
import { experimentOfRun } from '../experiments/place'
import { inExperiment } from '../failure'
import type { RunFeed } from '../runs/feed'
import { createThrottle } from '../runs/throttle'
import type { Services } from '../services'
import type { PanelSession, PanelView } from './session'

export interface CurvesSession extends PanelSession<Exclude<FromCurves, PanelReady>> {
  /** Shows these runs, besides or instead of what is shown. */
  show(runs: readonly string[], options: { readonly only: boolean }): Promise<void>
}

/** Not more often than ten times a second. */
const batchMs = 100
/** So many runs are shown when nobody said which. */
const fewRuns = 4

export function createCurvesSession(view: PanelView<ToCurves>, services: Services & { readonly feed: RunFeed }): CurvesSession {
  const { editor, language, sidecar, store, feed, panels } = services
  const followed = new Map<string, () => void>()
  const waiting = new Map<string, RunEvent[]>()
  const told = new Set<string>() // whose story the page has
  const batch = createThrottle(batchMs, () => {
    for (const [run, events] of waiting) if (view.isVisible && told.has(run)) view.post({ kind: 'events', run, events })
    waiting.clear()
  })
  let isGreeted = false // nothing comes before hello
  let isDisposed = false

  const follow = (run: string): void => {
    const end = feed.follow(run, (events) => {
      if (!view.isVisible || !told.has(run)) return // a snapshot will hold them
      waiting.set(run, [...(waiting.get(run) ?? []), ...events])
      batch.wish()
    })
    followed.set(run, end)
  }
  const select = (runs: readonly string[]): void => {
    for (const [run, end] of followed) {
      if (runs.includes(run)) continue
      end()
      followed.delete(run)
      told.delete(run)
      waiting.delete(run)
    }
    for (const run of runs) if (!followed.has(run)) follow(run)
  }
  const tellRuns = (): void => {
    const cards = store.runs.map(({ folder, manifest, progress }) => ({ run: folder, manifest: { ...manifest, status: progress.status } }))
    if (view.isVisible && isGreeted) view.post({ kind: 'runs', cards, shown: [...followed.keys()] })
  }
  const tellStory = async (run: string): Promise<void> => {
    const events = await feed.story(run)
    if (isDisposed || !view.isVisible || !followed.has(run)) return
    waiting.delete(run) // the story holds them
    told.add(run)
    view.post({ kind: 'story', story: { run, events } })
  }
  const tellUntold = async (): Promise<void> => void (await Promise.all([...followed.keys()].filter((run) => !told.has(run)).map(tellStory)))

  const stopHearing = store.onChange(() => {
    const known = [...followed.keys()].filter((run) => store.run(run) !== undefined)
    if (known.length < followed.size) select(known)
    tellRuns()
  })
  return {
    async show(runs, { only }) {
      select(only ? runs : [...new Set([...runs, ...followed.keys()])])
      tellRuns()
      await tellUntold()
    },
    async snapshot() {
      told.clear()
      waiting.clear()
      if (!store.isLoaded) await store.refresh()
      if (followed.size === 0) select(defaultRuns(store.runs))
      view.post({ kind: 'hello', language, isTrusted: editor.isTrusted })
      isGreeted = true
      tellRuns()
      await tellUntold()
    },
    async hear(message) {
      switch (message.kind) {
        case 'show':
          select(message.runs.filter((run) => store.run(run) !== undefined))
          return tellUntold()
        case 'askStory':
          return tellStory(message.run)
        case 'askFigures': {
          const { run, atStep } = message
          const found = await sidecar.request('gradlab/run/figures', { run, ...(atStep !== undefined && { atStep }) })
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
        case 'openSource':
          return editor.openFile(join(experimentOfRun(message.run), message.file), message.line)
        case 'export':
          return editor.saveText(message.name, editor.say(`save.${message.format}`), message.text)
      }
    },
    dispose() {
      isDisposed = true
      stopHearing()
      batch.dispose()
      for (const end of followed.values()) end()
    },
  }
}

/** Those that train, else the newest few of the experiment that trained last. */
function defaultRuns(runs: Services['store']['runs']): string[] {
  const live = runs.filter(({ progress }) => !hasEnded(progress.status))
  const [newest] = runs
  const few = live.length > 0 ? live : runs.filter(({ experiment }) => experiment === newest?.experiment).slice(0, fewRuns)
  return few.map(({ folder }) => folder)
}
