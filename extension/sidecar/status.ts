import * as vscode from 'vscode'
import type { Services } from '../services'
import { isLive } from '../experiments/choose'
import { statusView } from './statusView'

/** The one status item: how the sidecar is, and how far its runs are. */
export function showStatus({ editor, language, sidecar, store, comparisons }: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('gradlab.status', vscode.StatusBarAlignment.Left, 0)
  item.name = 'Gradlab'
  const render = (): void => {
    const live = store.runs.filter(({ progress }) => isLive(progress.status))
    const comparing = comparisons.all.filter(({ status }) => status === 'running')
    const { text, command, lines, links } = statusView({ state: sidecar.state, live, comparing, isTrusted: editor.isTrusted }, editor.say, language)
    item.text = text
    item.command = command
    item.tooltip = tooltipOf(lines, links)
    item.show()
    void vscode.commands.executeCommand('setContext', 'gradlab.state', sidecar.state.kind)
  }
  sidecar.onState(render)
  store.onChange(render)
  store.onProgress(render)
  comparisons.onChange(render)
  render()
  return item
}

function tooltipOf(lines: readonly string[], links: readonly { readonly title: string; readonly command: string }[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString()
  tooltip.isTrusted = { enabledCommands: links.map(({ command }) => command) }
  for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n')
  return tooltip.appendMarkdown(links.map(({ title, command }) => `[${title}](command:${command})`).join(' · '))
}
