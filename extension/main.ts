import * as vscode from 'vscode'
import { languageOf } from '../protocol'
import type { CommandId } from './contributes/commands'
import { showEngines } from './engines/showEngines'
import { newExperiment } from './scaffold/newExperiment'
import { createCli } from './sidecar/cli'
import { showingFailure } from './sidecar/failure'
import { createVscodeEditor } from './vscodeEditor'

export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Gradlab', { log: true })
  const editor = createVscodeEditor(channel)
  const language = languageOf(vscode.env.language)
  const cli = createCli(context.asAbsolutePath('dist/cli.js'), language, editor.log.append)
  const handlers: Record<CommandId, () => Promise<void>> = {
    'gradlab.newExperiment': () => newExperiment(editor, cli, language),
    'gradlab.showEngines': () => showEngines(editor, cli),
  }
  const registered = Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, () => showingFailure(editor, handler)))
  context.subscriptions.push(channel, ...registered)
}
