import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { exitCodeOf, GradlabError, type RunManifest } from '../../../protocol'
import type { Say } from '../../../protocol/texts/cli'
import { jsonOption, type Command } from '../command'
import { tellError } from '../errors'
import { formatNumber } from '../terminal/format'
import { table } from '../terminal/table'

/** The runs of an experiment, or of the experiments right below a folder; newest last, where a terminal's eye is. */
export const runs: Command = {
  name: 'runs',
  usage: 'runs [folder] [--json]',
  summary: 'summary.runs',
  takes: [{ text: 'takes.folder', need: 'optional' }],
  options: jsonOption,
  async run(input, cli) {
    const { services, terminal, say, paint, workingFolder } = cli
    const folder = resolve(workingFolder, input.positionals[0] ?? '.')
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new GradlabError('folder/missing', { folder })
    const listed = await Promise.all(experimentsIn(folder).map((experiment) => services.listRuns(experiment)))
    const found = listed.flatMap((each) => each.runs)
    const broken = listed.flatMap((each) => each.broken)
    const isJson = input.flags.has('json')
    if (isJson) for (const run of found) terminal.out(JSON.stringify(runLine(run.folder, run.manifest)))
    else if (found.length > 0) {
      const names = ['runs.name', 'runs.variant', 'runs.seed', 'runs.engine', 'runs.status', 'runs.step', 'runs.metric', 'runs.when'] as const
      const [head, ...rows] = table(
        names.map((name) => say(name)),
        found.map(({ manifest }) => cells(manifest, say)),
      )
      terminal.out(paint('dim', head!))
      for (const row of rows) terminal.out(row)
    } else if (broken.length === 0) terminal.out(say('runs.none', { folder: relative(workingFolder, folder) || '.' }))
    for (const { error } of broken) tellError(error.toData(), cli, { json: isJson, verbose: input.flags.has('verbose') })
    return broken[0] ? exitCodeOf(broken[0].error.code) : 0
  },
}

function experimentsIn(folder: string): string[] {
  const isExperiment = (candidate: string): boolean => existsSync(join(candidate, '.gradlab'))
  if (isExperiment(folder)) return [folder]
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .filter(isExperiment)
}

function runLine(folder: string, manifest: RunManifest): Record<string, unknown> {
  const { name, experiment, direction, scaffold, data, variant, seed, engine, status, step, steps, parameters, seconds, metrics, createdAt } = manifest
  return { run: folder, name, experiment, direction, scaffold, data, variant, seed, engine, status, step, steps, parameters, seconds, metrics, createdAt }
}

function cells(manifest: RunManifest, say: Say): string[] {
  const metric = firstMetric(manifest)
  const steps = manifest.steps === undefined ? String(manifest.step) : `${manifest.step}/${manifest.steps}`
  return [
    manifest.name,
    manifest.variant,
    String(manifest.seed),
    manifest.engine ?? '–',
    say(`status.${manifest.status}`),
    steps,
    metric ?? '–',
    localTime(manifest.createdAt),
  ]
}

/** The metric that decides, where the run got so far. */
function firstMetric({ metricGoals = {}, metrics = {} }: RunManifest): string | undefined {
  const name = Object.keys(metricGoals).find((goal) => goal in metrics)
  return name && `${name} ${formatNumber(metrics[name]!)}`
}

function localTime(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}
