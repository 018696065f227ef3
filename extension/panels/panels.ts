import * as vscode from 'vscode'
import type {
  FromComparison,
  FromCurves,
  FromEmbeddings,
  FromGallery,
  PanelKind,
  PanelReady,
  ToComparison,
  ToCurves,
  ToEmbeddings,
  ToGallery,
} from '../../protocol'
import { showFailure } from '../failure'
import type { RunFeed } from '../runs/feed'
import type { Panels, Services } from '../services'
import { createComparisonSession, type ComparisonSession } from './comparison'
import { createCurvesSession, type CurvesSession } from './curves'
import { createEmbeddingsSession, type EmbeddingsSession } from './embeddings'
import { createGallerySession, type GallerySession } from './gallery'
import { attach, panelHost, viewHost, webviewOptions, type WebviewHost } from './host'
import { panelType } from './kinds'

/** The panels: each once in the editor area, embeddings in a side bar as well. A reload brings them back. */
export function createPanels(extension: vscode.Uri, withoutPanels: Omit<Services, 'panels'> & { readonly feed: RunFeed }): Panels & vscode.Disposable {
  const { editor, language } = withoutPanels
  const fail = (thrown: unknown): void => void showFailure(editor, language, thrown)
  const source = (kind: PanelKind) => ({ kind, extension, language, say: editor.say })
  const panels: Panels = {
    showGallery: () => void gallery.open(vscode.ViewColumn.Active),
    showCurves(runs, { only = false } = {}) {
      const session = curves.open(vscode.ViewColumn.Beside)
      if (runs.length > 0) void session.show(runs, { only }).catch(fail)
    },
    showEmbeddings(run) {
      const session = embeddings.open(vscode.ViewColumn.Beside)
      if (run !== undefined) void session.show(run).catch(fail)
    },
    showComparison(file) {
      const session = comparison.open(vscode.ViewColumn.Beside)
      if (file !== undefined) void session.show(file).catch(fail)
    },
    isSeen: (file) => comparison.current?.seen === file,
  }
  const services = { ...withoutPanels, panels }
  const directions = vscode.Uri.joinPath(extension, 'directions').fsPath
  const toEmbeddings = (host: WebviewHost) =>
    attach<ToEmbeddings, Told<FromEmbeddings>, EmbeddingsSession>(host, source('embeddings'), (view) => createEmbeddingsSession(view, services), fail)

  const slotOf = <Session>(kind: PanelKind, connect: (host: WebviewHost) => Session): Slot<Session> =>
    createSlot(kind, editor.say(`panel.${kind}`), webviewOptions(extension), connect)
  const gallery = slotOf('gallery', (host) =>
    attach<ToGallery, Told<FromGallery>, GallerySession>(host, source('gallery'), (view) => createGallerySession(view, services, directions), fail),
  )
  const curves = slotOf('curves', (host) =>
    attach<ToCurves, Told<FromCurves>, CurvesSession>(host, source('curves'), (view) => createCurvesSession(view, services), fail),
  )
  const embeddings = slotOf('embeddings', toEmbeddings)
  const comparison = slotOf('comparison', (host) =>
    attach<ToComparison, Told<FromComparison>, ComparisonSession>(host, source('comparison'), (view) => createComparisonSession(view, services), fail),
  )
  const docked = vscode.window.registerWebviewViewProvider('gradlab.embeddingsView', { resolveWebviewView: (view) => void toEmbeddings(viewHost(view)) })
  return { ...panels, dispose: () => void vscode.Disposable.from(gallery, curves, embeddings, comparison, docked).dispose() }
}

type Told<From> = Exclude<From, PanelReady>

/** The one place of a panel in the editor area. */
interface Slot<Session> extends vscode.Disposable {
  /** Reveals it where it is, else opens it there; the keyboard stays where it was, unless it takes the active place. */
  open(place: vscode.ViewColumn): Session
  readonly current: Session | undefined
}

function createSlot<Session>(kind: PanelKind, title: string, options: vscode.WebviewOptions, connect: (host: WebviewHost) => Session): Slot<Session> {
  let opened: { readonly panel: vscode.WebviewPanel; readonly session: Session } | undefined
  const take = (panel: vscode.WebviewPanel): Session => {
    const session = connect(panelHost(panel))
    opened = { panel, session }
    panel.onDidDispose(() => {
      if (opened?.panel === panel) opened = undefined
    })
    return session
  }
  const restoring = vscode.window.registerWebviewPanelSerializer(panelType(kind), {
    deserializeWebviewPanel: async (panel) => void take(panel),
  })
  return {
    open(place) {
      const preserveFocus = place !== vscode.ViewColumn.Active
      if (!opened) return take(vscode.window.createWebviewPanel(panelType(kind), title, { viewColumn: place, preserveFocus }, options))
      opened.panel.reveal(undefined, preserveFocus)
      return opened.session
    },
    get current() {
      return opened?.session
    },
    dispose: () => void restoring.dispose(),
  }
}
