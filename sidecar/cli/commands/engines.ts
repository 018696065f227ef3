import { jsonOption, type Command } from '../command'
import { installEngine, installOptions, uninstallEngine } from './installEngine'
import { table } from '../terminal/table'

/** Which engines this machine can train on, best first, and why not the others; and the one of them that is installed on request. */
export const engines: Command = {
  name: 'engines',
  usage: 'engines [--install tensorflow|tensorflow-gpu | --uninstall] [--yes] [--json]',
  summary: 'summary.engines',
  takes: [],
  options: { ...installOptions, ...jsonOption },
  async run(input, cli) {
    const { services, terminal, say, paint } = cli
    if (input.values['install'] !== undefined) return installEngine(input.values['install'], input, cli, engines)
    if (input.flags.has('uninstall')) return uninstallEngine(input, cli)
    const reports = await services.askEngines()
    if (input.flags.has('json')) {
      for (const { engine, usable, reason, detail } of reports) terminal.out(JSON.stringify({ engine, usable, reason, detail }))
      return 0
    }
    const rows = reports.map(({ engine, usable, reason, detail }) => {
      const facts = Object.entries(detail).map(([key, value]) => `${key} ${value}`)
      return [usable ? '✓' : '·', engine, say(usable ? 'engines.usable' : 'engines.unusable'), [say(`reason.${reason}`), ...facts].join(', ')]
    })
    table(['', '', '', ''], rows)
      .slice(1)
      .forEach((line, index) => terminal.out(reports[index]!.usable ? line : paint('dim', line)))
    return 0
  },
}
