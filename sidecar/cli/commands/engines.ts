import { resolve } from 'node:path'
import { describeError, type EngineReport, type EngineVerdict } from '../../../protocol'
import { engineFacts } from '../../../protocol/texts/engine'
import { formatMs, sayWhy } from '../../../protocol/texts/why'
import { choose } from '../../choice/choose'
import { jsonOption, type Cli, type Command } from '../command'
import { installEngine, installOptions, uninstallEngine } from './installEngine'
import { table } from '../terminal/table'

/** Which engines this machine can train on, best first, how fast each is, and why not the others; or which is the fastest for a model; and the one of them that is installed on request. */
export const engines: Command = {
  name: 'engines',
  usage: 'engines [--measure <folder> | --install tensorflow|tensorflow-gpu [--yes] | --uninstall] [--verbose] [--json]',
  summary: 'summary.engines',
  takes: [],
  options: {
    measure: { kind: 'value', about: 'option.measure' },
    ...installOptions,
    ...jsonOption,
    verbose: { kind: 'flag', about: 'option.verbose-engines' },
  },
  async run(input, cli) {
    const { flags, values } = input
    if (values['install'] !== undefined) return installEngine(values['install'], input, cli, engines)
    if (flags.has('uninstall')) return uninstallEngine(input, cli)
    const options = { json: flags.has('json'), verbose: flags.has('verbose') }
    if (values['measure'] !== undefined) return tryOn(resolve(cli.workingFolder, values['measure']), cli, options)
    if (!options.json) cli.terminal.error(cli.paint('dim', cli.say('engines.measuring')))
    tellReports(await cli.services.measureEngines(), cli, options)
    return 0
  },
}

interface Options {
  readonly json: boolean
  readonly verbose: boolean
}

function tellReports(reports: readonly EngineReport[], { terminal, language, say, paint }: Cli, { json, verbose }: Options): void {
  if (json) {
    for (const { engine, usable, reason, detail } of reports) terminal.out(JSON.stringify({ engine, usable, reason, detail }))
    return
  }
  const rows = reports.map((report) => {
    const { engine, usable } = report
    return [usable ? '✓' : '·', engine, say(usable ? 'engines.usable' : 'engines.unusable'), engineFacts(report, language)]
  })
  table(['', '', '', ''], rows)
    .slice(1)
    .forEach((line, index) => {
      const { usable, detail } = reports[index]!
      terminal.out(usable ? line : paint('dim', line))
      if (verbose && detail['missingOps'] !== undefined) terminal.out(paint('dim', `  ${say('engines.missing', { names: detail['missingOps'] })}`))
    })
}

/** @returns 1 where no engine could be measured */
async function tryOn(experiment: string, cli: Cli, { json }: Options): Promise<number> {
  const { terminal, services, language, say } = cli
  if (!json) terminal.error(cli.paint('dim', say('engines.measuring')))
  const verdicts = await services.learnEngines(experiment, (verdict) => terminal.out(json ? verdictLine(verdict) : sentenceOf(verdict, cli)))
  const choice = choose(verdicts)
  if (json) terminal.out(JSON.stringify({ event: 'choice', engine: choice?.engine ?? 'wasm', why: choice?.why ?? 'until-measured' }))
  else terminal.out(choice ? say('engines.chosen', { engine: choice.engine, why: sayWhy(language, choice) }) : say('engines.unchosen'))
  return choice ? 0 : 1
}

function verdictLine(verdict: EngineVerdict): string {
  const { state, engine } = verdict
  switch (verdict.state) {
    case 'measured':
      return JSON.stringify({ event: 'tried', engine, state, stepMs: verdict.stepMs, steps: verdict.steps })
    case 'failed':
      return JSON.stringify({ event: 'tried', engine, state, code: verdict.error.code, message: describeError(verdict.error, 'en').message })
    case 'skipped':
      return JSON.stringify({ event: 'tried', engine, state, reason: verdict.reason })
    case 'alone':
      return JSON.stringify({ event: 'tried', engine, state })
  }
}

function sentenceOf(verdict: EngineVerdict, { language, say, paint }: Cli): string {
  const { engine } = verdict
  switch (verdict.state) {
    case 'measured':
      return say('engines.tried', { engine, ms: formatMs(verdict.stepMs), steps: verdict.steps })
    case 'failed':
      return paint('yellow', say('engines.failed', { engine, problem: describeError(verdict.error, language).message }))
    case 'skipped':
      return say('engines.peers', { engine })
    case 'alone':
      return say('engines.alone', { engine })
  }
}
