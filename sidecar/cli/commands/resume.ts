import { jsonOption, type Command } from '../command'
import { finishedLine, tellFinished } from '../finished'
import { watchRun } from '../watchRun'

/** Continues a run. A completed one has nothing left to do, so its last line is printed again. */
export const resume: Command = {
  name: 'resume',
  usage: 'resume <run> [--report] [--json]',
  summary: 'summary.resume',
  takes: [{ text: 'takes.run', need: 'once' }],
  options: { report: { kind: 'flag', about: 'option.report' }, ...jsonOption },
  async run(input, cli) {
    const folder = await cli.services.findRun(input.positionals[0]!, cli.workingFolder)
    const manifest = await cli.services.readManifest(folder)
    if (manifest.status === 'completed') {
      if (input.flags.has('json')) cli.terminal.out(finishedLine(folder, manifest))
      else tellFinished(folder, manifest, cli)
      return 0
    }
    return watchRun((onOutput) => cli.services.resumeRun(folder, { onOutput }), cli, {
      json: input.flags.has('json'),
      verbose: input.flags.has('verbose'),
      report: input.flags.has('report'),
    })
  },
}
