import { join, relative } from 'node:path'
import { asGradlabError, exitCodeOf, hasEnded, type RunEvent, type RunManifest } from '../../protocol'
import type { LiveRun } from '../supervisor/runs'
import type { Cli } from './command'
import { tellError } from './errors'
import { finishedLine, tellFinished } from './finished'
import { formatCount } from './terminal/format'
import { createProgressView, type ProgressView } from './terminal/progress'
import { createTracker } from './terminal/tracker'

export interface WatchOptions {
  readonly json: boolean
  readonly verbose: boolean
  readonly report: boolean
}

/**
 * Starts a run and shows it until it ends. The first Ctrl-C asks it to write a checkpoint and end; a second one ends this
 * process, and with it the run's.
 * @returns the exit code
 */
export async function watchRun(start: (onOutput: (text: string) => void) => Promise<LiveRun>, cli: Cli, options: WatchOptions): Promise<number> {
  const { terminal, say, paint } = cli
  const view = createProgressView(terminal, say, paint)
  const narrator = options.json ? jsonNarrator(cli) : personNarrator(cli, view)
  let live: LiveRun | undefined
  let isInterrupted = false
  const interrupt = (): void => {
    // The run may have ended in this very moment; then there is nothing left to interrupt.
    live?.command({ kind: 'interrupt' }).catch(() => undefined)
  }
  const ignoreInterrupts = terminal.onInterrupt(() => {
    if (isInterrupted) terminal.exit(130)
    isInterrupted = true
    if (options.json) terminal.error(say('train.interrupting'))
    else view.sentence(say('train.interrupting'))
    interrupt()
  })
  try {
    narrator.starting()
    live = await start((text) => narrator.output(text))
    if (isInterrupted) interrupt()
    for await (const event of live.events) await narrator.event(event, live.folder)
    const manifest = await live.ended
    narrator.close()
    return await tellEnd(live.folder, manifest, cli, options)
  } finally {
    ignoreInterrupts()
  }
}

/** Puts a run's events into lines, for a script or for a person. */
interface Narrator {
  starting(): void
  output(text: string): void
  event(event: RunEvent, folder: string): Promise<void>
  close(): void
}

function jsonNarrator({ terminal, say }: Cli): Narrator {
  return {
    starting: () => undefined,
    output: (text) => terminal.error(text.replace(/\n$/, '')),
    async event(event, folder) {
      if (event.kind === 'started') terminal.out(JSON.stringify({ event: 'started', run: folder, fromStep: event.fromStep }))
      else if (event.kind === 'notice') terminal.error(say(`notice.${event.code}`))
      else if (event.kind === 'scalars') {
        event.steps.forEach((step, index) => {
          const metrics = Object.fromEntries(Object.entries(event.series).flatMap(([name, values]) => (values[index] === null ? [] : [[name, values[index]]])))
          terminal.out(JSON.stringify({ event: 'step', step, metrics }))
        })
      }
    },
    close: () => undefined,
  }
}

function personNarrator({ terminal, services, say, paint }: Cli, view: ProgressView): Narrator {
  const tracker = createTracker()
  return {
    starting: () => terminal.out(paint('dim', say('train.starting'))),
    output: (text) => view.sentence(paint('dim', text.replace(/\n$/, ''))),
    async event(event, folder) {
      tracker.take(event)
      switch (event.kind) {
        case 'started': {
          const { name, metricGoals } = await services.readManifest(folder)
          if (metricGoals) tracker.setGoals(metricGoals)
          const facts = {
            name,
            steps: formatCount(event.steps),
            parameters: formatCount(event.parameters),
            engine: event.fingerprint.engine,
            why: say(`why.${event.why}`),
          }
          view.sentence(say('train.started', facts))
          if (event.fromStep > 0) view.sentence(say('train.from', { step: event.fromStep }))
          break
        }
        case 'resumed':
          if (!event.sameFingerprint) view.sentence(paint('yellow', say('train.other-bits')))
          break
        case 'scalars':
          view.update(tracker.progress())
          break
        case 'hyper':
          view.sentence(say('train.hyper', { key: event.key, value: String(event.value), step: event.step }))
          break
        case 'paused': {
          view.update(tracker.progress())
          const { name } = await services.readManifest(folder)
          view.sentence(say('train.paused', { step: event.step, name }))
          break
        }
        case 'continued':
          view.sentence(say('train.continued', { step: event.step }))
          break
        case 'notice':
          view.sentence(paint('yellow', say(`notice.${event.code}`)))
          break
        case 'ended':
        case 'checkpoint':
        case 'frame':
        case 'figures':
          break
      }
    },
    close: () => view.close(),
  }
}

/** Report, error and last line, in this order: the last line is the last. */
async function tellEnd(folder: string, manifest: RunManifest, cli: Cli, options: WatchOptions): Promise<number> {
  const { terminal, services, language, say, workingFolder } = cli
  if (manifest.status === 'failed' && manifest.error) tellError(manifest.error, cli, options)
  if (!options.json && hasEnded(manifest.status)) tellFinished(folder, manifest, cli)
  if (options.report && manifest.step > 0) {
    try {
      const file = await services.writeReport(folder, join(folder, 'report.html'), language)
      terminal.out(options.json ? JSON.stringify({ event: 'report', file }) : say('train.report', { file: relative(workingFolder, file) }))
    } catch (thrown) {
      // The run is done and kept; a report that cannot be written does not change how it ended.
      tellError(asGradlabError(thrown).toData(), cli, options)
    }
  } else if (!options.json && manifest.status === 'completed') terminal.out(say('train.inspect', { name: manifest.name }))
  if (options.json) terminal.out(finishedLine(folder, manifest))
  return exitOf(manifest)
}

/** Design § 5. What was refused before the first step, such as an unknown hyper-parameter, is wrong usage. */
function exitOf(manifest: RunManifest): number {
  switch (manifest.status) {
    case 'completed':
    case 'stopped':
      return 0
    case 'failed':
      return manifest.error ? exitCodeOf(manifest.error.code) : 1
    case 'interrupted':
    case 'starting':
    case 'running':
    case 'paused':
      return 130
  }
}
