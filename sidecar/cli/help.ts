import type { Say } from '../../protocol/texts/cli'
import { commonOptions, type Command } from './command'
import type { Paint } from './terminal/paint'
import { pad } from './terminal/width'

export function helpOfAll(commands: readonly Command[], say: Say, paint: Paint): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length), 'help'.length) + 2
  const line = (name: string, summary: string): string => `  ${pad(name, width)}${summary}`
  return [
    say('help.head'),
    '',
    paint('bold', say('help.commands')),
    ...commands.map(({ name, summary }) => line(name, say(summary))),
    line('help', say('summary.help')),
    '',
    say('help.more'),
  ]
}

export function helpOf(command: Command, say: Say, paint: Paint): string[] {
  const options = Object.entries({ ...commonOptions, ...command.options })
  const names = options.map(([name, { kind }]) => `--${name}${kind === 'value' ? ' …' : kind === 'list' ? ' key=value' : ''}`)
  const width = Math.max(...names.map((name) => name.length)) + 2
  return [
    `${paint('bold', say('help.usage'))}  gradlab ${command.usage}`,
    say(command.summary),
    '',
    paint('bold', say('help.options')),
    ...options.map(([, { about }], index) => `  ${pad(names[index]!, width)}${say(about)}`),
  ]
}
