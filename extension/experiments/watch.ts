import * as vscode from 'vscode'
import type { Services } from '../services'
import { experimentOfFile } from './place'

/** Looks again when an experiment or a run appears, changes or goes: a terminal may have made it. */
export function watchExperiments({ store }: Services): vscode.Disposable {
  const watchers = ['**/.gradlab/experiment.json', '**/.gradlab/runs/*/run.json'].map((glob) => vscode.workspace.createFileSystemWatcher(glob))
  const changed = (): void => store.refreshSoon()
  return vscode.Disposable.from(
    ...watchers,
    ...watchers.flatMap((watcher) => [watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed)]),
  )
}

/** Keeps `gradlab.isExperimentFile`, by which the editor's title shows what trains it. */
export function watchActiveEditor(): vscode.Disposable {
  const tell = (editor: vscode.TextEditor | undefined): void => {
    const document = editor?.document
    const isOurs = document?.uri.scheme === 'file' && document.languageId === 'typescript' && experimentOfFile(document.uri.fsPath) !== undefined
    void vscode.commands.executeCommand('setContext', 'gradlab.isExperimentFile', isOurs)
  }
  tell(vscode.window.activeTextEditor)
  return vscode.window.onDidChangeActiveTextEditor(tell)
}
