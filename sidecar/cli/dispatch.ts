import { asGradlabError, exitCodeOf, GradlabError } from '../../protocol'
import { parseArguments } from './arguments'
import type { Cli, Command } from './command'
import { commands } from './commands'
import { tellError } from './errors'
import { helpOf, helpOfAll } from './help'

/** Runs what was typed after `gradlab`, and says its error if it has one. @returns the exit code */
export async function dispatch(typed: readonly string[], cli: Cli): Promise<number> {
  try {
    return await choose(typed, cli)
  } catch (thrown) {
    const error = asGradlabError(thrown)
    tellError(error.toData(), cli, { json: typed.includes('--json'), verbose: typed.includes('--verbose') })
    return exitCodeOf(error.code)
  }
}

async function choose(typed: readonly string[], cli: Cli): Promise<number> {
  const [name, ...rest] = typed
  const { terminal, say, paint } = cli
  const print = (lines: readonly string[]): number => {
    for (const line of lines) terminal.out(line)
    return 0
  }
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) return print(helpOfAll(commands, say, paint))
  if (name === '--version' || name === '-v') return print([await cli.services.readVersion()])
  if (name === 'help') return print(helpOf(commandOf(rest[0]!), say, paint))
  const command = commandOf(name)
  const input = parseArguments(command, rest, say)
  return input.flags.has('help') ? print(helpOf(command, say, paint)) : command.run(input, cli)
}

function commandOf(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) throw new GradlabError('usage/command', { command: name, known: [...commands.map((candidate) => candidate.name), 'help'].join(', ') })
  return command
}
