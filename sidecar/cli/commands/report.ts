import { join, relative, resolve } from 'node:path'
import type { Command } from '../command'

/** Writes a run's report, also of one that trains still. */
export const report: Command = {
  name: 'report',
  usage: 'report <run> [--out FILE]',
  summary: 'summary.report',
  takes: [{ text: 'takes.run', need: 'once' }],
  options: { out: { kind: 'value', about: 'option.out' } },
  async run(input, { services, terminal, language, say, workingFolder }) {
    const folder = await services.findRun(input.positionals[0]!, workingFolder)
    const out = input.values['out']
    const file = await services.writeReport(folder, out === undefined ? join(folder, 'report.html') : resolve(workingFolder, out), language)
    terminal.out(say('train.report', { file: relative(workingFolder, file) }))
    return 0
  },
}
