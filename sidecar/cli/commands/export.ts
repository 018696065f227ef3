import { basename, relative, resolve } from 'node:path'
import { GradlabError, hasEnded } from '../../../protocol'
import { jsonOption, type Command } from '../command'

/** Writes a run for other tools, also one that trains still. */
export const exportCommand: Command = {
  name: 'export',
  usage: 'export <run> --format csv|safetensors|tensorboard <out> [--all] [--force] [--json]',
  summary: 'summary.export',
  takes: [
    { text: 'takes.run', need: 'once' },
    { text: 'takes.out', need: 'once' },
  ],
  options: {
    format: { kind: 'value', about: 'option.format' },
    all: { kind: 'flag', about: 'option.all' },
    force: { kind: 'flag', about: 'option.force' },
    ...jsonOption,
  },
  async run({ positionals, values, flags }, { services, terminal, say, workingFolder }) {
    const format = values['format']
    if (format === undefined)
      throw new GradlabError('usage/argument', { command: 'export', argument: say('takes.format'), usage: `gradlab ${exportCommand.usage}` })
    const run = await services.findRun(positionals[0]!, workingFolder)
    const out = resolve(workingFolder, positionals[1]!)
    const exported = await services.exportRun({ run, format, out, all: flags.has('all'), force: flags.has('force') })
    if (flags.has('json')) {
      terminal.out(JSON.stringify({ event: 'exported', run, ...exported }))
      return 0
    }
    terminal.out(say('export.done', { name: basename(run), step: exported.step }))
    for (const file of exported.files) terminal.out(`  ${relative(workingFolder, file)}`)
    for (const file of exported.damaged) terminal.out(say('export.damaged', { file }))
    if (!hasEnded(exported.status)) terminal.out(say('export.live'))
    return 0
  },
}
