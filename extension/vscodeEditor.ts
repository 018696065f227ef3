import { basename, extname } from 'node:path'
import * as vscode from 'vscode'
import { isEngineChoice } from '../protocol'
import type { ComparisonChoices } from './comparisons/choices'
import type { Choice, Editor, Entry } from './editor'
import { isWithin } from './experiments/place'
import { runtimeTexts } from './texts'

const lastExperimentKey = 'lastExperiment'
const comparisonChoicesKey = 'comparisonChoices'
const nodeDeclinedKey = 'nodeDeclined'

export function createVscodeEditor(channel: vscode.LogOutputChannel, { workspaceState, globalState }: vscode.ExtensionContext): Editor {
  return {
    say: (key, values = {}) => vscode.l10n.t(runtimeTexts[key].en, values),
    async pick<Value>(title: string, entries: readonly Entry<Value>[]) {
      const picked = await vscode.window.showQuickPick(entries.map(itemOf), { title, matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: true })
      return picked && 'value' in picked.entry ? picked.entry.value : undefined
    },
    async pickMany<Value>(title: string, entries: readonly Choice<Value>[], picked: readonly Value[]) {
      const items = entries.map((entry) => ({ ...itemOf(entry), picked: picked.includes(entry.value), value: entry.value }))
      const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true, ignoreFocusOut: true })
      return chosen?.map(({ value }) => value)
    },
    ask: async (title, value, problemOf) =>
      vscode.window.showInputBox({ title, value, valueSelection: [value.length, value.length], validateInput: problemOf, ignoreFocusOut: true }),
    withProgress: async (title, work) => vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work),
    withCancel: async (title, work) =>
      vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
        const abort = new AbortController()
        token.onCancellationRequested(() => abort.abort())
        let shown = 0
        return work(abort.signal, (message, percent = shown) => {
          progress.report({ message, increment: percent - shown })
          shown = percent
        })
      }),
    tell: async (kind, message, actions) => {
      switch (kind) {
        case 'information':
          return vscode.window.showInformationMessage(message, ...actions)
        case 'warning':
          return vscode.window.showWarningMessage(message, ...actions)
        case 'error':
          return vscode.window.showErrorMessage(message, ...actions)
      }
    },
    confirm: async (message, detail, action) => (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action,
    async openFile(path, line) {
      const shown = await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false })
      if (line === undefined) return
      const { range } = shown.document.lineAt(Math.min(line, shown.document.lineCount) - 1)
      shown.selection = new vscode.Selection(range.start, range.start)
      shown.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport)
    },
    openFolder: async (path) => vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path), { forceNewWindow: true }),
    openPreview: async (path) => vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(path)),
    openExternal: async (url) => void (await vscode.env.openExternal(vscode.Uri.parse(url))),
    async askPlace(name, extension) {
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri
      const target = await vscode.window.showSaveDialog({
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
        ...(extension !== undefined && { filters: { [extension]: [extension] } }),
      })
      return target?.fsPath
    },
    reveal: async (path) => vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path)),
    async saveText(name, kind, text) {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri
      const target = await vscode.window.showSaveDialog({
        ...(folder && { defaultUri: vscode.Uri.joinPath(folder, basename(name)) }),
        filters: { [kind]: [extname(name).slice(1)] },
      })
      if (target) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text))
    },
    copyText: async (text) => vscode.env.clipboard.writeText(text),
    async saveFilesIn(folder) {
      const unsaved = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && isWithin(uri.fsPath, folder))
      await Promise.all(unsaved.map((document) => document.save()))
    },
    runCommand: async (id) => vscode.commands.executeCommand(id),
    get workspaceFolder() {
      return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath
    },
    get activeFile() {
      const uri = vscode.window.activeTextEditor?.document.uri
      return uri?.scheme === 'file' ? uri.fsPath : undefined
    },
    get isTrusted() {
      return vscode.workspace.isTrusted
    },
    get engine() {
      const engine = vscode.workspace.getConfiguration('gradlab').get<string>('engine', 'auto')
      return isEngineChoice(engine) ? engine : 'auto'
    },
    set engine(engine) {
      void vscode.workspace.getConfiguration('gradlab').update('engine', engine, vscode.ConfigurationTarget.Global)
    },
    get lastExperiment() {
      return workspaceState.get<string>(lastExperimentKey)
    },
    set lastExperiment(folder) {
      void workspaceState.update(lastExperimentKey, folder)
    },
    get comparisonChoices() {
      return workspaceState.get<Record<string, ComparisonChoices>>(comparisonChoicesKey, {})
    },
    set comparisonChoices(choices) {
      void workspaceState.update(comparisonChoicesKey, choices)
    },
    get isNodeDeclined() {
      return globalState.get(nodeDeclinedKey, false)
    },
    set isNodeDeclined(isDeclined) {
      void globalState.update(nodeDeclinedKey, isDeclined)
    },
    log: { append: (text) => channel.info(text), show: () => channel.show() },
  }
}

function itemOf<Value>(entry: Entry<Value>): vscode.QuickPickItem & { readonly entry: Entry<Value> } {
  if ('heading' in entry) return { label: entry.heading, kind: vscode.QuickPickItemKind.Separator, entry }
  const { label, description, detail } = entry
  return { label, ...(description !== undefined && { description }), ...(detail !== undefined && { detail }), entry }
}
