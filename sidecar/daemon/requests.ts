import { existsSync } from 'node:fs'
import { GradlabError, toWireJson, type DaemonHello, type DaemonNotifications, type RunEvent } from '../../protocol'
import { catalogue } from '../data/catalogue'
import { dataPlaces, findSet } from '../data/open'
import { exportRun } from '../export/exportRun'
import { listDirections } from '../scaffold/directions'
import { newExperiment } from '../scaffold/newExperiment'
import { followEvents, readEvents } from '../store/events'
import { readFigures, readProbe } from '../store/frames'
import { readLock } from '../store/lock'
import { readManifest } from '../store/runs'
import { describeExperiment } from '../supervisor/describe'
import { installTensorflow, uninstallTensorflow } from '../tensorflow/install'
import type { ClientHost, Handlers } from './client'
import { createComparisonHandlers } from './comparisonRequests'
import { summarizeExperiments } from './experiments'
import { createFrameService } from './frames'
import { listGallery } from './gallery'
import { isWithin } from './keeper'

type Tell = <N extends keyof DaemonNotifications>(name: N, params: DaemonNotifications[N]) => void

/** What one client may ask, and how it is answered. Paths must lie in the client's workspace; user code runs only where it is trusted. */
export function createHandlers(hello: DaemonHello, { keeper, comparisons, stopAll }: ClientHost, tell: Tell): { handlers: Handlers; dispose(): void } {
  const watched = new Map<string, number>() // run → last sequence number sent
  const followed = new Map<string, AbortController>()
  const frames = createFrameService()
  const inside = (path: string): string => {
    if (!existsSync(path) || !isWithin(hello.folders, path)) throw new GradlabError('daemon/outside', { path })
    return path
  }
  const trusted = (): void => {
    if (!hello.isTrusted) throw new GradlabError('daemon/untrusted')
  }
  /** In order and without gaps: what the log holds beyond the last sent comes first. */
  const pass = (run: string, event: RunEvent): void => {
    const last = watched.get(run)
    if (last === undefined || event.seq <= last) return
    watched.set(run, event.seq)
    tell('gradlab/run/event', { run, event })
  }
  const stopHearing = keeper.onEvent(pass)
  /** A terminal trains it: its process tells us nothing, but the log holds its events. */
  const follow = async (run: string, afterSeq: number): Promise<void> => {
    if (followed.has(run)) return
    const end = new AbortController()
    followed.set(run, end)
    try {
      for await (const event of followEvents(run, { afterSeq, signal: end.signal })) pass(run, event)
    } catch {
      // its folder is gone or broken; who asks for it is told
    } finally {
      if (followed.get(run) === end) followed.delete(run)
    }
  }
  const unfollow = (run: string): void => {
    followed.get(run)?.abort()
    followed.delete(run)
  }

  const installs = new Set<AbortController>()
  const cancelInstalls = (): void => installs.forEach((abort) => abort.abort(new GradlabError('install/canceled')))
  const ofComparisons = createComparisonHandlers(comparisons, { inside, trusted, language: hello.language }, (state) =>
    tell('gradlab/comparison/changed', state),
  )

  const handlers: Handlers = {
    'gradlab/directions': () => listDirections(),
    'gradlab/gallery': () => listGallery(),
    'gradlab/dataSets': () => {
      const places = dataPlaces(process.env)
      return catalogue.map((entry) => ({
        id: entry.id,
        title: entry.title,
        description: entry.description,
        isPresent: isPresent(() => findSet(entry, places)),
      }))
    },
    'gradlab/engines': () => keeper.engines(),
    'gradlab/engines/install': async ({ engine }) => {
      const abort = new AbortController()
      installs.add(abort)
      try {
        const { folder, package: name } = await installTensorflow(engine, {
          signal: abort.signal,
          onProgress: (progress) => tell('gradlab/engines/installing', progress),
        })
        return { folder, package: name }
      } finally {
        installs.delete(abort)
      }
    },
    'gradlab/engines/cancelInstall': () => {
      cancelInstalls()
      return null
    },
    'gradlab/engines/uninstall': () => ({ wasThere: uninstallTensorflow() }),
    'gradlab/newExperiment': (request) => newExperiment(request),
    'gradlab/describe': ({ experiment }) => {
      trusted()
      return describeExperiment(inside(experiment))
    },
    'gradlab/experiments': () => summarizeExperiments(hello.folders),
    'gradlab/run/start': async (request) => {
      trusted()
      return { run: await keeper.start({ ...request, experiment: inside(request.experiment) }) }
    },
    'gradlab/run/resume': async ({ run }) => {
      trusted()
      return { run: await keeper.resume(inside(run)) }
    },
    'gradlab/run/command': async ({ run, command }) => {
      await keeper.command(inside(run), command)
      return null
    },
    'gradlab/run/watch': ({ run, afterSeq }) => {
      const events = readEvents(inside(run), afterSeq)
      const last = events.at(-1)?.seq ?? afterSeq
      watched.set(run, last)
      if (!keeper.isKept(run) && readLock(run)) void follow(run, last)
      return { manifest: readManifest(run), events }
    },
    'gradlab/run/unwatch': ({ run }) => {
      watched.delete(run)
      unfollow(run)
      return null
    },
    'gradlab/run/manifest': ({ run }) => readManifest(inside(run)),
    'gradlab/run/points': ({ run }) => ({ points: toWireJson(readProbe(inside(run))) }),
    'gradlab/run/frames': ({ run, ...wanted }) => frames.frames(inside(run), wanted),
    'gradlab/run/figures': ({ run, atStep = Infinity }) => {
      const all = readFigures(inside(run))
      const found = all.findLast(({ step }) => step <= atStep)
      return found ? { step: found.step, steps: all.map(({ step }) => step), figures: toWireJson(found.figures) } : null
    },
    'gradlab/run/export': ({ run, ...wanted }) => exportRun({ run: inside(run), ...wanted, all: false }),
    ...ofComparisons.handlers,
    'gradlab/processes': () => keeper.processes(),
    'gradlab/stopAll': () => {
      setImmediate(stopAll) // the answer first
      return null
    },
  }
  return {
    handlers,
    dispose() {
      cancelInstalls()
      stopHearing()
      ofComparisons.dispose()
      for (const run of [...followed.keys()]) unfollow(run)
      frames.close()
    },
  }
}

function isPresent(find: () => string): boolean {
  try {
    find()
    return true
  } catch {
    return false // the catalogue says how to get it
  }
}
