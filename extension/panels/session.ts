import type { PanelReady } from '../../protocol'

/** A webview, in an editor or docked, as a panel's session sees it. */
export interface PanelView<To> {
  post(message: To): void
  readonly isVisible: boolean
}

/** What one panel shows and answers. VS Code drops what is sent to a hidden webview, so a session says everything anew when it is seen again. */
export interface PanelSession<From> {
  hear(message: From): Promise<void>
  /** Everything: on `ready`, and whenever the panel becomes visible. */
  snapshot(): Promise<void>
  dispose(): void
}

/** Calls `snapshot` for `ready`, `hear` for the rest. */
export async function dispatch<From extends { readonly kind: string }>(session: PanelSession<From>, message: From | PanelReady): Promise<void> {
  if (isReady(message)) await session.snapshot()
  else await session.hear(message)
}

function isReady(message: { readonly kind: string }): message is PanelReady {
  return message.kind === 'ready'
}
