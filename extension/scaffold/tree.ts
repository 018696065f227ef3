import * as vscode from 'vscode'
import type { Direction, DirectionGroup } from '../../protocol'
import type { Services } from '../services'
import { GROUPS } from './directions'

type Node = { readonly group: DirectionGroup } | { readonly direction: string; readonly about: Direction }

/** The Directions view: the catalogue by group. What a direction offers is one click away: a new experiment. */
export function createDirectionTree({ sidecar, language, editor }: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>()
  let directions: readonly Direction[] = []
  sidecar.onState(({ kind }) => {
    if (kind === 'failed' || (kind === 'running' && directions.length === 0)) changed.fire(undefined)
  })
  const provider: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node && 'group' in node) return directions.filter(({ group }) => group === node.group).map((about) => ({ direction: about.id, about }))
      if (node || sidecar.state.kind === 'failed') return []
      directions = await sidecar.request('gradlab/directions', {}).catch(() => []) // the state shows why
      return GROUPS.filter((group) => directions.some((direction) => direction.group === group)).map((group) => ({ group }))
    },
    getTreeItem(node) {
      if ('group' in node) return new vscode.TreeItem(editor.say(`group.${node.group}`), vscode.TreeItemCollapsibleState.Expanded)
      const { id, title, idea, papers } = node.about
      const item = new vscode.TreeItem(title[language])
      item.id = id
      item.contextValue = 'direction'
      item.iconPath = new vscode.ThemeIcon('lightbulb')
      const tooltip = new vscode.MarkdownString().appendText(idea[language])
      for (const paper of papers) tooltip.appendMarkdown('\n\n').appendText(`${paper.title} (${paper.id})`)
      item.tooltip = tooltip
      return item
    },
  }
  const view = vscode.window.createTreeView('gradlab.directions', { treeDataProvider: provider })
  return vscode.Disposable.from(view, changed)
}
