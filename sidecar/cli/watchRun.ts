import { join, relative } from 'node:path'
import { asGradlabError, exitCodeOf, hasEnded, type RunEvent, type RunManifest } from '../../protocol'
import { sayWhy } from '../../protocol/texts/why'
import type { LiveRun } from '../supervisor/runs'
import type { Cli } from './command'
import { tellError } from './errors'
import { findableName, finishedLine, tellFinished } from './finished'
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
    let hasBegun = false
    for await (const event of live.events) {
      if (!hasBegun && !preludes.includes(event.kind)) await narrator.begin(await beginningOf(live.folder, event, cli), live.folder)
      hasBegun ||= !preludes.includes(event.kind)
      await narrator.event(event, live.folder)
    }
    const manifest = await live.ended
    narrator.close()
    return await tellEnd(live.folder, manifest, cli, options)
  } finally {
    ignoreInterrupts()
  }
}

/** What may come before a run has begun: a resume's own words, and the end of a run that could not. */
const preludes: readonly RunEvent['kind'][] = ['resumed', 'notice', 'ended']

interface Beginning {
  readonly manifest: RunManifest
  readonly fromStep: number
  readonly timeMs: number
}

/** A run that was paused in another process has begun there: its manifest says what its own event would. */
async function beginningOf(folder: string, event: RunEvent, { services }: Cli): Promise<Beginning> {
  const manifest = await services.readManifest(folder)
  return { manifest, fromStep: event.kind === 'started' ? event.fromStep : manifest.step, timeMs: event.time }
}

/** Puts a run's events into lines, for a script or for a person. */
interface Narrator {
  starting(): void
  begin(beginning: Beginning, folder: string): Promise<void>
  output(text: string): void
  event(event: RunEvent, folder: string): Promise<void>
  close(): void
}

function jsonNarrator({ terminal, say }: Cli): Narrator {
  return {
    starting: () => undefined,
    output: (text) => terminal.error(text.replace(/\n$/, '')),
    begin: async ({ fromStep }, folder) => terminal.out(JSON.stringify({ event: 'started', run: folder, fromStep })),
    async event(event) {
      if (event.kind === 'notice') terminal.error(say(`notice.${event.code}`))
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

function personNarrator({ terminal, say, paint, language, workingFolder }: Cli, view: ProgressView): Narrator {
  const tracker = createTracker()
  return {
    starting: () => terminal.out(paint('dim', say('train.starting'))),
    output: (text) => view.sentence(paint('dim', text.replace(/\n$/, ''))),
    async begin({ manifest, fromStep, timeMs }) {
      const { name, steps = 0, parameters = 0, engine, engineAsked, engineWhy, stepTimes, metricGoals = {} } = manifest
      tracker.begin({ step: fromStep, steps, timeMs })
      tracker.setGoals(metricGoals)
      view.sentence(
        say('train.started', {
          name,
          steps: formatCount(steps),
          parameters: formatCount(parameters),
          engine: engine ?? engineAsked,
          why: sayWhy(language, { engine, why: engineWhy, stepTimes }),
        }),
      )
      if (fromStep > 0) view.sentence(say('train.from', { step: fromStep }))
    },
    async event(event, folder) {
      tracker.take(event)
      switch (event.kind) {
        case 'resumed':
          if (!event.sameFingerprint) view.sentence(paint('yellow', say('train.other-bits')))
          break
        case 'scalars':
          view.update(tracker.progress())
          break
        case 'hyper':
          view.sentence(say('train.hyper', { key: event.key, value: String(event.value), step: event.step }))
          break
        case 'paused':
          view.update(tracker.progress())
          view.sentence(say('train.paused', { step: event.step, name: findableName(folder, workingFolder) }))
          break
        case 'continued':
          view.sentence(say('train.continued', { step: event.step }))
          break
        case 'notice':
          view.sentence(paint('yellow', say(`notice.${event.code}`)))
          break
        case 'started':
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
  // What was refused before the first step has been said; there is no result to speak of.
  const isRefused = manifest.status === 'failed' && manifest.step === 0
  if (!options.json && hasEnded(manifest.status) && !isRefused) tellFinished(folder, manifest, cli)
  if (options.report && manifest.step > 0) {
    try {
      const file = await services.writeReport(folder, join(folder, 'report.html'), language)
      terminal.out(options.json ? JSON.stringify({ event: 'report', file }) : say('train.report', { file: relative(workingFolder, file) }))
    } catch (thrown) {
      // The run is done and kept; a report that cannot be written does not change how it ended.
      tellError(asGradlabError(thrown).toData(), cli, options)
    }
  } else if (!options.json && manifest.status === 'completed') terminal.out(say('train.inspect', { name: findableName(folder, workingFolder) }))
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
