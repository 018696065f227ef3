import { randomBytes } from 'node:crypto'
import * as vscode from 'vscode'
import type { Language, PanelKind, PanelReady } from '../../protocol'
import type { Say } from '../texts'
import { pageOf } from './page'
import { dispatch, type PanelSession, type PanelView } from './session'

/** A webview in an editor or in a side bar. */
export interface WebviewHost {
  readonly webview: vscode.Webview
  readonly visible: boolean
  readonly onDidDispose: vscode.Event<void>
  /** Calls where the webview is seen after it was hidden. */
  onSeen(hear: () => void): vscode.Disposable
}

export interface PageSource {
  readonly kind: PanelKind
  readonly extension: vscode.Uri
  readonly language: Language
  readonly say: Say
}

const filesOf = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'dist', 'webviews')

export const webviewOptions = (extension: vscode.Uri): vscode.WebviewOptions => ({ enableScripts: true, localResourceRoots: [filesOf(extension)] })

/** Connects a webview to its session and loads the page, in this order: the page speaks as soon as it has loaded. */
export function attach<To, From extends { readonly kind: string }, Session extends PanelSession<From>>(
  host: WebviewHost,
  source: PageSource,
  create: (view: PanelView<To>) => Session,
  onFailure: (thrown: unknown) => void,
): Session {
  const session = create({
    post: (message) => void host.webview.postMessage(message),
    get isVisible() {
      return host.visible
    },
  })
  const listening = vscode.Disposable.from(
    host.webview.onDidReceiveMessage((message: From | PanelReady) => void dispatch(session, message).catch(onFailure)),
    host.onSeen(() => void session.snapshot().catch(onFailure)),
  )
  host.onDidDispose(() => {
    listening.dispose()
    session.dispose()
  })
  host.webview.options = webviewOptions(source.extension)
  host.webview.html = fill(host.webview, source)
  return session
}

function fill(webview: vscode.Webview, { kind, extension, language, say }: PageSource): string {
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(filesOf(extension), name)).toString()
  const nonce = randomBytes(16).toString('base64url')
  return pageOf({ kind, title: say(`panel.${kind}`), language, nonce, cspSource: webview.cspSource, script: uri(`${kind}.js`), style: uri(`${kind}.css`) })
}

/** A panel's state changes for other reasons too. */
export function panelHost(panel: vscode.WebviewPanel): WebviewHost {
  return {
    webview: panel.webview,
    get visible() {
      return panel.visible
    },
    onDidDispose: panel.onDidDispose,
    onSeen(hear) {
      let wasVisible = panel.visible
      return panel.onDidChangeViewState(() => {
        const isSeen = panel.visible && !wasVisible
        wasVisible = panel.visible
        if (isSeen) hear()
      })
    },
  }
}

export function viewHost(view: vscode.WebviewView): WebviewHost {
  return {
    webview: view.webview,
    get visible() {
      return view.visible
    },
    onDidDispose: view.onDidDispose,
    onSeen: (hear) => view.onDidChangeVisibility(() => view.visible && hear()),
  }
}
