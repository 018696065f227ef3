import { GradlabError } from '../../../protocol'
import { parsePairs } from '../arguments'
import type { Command } from '../command'
import { findableName } from '../finished'

/** What reaches a run of another terminal or of the editor. */
export const pause: Command = toRun('pause')
export const stop: Command = toRun('stop')

export const set: Command = {
  name: 'set',
  usage: 'set <run> key=value …',
  summary: 'summary.set',
  takes: [
    { text: 'takes.run', need: 'once' },
    { text: 'takes.pairs', need: 'repeated' },
  ],
  options: {},
  async run(input, { services, terminal, say, workingFolder }) {
    const [run, ...typed] = input.positionals as [string, ...string[]]
    const pairs = Object.entries(parsePairs(typed))
    const folder = await services.findRun(run, workingFolder)
    const { name } = await services.readManifest(folder)
    for (const [key, value] of pairs) {
      await services.commandRun(folder, { kind: 'set', key, value })
      terminal.out(say('set.done', { name, key, value }))
    }
    return 0
  },
}

function toRun(kind: 'pause' | 'stop'): Command {
  return {
    name: kind,
    usage: `${kind} <run>`,
    summary: `summary.${kind}`,
    takes: [{ text: 'takes.run', need: 'once' }],
    options: {},
    async run(input, { services, terminal, say, workingFolder }) {
      const folder = await services.findRun(input.positionals[0]!, workingFolder)
      const { name, status } = await services.readManifest(folder)
      if (kind === 'pause' && status === 'paused') throw new GradlabError('run/not-training', { run: name, status: say('status.paused') })
      await services.commandRun(folder, { kind })
      terminal.out(say(`${kind}.done`, { name: findableName(folder, workingFolder) }))
      return 0
    },
  }
}
