import * as vscode from 'vscode'
import type { Editor, Entry } from './editor'
import { runtimeTexts } from './texts'

export function createVscodeEditor(channel: vscode.LogOutputChannel): Editor {
  return {
    say: (key, values = {}) => vscode.l10n.t(runtimeTexts[key].en, values),
    async pick<Value>(title: string, entries: readonly Entry<Value>[]) {
      const picked = await vscode.window.showQuickPick(entries.map(itemOf), { title, matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: true })
      return picked && 'value' in picked.entry ? picked.entry.value : undefined
    },
    ask: async (title, value, problemOf) =>
      vscode.window.showInputBox({ title, value, valueSelection: [value.length, value.length], validateInput: problemOf, ignoreFocusOut: true }),
    withProgress: async (title, work) => vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work),
    tell: async (kind, message, actions) =>
      kind === 'error' ? vscode.window.showErrorMessage(message, ...actions) : vscode.window.showInformationMessage(message, ...actions),
    openFile: async (path) => void (await vscode.window.showTextDocument(vscode.Uri.file(path))),
    openFolder: async (path) => vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path), { forceNewWindow: true }),
    get workspaceFolder() {
      return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath
    },
    log: { append: (text) => channel.info(text), show: () => channel.show() },
  }
}

function itemOf<Value>(entry: Entry<Value>): vscode.QuickPickItem & { readonly entry: Entry<Value> } {
  if ('heading' in entry) return { label: entry.heading, kind: vscode.QuickPickItemKind.Separator, entry }
  const { label, description, detail } = entry
  return { label, ...(description !== undefined && { description }), ...(detail !== undefined && { detail }), entry }
}
