import { join } from 'node:path'
import * as vscode from 'vscode'
import type { Services } from '../services'
import { experimentNodes, runNode, type ExperimentNode } from './items'

/** The Experiments view. It lists nothing before the daemon answered once, so that it never says "none" too early. */
export function createExperimentTree({ store, editor, language, sidecar }: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<ExperimentNode | undefined>()
  const shown = new Map<string, ExperimentNode>() // by id: VS Code refreshes a node only by the object it was given
  store.onChange(() => changed.fire(undefined))
  store.onProgress((runs) => {
    for (const folder of runs) {
      const [node, run] = [shown.get(folder), store.run(folder)]
      if (node && run) changed.fire(Object.assign(node, runNode(run, editor.say, language)))
    }
  })
  sidecar.onState(({ kind }) => kind === 'failed' && changed.fire(undefined))
  const provider: vscode.TreeDataProvider<ExperimentNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node) return [...node.children]
      if (sidecar.state.kind === 'failed') return []
      if (!store.isLoaded) await store.refresh().catch(() => undefined) // the state shows why
      const nodes = experimentNodes(store, editor.say, language)
      shown.clear()
      for (const one of nodes.flatMap((experiment) => [experiment, ...experiment.children])) shown.set(one.id, one)
      return nodes
    },
    getTreeItem: itemOf,
  }
  const view = vscode.window.createTreeView('gradlab.experiments', { treeDataProvider: provider, showCollapseAll: true })
  return vscode.Disposable.from(view, changed)
}

function itemOf(node: ExperimentNode): vscode.TreeItem {
  const { Expanded, None } = vscode.TreeItemCollapsibleState
  const item = new vscode.TreeItem(node.label, node.contextValue === 'experiment' ? Expanded : None)
  item.id = node.id
  item.description = node.description
  item.tooltip = node.tooltip
  item.contextValue = node.contextValue
  item.iconPath = new vscode.ThemeIcon(node.icon, colorOf(node.icon))
  if (node.run !== undefined) item.command = { command: 'gradlab.openRun', title: '', arguments: [node] }
  else if (node.contextValue === 'experiment') {
    item.resourceUri = vscode.Uri.file(node.experiment)
    item.command = { command: 'vscode.open', title: '', arguments: [vscode.Uri.file(join(node.experiment, 'model.ts'))] }
  }
  return item
}

function colorOf(icon: string): vscode.ThemeColor | undefined {
  switch (icon) {
    case 'pass':
      return new vscode.ThemeColor('testing.iconPassed')
    case 'error':
      return new vscode.ThemeColor('testing.iconFailed')
    case 'warning':
      return new vscode.ThemeColor('list.warningForeground')
    default:
      return undefined
  }
}
