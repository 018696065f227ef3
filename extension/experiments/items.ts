import type { Language, RunStatus } from '../../protocol'
import { cliTexts } from '../../protocol/texts/cli'
import { formatNumber, progressText } from '../runs/progress'
import { isResumable } from '../runs/control'
import type { Say } from '../texts'
import { iconName } from './choose'
import type { ExperimentStore, ShownRun } from './store'

/** A node of the Experiments view. Commands called on it find `experiment` and `run` there. */
export interface ExperimentNode {
  readonly id: string
  readonly experiment: string
  readonly run?: string
  readonly label: string
  readonly description: string
  readonly icon: string
  readonly tooltip: string
  readonly contextValue: string
  readonly children: readonly ExperimentNode[]
}

/** Experiments with their runs beneath, newest first. */
export function experimentNodes(store: Pick<ExperimentStore, 'experiments' | 'runs'>, say: Say, language: Language): ExperimentNode[] {
  return store.experiments.map((experiment) => ({
    id: experiment.folder,
    experiment: experiment.folder,
    label: experiment.name,
    description: [experiment.direction, experiment.data].filter(Boolean).join(' · '),
    icon: 'beaker',
    tooltip: [experiment.folder, experiment.direction && `${experiment.direction}/${experiment.scaffold}`].filter(Boolean).join('\n'),
    contextValue: 'experiment',
    children: [
      ...store.runs.filter((run) => run.experiment === experiment.folder).map((run) => runNode(run, say, language)),
      ...experiment.broken.map(({ folder, message }) => ({
        id: `broken:${folder}`,
        experiment: experiment.folder,
        label: folder.slice(folder.lastIndexOf('/') + 1),
        description: say('view.broken'),
        icon: 'warning',
        tooltip: message,
        contextValue: 'broken',
        children: [],
      })),
    ],
  }))
}

export function runNode({ folder, experiment, manifest, progress }: ShownRun, say: Say, language: Language): ExperimentNode {
  const status = cliTexts[`status.${progress.status}`][language]
  const numbers = Object.entries(progress.latest).map(([name, value]) => `${name} ${formatNumber(value)}`)
  return {
    id: folder,
    experiment,
    run: folder,
    label: `${manifest.variant} · ${say('seed', { seed: manifest.seed })}`,
    description: progressText(progress, manifest.metricGoals),
    icon: iconName(progress.status),
    tooltip: [`${manifest.name}: ${status}`, progress.engine ?? '', ...numbers].filter(Boolean).join('\n'),
    contextValue: `run.${contextOf(progress.status)}`,
    children: [],
  }
}

function contextOf(status: RunStatus): string {
  return isResumable(status) ? 'resumable' : status
}
