import { basename } from 'node:path'
import { hasEnded, type RunStatus } from '../../protocol'
import { cliTexts } from '../../protocol/texts/cli'
import type { Entry } from '../editor'
import { progressText } from '../runs/progress'
import type { Services } from '../services'
import type { TextKey } from '../texts'
import { experimentOfFile } from './place'
import type { ShownRun } from './store'
import type { Target } from './target'

/** The experiment that is meant: the one called on, the active editor's, the one used last, the only one; else the person picks. */
export async function chooseExperiment({ editor, store }: Services, target: Target): Promise<string | undefined> {
  const named = target.experiment ?? (target.file === undefined ? undefined : experimentOfFile(target.file))
  if (named !== undefined) return named
  const active = editor.activeFile === undefined ? undefined : experimentOfFile(editor.activeFile)
  if (active !== undefined) return active
  await store.refresh()
  const { experiments } = store
  const last = experiments.find(({ folder }) => folder === editor.lastExperiment)
  if (last) return last.folder
  if (experiments.length === 1) return experiments[0]!.folder
  if (experiments.length === 0) {
    const make = editor.say('action.new')
    if ((await editor.tell('information', editor.say('none.experiments'), [make])) === make) await editor.runCommand('gradlab.newExperiment')
    return undefined
  }
  const entries = experiments.map(({ folder, name, direction, scaffold, data }) => ({
    label: name,
    description: [direction && `${direction}/${scaffold}`, data].filter(Boolean).join(' · '),
    detail: folder,
    value: folder,
  }))
  return editor.pick(editor.say('pick.experiment'), entries)
}

export interface RunQuestion {
  readonly title: TextKey
  readonly none: TextKey
  readonly isMeant: (status: RunStatus) => boolean
  /** Whether the only candidate needs no question; a run that is only looked at may as well be picked. */
  readonly takesOnly: boolean
}

/** The run that is meant: the one called on, the only candidate, the only one of the active experiment; else the person picks. */
export async function chooseRun(services: Services, target: Target, question: RunQuestion): Promise<ShownRun | undefined> {
  const { editor, store } = services
  await store.refresh()
  if (target.run !== undefined) return store.run(target.run)
  const all = store.runs.filter(({ progress }) => question.isMeant(progress.status))
  const named = target.experiment ?? fileOf(target, editor.activeFile)
  const near = all.filter(({ experiment }) => experiment === named)
  const candidates = near.length > 0 ? near : all
  if (candidates.length === 0) return void (await editor.tell('information', editor.say(question.none), []))
  if (candidates.length === 1 && question.takesOnly) return candidates[0]
  return editor.pick(editor.say(question.title), runEntries(candidates, services))
}

function fileOf(target: Target, activeFile: string | undefined): string | undefined {
  const file = target.file ?? activeFile
  return file === undefined ? undefined : experimentOfFile(file)
}

/** Runs below a heading for each experiment, in the order they come in. */
export function runEntries(runs: readonly ShownRun[], { editor, language }: Pick<Services, 'editor' | 'language'>): Entry<ShownRun>[] {
  const experiments = [...new Set(runs.map(({ experiment }) => experiment))]
  const membersOf = (experiment: string): ShownRun[] => runs.filter((run) => run.experiment === experiment)
  return experiments.flatMap((experiment): Entry<ShownRun>[] => [
    { heading: basename(experiment) },
    ...membersOf(experiment).map((run) => ({
      label: `${iconOf(run.progress.status)} ${run.manifest.variant} · ${editor.say('seed', { seed: run.manifest.seed })}`,
      description: [cliTexts[`status.${run.progress.status}`][language], progressText(run.progress, run.manifest.metricGoals)].join(' · '),
      detail: run.manifest.name,
      value: run,
    })),
  ])
}

/** The codicon that stands for a status, in lists and in the tree. */
export function iconName(status: RunStatus): string {
  switch (status) {
    case 'starting':
    case 'running':
      return 'sync~spin'
    case 'paused':
      return 'debug-pause'
    case 'completed':
      return 'pass'
    case 'stopped':
      return 'stop-circle'
    case 'failed':
      return 'error'
    case 'interrupted':
      return 'warning'
  }
}
const iconOf = (status: RunStatus): string => `$(${iconName(status)})`

export const isLive = (status: RunStatus): boolean => !hasEnded(status)
