import { relative, resolve } from 'node:path'
import type { Command } from '../command'

/** Copies a scaffold into a folder of the user's own. */
export const newCommand: Command = {
  name: 'new',
  usage: 'new <direction>[/<scaffold>] <folder> [--data ID|PATH] [--pytorch]',
  summary: 'summary.new',
  takes: [
    { text: 'takes.direction', need: 'once' },
    { text: 'takes.folder', need: 'once' },
  ],
  options: {
    data: { kind: 'value', about: 'option.data' },
    pytorch: { kind: 'flag', about: 'option.pytorch' },
  },
  async run(input, { services, terminal, say, workingFolder }) {
    const [wanted, folder] = input.positionals as [string, string]
    const [direction, scaffold] = wanted.replace(/\/$/, '').split('/') as [string, string | undefined]
    const made = await services.newExperiment({
      direction,
      ...(scaffold !== undefined && { scaffold }),
      folder: resolve(workingFolder, folder),
      ...(input.values['data'] !== undefined && { data: input.values['data'] }),
      pytorch: input.flags.has('pytorch'),
    })
    const shown = relative(workingFolder, made.folder) || '.'
    terminal.out(say('new.done', { folder: shown, scaffold: wanted, count: made.files.length }))
    terminal.out(say('new.next', { folder: shown }))
    return 0
  },
}
