import type { Language } from '../../protocol'
import type { CliText, Say } from '../../protocol/texts/cli'
import type { Services } from './services'
import type { Terminal } from './terminal/terminal'
import type { Paint } from './terminal/paint'

/** One command of the command line: what it takes, and what it does. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly summary: CliText
  /** What each argument is, in order; the last may repeat. */
  readonly takes: readonly { readonly text: CliText; readonly need: 'once' | 'optional' | 'repeated' }[]
  readonly options: Readonly<Record<string, Option>>
  /** @returns the exit code */
  run(input: Input, cli: Cli): Promise<number>
}
/** A flag is there or not; a value is given once; of a list there may be several. */
export interface Option {
  readonly kind: 'flag' | 'value' | 'list'
  readonly about: CliText
}

/** What was typed, split up but not yet understood. */
export interface Input {
  readonly positionals: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly values: Readonly<Record<string, string>>
  readonly lists: Readonly<Record<string, readonly string[]>>
}

/** What a command has to work with. */
export interface Cli {
  readonly services: Services
  readonly terminal: Terminal
  readonly language: Language
  readonly say: Say
  readonly paint: Paint
  readonly workingFolder: string
}

export const jsonOption: Readonly<Record<string, Option>> = { json: { kind: 'flag', about: 'option.json' } }
/** Every command has these. */
export const commonOptions: Readonly<Record<string, Option>> = {
  verbose: { kind: 'flag', about: 'option.verbose' },
  help: { kind: 'flag', about: 'option.help' },
}
