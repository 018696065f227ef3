import { basename, dirname, relative, resolve } from 'node:path'
import type { EndStatus, RunManifest } from '../../protocol'
import { sayWhy } from '../../protocol/texts/why'
import type { Cli } from './command'
import { formatCount, formatNumber, formatSeconds } from './terminal/format'

/** The last line of `train --json`, design § 5. A function of run.json alone, so that `resume` can print it again. */
export function finishedLine(folder: string, manifest: RunManifest): string {
  const { status, engine, step, parameters, seconds, metrics = {} } = manifest
  return JSON.stringify({ event: 'finished', run: folder, status, engine, steps: step, parameters, seconds, metrics })
}

/** How it ended, in sentences: the test metric, engine and why, the folder, and what can be done next. */
export function tellFinished(folder: string, manifest: RunManifest, { terminal, say, paint, language, workingFolder }: Cli): void {
  const { status, step, steps = step, metrics = {}, metricGoals = {} } = manifest
  const engine = manifest.engine ?? manifest.engineAsked
  const why = sayWhy(language, { engine: manifest.engine, why: manifest.engineWhy, stepTimes: manifest.stepTimes })
  const seconds = formatSeconds(manifest.seconds)
  const facts = { name: findableName(folder, workingFolder), steps: formatCount(step), total: formatCount(steps), seconds, engine, why }
  terminal.out(say(sentences[status as EndStatus] === 'train.interrupted' && step === 0 ? 'train.interrupted-early' : sentences[status as EndStatus], facts))
  const goals = Object.keys(metricGoals)
  const shown = [
    ...goals.filter((goal) => goal in metrics),
    ...Object.keys(metrics).filter((metric) => /^(test|final)/.test(metric) && !goals.includes(metric)),
  ]
  shown.forEach((metric, index) => terminal.out(paint(index === 0 ? 'bold' : 'dim', `  ${metric}  ${formatNumber(metrics[metric]!)}`)))
  if (manifest.generatedData && shown.length > 0) terminal.out(paint('yellow', say('train.generated')))
  terminal.out(say('train.folder', { folder: relative(workingFolder, folder) || '.' }))
}

/** What `gradlab report`, `resume` … find a run by from here: its name in an experiment's folder and the one above, else its path. */
export function findableName(folder: string, workingFolder: string): string {
  const experiment = resolve(folder, '../../..')
  return [experiment, dirname(experiment)].includes(resolve(workingFolder)) ? basename(folder) : relative(workingFolder, folder)
}

const sentences = {
  completed: 'train.completed',
  stopped: 'train.stopped',
  failed: 'train.failed',
  interrupted: 'train.interrupted',
} as const satisfies Record<EndStatus, string>
