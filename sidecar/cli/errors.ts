import { describeError, type ErrorData } from '../../protocol'
import type { Cli } from './command'
import { nearestKnown } from './suggest'
import { displayWidth } from './terminal/width'

/** Says an error to a person on standard error and, for a script, as one object on standard output. */
export function tellError(error: ErrorData, cli: Pick<Cli, 'terminal' | 'language' | 'say' | 'paint'>, options: { json: boolean; verbose: boolean }): void {
  const { message, suggestion } = describeError(error, cli.language)
  if (options.json) cli.terminal.out(JSON.stringify({ event: 'error', code: error.code, message, ...(error.where && { where: error.where }) }))
  for (const line of paragraph(error, message, suggestion, cli)) cli.terminal.error(line)
  if (options.verbose && error.detail) cli.terminal.error(cli.paint('dim', error.detail))
  else if (error.code === 'internal' && error.detail) cli.terminal.error(cli.say('error.verbose'))
}

/** The user's own line first, where there is one; then what is wrong; then what to do. */
function paragraph(error: ErrorData, message: string, suggestion: string, cli: Pick<Cli, 'say' | 'paint'>): string[] {
  const lines: string[] = []
  if (error.where) {
    const { file, line, column, text } = error.where
    lines.push(cli.paint('bold', `${file}:${line}:${column}`))
    if (text !== undefined) {
      const shown = text.trimStart().replaceAll('\t', ' ')
      const before = shown.slice(0, Math.max(0, column - 1 - (text.length - text.trimStart().length)))
      lines.push(`    ${shown}`, `    ${' '.repeat(displayWidth(before))}${cli.paint('red', '^')}`)
    }
  }
  const near = nearestKnown(error.context)
  lines.push(cli.paint('red', message))
  lines.push([...(near ? [cli.say('error.near', { near })] : []), suggestion].filter(Boolean).join(' '))
  return lines.filter((line) => line !== '')
}
