import { join, relative } from 'node:path'
import { describeError, exitCodeOf, type CompareRequest, type ComparisonRun, type ComparisonState, type RunEvent } from '../../protocol'
import { sayComparisonIn } from '../../protocol/texts/comparison'
import type { LiveComparison } from '../compare/compare'
import { exportComparison } from '../compare/export/formats'
import type { ComparisonWatcher } from '../compare/here'
import type { Cli } from './command'
import { tellComparison } from './comparisonTable'
import { tellError } from './errors'
import { formatClock, formatCount, formatNumber } from './terminal/format'
import { createProgressView } from './terminal/progress'
import { createTracker } from './terminal/tracker'

export interface ComparisonOptions {
  readonly json: boolean
  readonly verbose: boolean
  readonly exportTo?: string
}

/**
 * Shows a comparison until it ends. The first Ctrl-C asks the run under way to write a checkpoint; a second one ends this process.
 * @returns the exit code
 */
export async function watchComparison(request: CompareRequest, cli: Cli, options: ComparisonOptions): Promise<number> {
  const { terminal, services, say } = cli
  const watcher = options.json ? jsonWatcher(cli, request.experiment) : personWatcher(cli)
  let live: LiveComparison | undefined
  let isInterrupted = false
  const ignoreInterrupts = terminal.onInterrupt(() => {
    if (isInterrupted) terminal.exit(130)
    isInterrupted = true
    terminal.error(say('compare.interrupting'))
    live?.cancel()
  })
  try {
    watcher.starting()
    live = await services.compare(request, watcher)
    if (isInterrupted) live.cancel()
    const state = await live.ended
    watcher.close()
    return await tellEnd(state, cli, options)
  } finally {
    ignoreInterrupts()
  }
}

type Watcher = ComparisonWatcher & { starting(): void; close(): void }

/** One line for each run as it ends, also for those that were trained before. */
function jsonWatcher({ terminal }: Cli, experiment: string): Watcher {
  const hear = createHearing(({ run }, state) => {
    const { purpose, variant, seed, learningRate, status, run: name, value = null, error } = run
    const folder = name === undefined ? {} : { run: join(experiment, '.gradlab', 'runs', name) }
    const problem = error && { code: error.code, message: describeError(error, 'en').message }
    const { secondsLeft } = state
    terminal.out(JSON.stringify({ event: 'run', purpose, variant, seed, learningRate, status, ...folder, value, secondsLeft, ...problem }))
  })
  return {
    starting: () => undefined,
    onChange: hear,
    onEvent: () => undefined,
    onOutput: (text) => terminal.error(text.replace(/\n$/, '')),
    close: () => undefined,
  }
}

function personWatcher(cli: Cli): Watcher {
  const { terminal, say, paint, language } = cli
  const view = createProgressView(terminal, say, paint)
  let tracker = createTracker()
  let trained: string | undefined
  let hasPlan = false

  const nameOf = (place: number, run: ComparisonRun, state: ComparisonState): string => {
    const facts = { place: place + 1, runs: state.runs.length, variant: run.variant, seed: run.seed, rate: run.learningRate ?? '' }
    return say(run.purpose === 'tune' ? 'compare.trial' : 'compare.run', facts)
  }
  const sentenceOf = (place: number, run: ComparisonRun, state: ComparisonState): string => {
    const name = nameOf(place, run, state)
    if (run.status === 'failed')
      return paint('yellow', say('compare.failed', { run: name, problem: run.error ? describeError(run.error, language).message : '' }))
    if (run.status === 'cut') return paint('yellow', say('compare.cut', { run: name }))
    const value = run.value === null || run.value === undefined ? '–' : formatNumber(run.value)
    return run.purpose === 'tune' ? say('compare.trial-value', { run: name, value }) : say('compare.value', { run: name, metric: state.metric, value })
  }
  const hear = createHearing(({ place, run }, state) => {
    view.close()
    const left = state.secondsLeft === null || state.secondsLeft === 0 ? '' : `  (${say('compare.left', { time: formatClock(state.secondsLeft) })})`
    view.sentence(sentenceOf(place, run, state) + paint('dim', left))
  })
  const tellPlan = ({ runs, request, engine, variants }: ComparisonState): void => {
    const count = request.seeds
    const seeds = sayComparisonIn(language)(count === 1 ? 'seed' : 'seeds', { count })
    terminal.out(say('compare.plan', { variants: variants.join(', '), runs: formatCount(runs.length), seeds, engine }))
  }
  const begin = (event: Extract<RunEvent, { kind: 'started' }>): void => {
    tracker = createTracker()
    tracker.begin({ step: event.fromStep, steps: event.steps, timeMs: event.time })
  }
  return {
    starting: () => terminal.out(paint('dim', say('compare.starting'))),
    onChange(state) {
      if (!hasPlan) tellPlan(state)
      hasPlan = true
      hear(state)
    },
    onEvent(run, event) {
      if (run !== trained) view.close()
      trained = run
      if (event.kind === 'started') begin(event)
      tracker.take(event)
      if (event.kind === 'scalars') view.update(tracker.progress())
    },
    onOutput: (text) => view.sentence(paint('dim', text.replace(/\n$/, ''))),
    close: () => view.close(),
  }
}

/** Passes on each run once, when it has ended. */
function createHearing(tell: (ended: { place: number; run: ComparisonRun }, state: ComparisonState) => void): (state: ComparisonState) => void {
  const told = new Set<number>()
  return (state) => {
    state.runs.forEach((run, place) => {
      if (run.status === 'waiting' || run.status === 'training' || told.has(place)) return
      told.add(place)
      tell({ place, run }, state)
    })
  }
}

async function tellEnd(state: ComparisonState, cli: Cli, { json, verbose, exportTo }: ComparisonOptions): Promise<number> {
  const { terminal, services, say, language, workingFolder } = cli
  const { status, runs, result, error, file } = state
  if (status === 'failed' && error) {
    tellError(error, cli, { json, verbose })
    return exitCodeOf(error.code)
  }
  if (status !== 'completed' || !result) {
    const left = runs.filter((run) => run.status === 'waiting').length
    terminal.out(json ? JSON.stringify({ event: 'interrupted', comparison: file, runsLeft: left }) : say('compare.interrupted', { count: left }))
    return 130
  }
  if (exportTo !== undefined) {
    await services.writeText(exportTo, exportComparison(exportTo, result, language))
    terminal.out(json ? JSON.stringify({ event: 'export', file: exportTo }) : say('compare.exported', { file: relative(workingFolder, exportTo) }))
  }
  if (json) terminal.out(JSON.stringify(result))
  else tellComparison(result, cli)
  return runs.every((run) => run.status === 'completed' || run.status === 'reused') ? 0 : 1
}
