import { parseArgs } from 'node:util'
import { GradlabError } from '../../protocol'
import type { Say } from '../../protocol/texts/cli'
import { commonOptions, type Command, type Input, type Option } from './command'

/**
 * Splits what follows a command's name. Node's own parser finds the tokens; its strict mode is off, because its messages name
 * neither the command nor what to do next.
 * @throws GradlabError usage/option, usage/value, usage/argument, usage/extra
 */
export function parseArguments(command: Command, typed: readonly string[], say: Say): Input {
  const options: Readonly<Record<string, Option>> = { ...command.options, ...commonOptions }
  const { tokens } = parseArgs({
    args: [...typed],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { kind }]) => [name, { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: true }]),
    ),
    strict: false,
    tokens: true,
    allowPositionals: true,
  })
  const positionals: string[] = []
  const flags = new Set<string>()
  const values: Record<string, string> = {}
  const lists: Record<string, string[]> = {}
  let openList: string[] | undefined
  for (const token of tokens) {
    if (token.kind === 'option') {
      const option = Object.hasOwn(options, token.name) && token.rawName.startsWith('--') ? options[token.name] : undefined
      if (!option)
        throw new GradlabError('usage/option', {
          command: command.name,
          option: token.rawName,
          known: Object.keys(options)
            .map((name) => `--${name}`)
            .join(', '),
        })
      openList = undefined
      if (option.kind === 'flag') {
        if (token.value !== undefined) throw refuse(command, token.name, say('takes.nothing'), token.value)
        flags.add(token.name)
        continue
      }
      const isMissing = token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('--'))
      if (isMissing) throw refuse(command, token.name, say(option.kind === 'list' ? 'takes.pairs' : 'takes.value'), '')
      if (option.kind === 'value') values[token.name] = token.value
      else openList = (lists[token.name] ??= []).push(token.value) ? lists[token.name] : undefined
    } else if (token.kind === 'positional') {
      // `--set a=1 b=2` is the same as `--set a=1 --set b=2`.
      if (openList && token.value.includes('=')) openList.push(token.value)
      else positionals.push(token.value)
    }
  }
  if (!flags.has('help')) checkCount(command, positionals, say)
  return { positionals, flags, values, lists }
}

/** @throws GradlabError hyper/syntax */
export function parsePairs(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((text) => {
      const [, key, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? []
      if (key === undefined || value === undefined) throw new GradlabError('hyper/syntax', { text })
      return [key, value]
    }),
  )
}

/** A whole number in an option's value. @throws GradlabError usage/value */
export function parseWhole(command: Command, option: string, typed: string, bounds: { min: number; max: number; expected: string }): number {
  const value = Number(typed)
  if (!/^\d+$/.test(typed) || value < bounds.min || value > bounds.max) throw refuse(command, option, bounds.expected, typed)
  return value
}

function refuse(command: Command, option: string, expected: string, value: string): GradlabError {
  return new GradlabError('usage/value', { option, expected, value, usage: `gradlab ${command.usage}` })
}

function checkCount(command: Command, positionals: readonly string[], say: Say): void {
  const usage = `gradlab ${command.usage}`
  const missing = command.takes.find(({ need }, index) => need !== 'optional' && positionals.length <= index)
  if (missing) throw new GradlabError('usage/argument', { command: command.name, argument: say(missing.text), usage })
  const takesMore = command.takes.some(({ need }) => need === 'repeated')
  if (!takesMore && positionals.length > command.takes.length) {
    throw new GradlabError('usage/extra', { command: command.name, argument: positionals[command.takes.length]!, usage })
  }
}
