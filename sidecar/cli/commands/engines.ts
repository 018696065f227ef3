import { jsonOption, type Command } from '../command'
import { table } from '../terminal/table'

/** Which engines this machine can train on, best first, and why not the others. */
export const engines: Command = {
  name: 'engines',
  usage: 'engines [--json]',
  summary: 'summary.engines',
  takes: [],
  options: jsonOption,
  async run(input, { services, terminal, say, paint }) {
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
