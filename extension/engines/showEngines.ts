import type { Editor } from '../editor'
import type { Cli } from '../sidecar/cli'
import { requireDone } from '../sidecar/failure'

/** Which engines this machine can train on, and why not the others, into the log. */
export async function showEngines(editor: Editor, cli: Cli): Promise<void> {
  const { output } = requireDone(await editor.withProgress(editor.say('progress.engines'), () => cli(['engines'])), editor)
  editor.log.append(output.trimEnd())
  editor.log.show()
}
