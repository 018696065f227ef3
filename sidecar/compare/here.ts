import type { CompareRequest, ComparisonState, RunEvent } from '../../protocol'
import { describeExperiment } from '../supervisor/describe'
import { askEngines } from '../supervisor/engines'
import { resumeRun, startRun, type LiveRun } from '../supervisor/runs'
import { startComparison, type LiveComparison, type TrainingRun } from './compare'

/** Who watches a comparison in the process that works at it. */
export interface ComparisonWatcher {
  onChange(state: ComparisonState): void
  onEvent(run: string, event: RunEvent): void
  /** What the user's code prints. */
  onOutput(text: string): void
}

/** A comparison whose runs are supervised by this very process and end with it: a terminal's. */
export function compareHere(request: CompareRequest, watcher: ComparisonWatcher): Promise<LiveComparison> {
  const keeping = { onOutput: (text: string) => watcher.onOutput(text) }
  const pass = async ({ folder, events }: LiveRun): Promise<void> => {
    for await (const event of events) watcher.onEvent(folder, event)
  }
  const watched = (run: LiveRun): TrainingRun => {
    const passed = pass(run)
    return { folder: run.folder, command: (command) => run.command(command), ended: run.ended.then((manifest) => passed.then(() => manifest)) }
  }
  return startComparison(request, {
    keeper: 'terminal',
    describe: (experiment) => describeExperiment(experiment),
    listEngines: (from) => askEngines({ from }),
    start: async (run) => watched(await startRun(run, keeping)),
    resume: async (run) => watched(await resumeRun(run, keeping)),
    onChange: (state) => watcher.onChange(state),
  })
}
