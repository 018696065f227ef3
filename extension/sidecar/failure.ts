import type { Editor } from '../editor'
import type { CliResult } from './cli'

/** A command ended early, with a message for the person in their language. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
}

/** @throws CommandFailure with what the command line said, which holds what to do next. */
export function requireDone(result: CliResult, editor: Pick<Editor, 'say'>): CliResult {
  if (result.exitCode === 0) return result
  throw new CommandFailure(result.errors || editor.say('error.cli.silent', { code: result.exitCode }))
}

/** Runs a command of the palette; what it throws is shown with a way to the log. */
export async function showingFailure(editor: Editor, command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (thrown) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown)
    if (!(thrown instanceof CommandFailure)) editor.log.append(thrown instanceof Error ? (thrown.stack ?? problem) : problem)
    const showLog = editor.say('action.log')
    const message = thrown instanceof CommandFailure ? problem : editor.say('error.cli', { problem })
    if ((await editor.tell('error', message, [showLog])) === showLog) editor.log.show()
  }
}
