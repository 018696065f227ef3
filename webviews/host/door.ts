/** The only door between a webview and VS Code; tests have a fake one. In and Out are the panel's message unions of protocol/panels. */
export interface Door<In, Out> {
  post(message: Out): void
  /** From now on; messages that came before are not lost, because the host waits for `ready`. */
  listen(hear: (message: In) => void): void
  /** What survives hiding and reload: what the user chose to look at, never data. */
  readonly state: { get(): unknown; set(state: unknown): void }
}

/** The real one. Once in a webview's life, and private: whoever holds VS Code's own object could speak for the panel. */
export function openDoor<In, Out>(): Door<In, Out> {
  const api = acquireVsCodeApi()
  return {
    post: (message) => api.postMessage(message),
    listen(hear) {
      // Only the host may speak: VS Code delivers its messages from the window around this one.
      window.addEventListener('message', (event: MessageEvent<In>) => hear(event.data))
    },
    state: { get: () => api.getState(), set: (state) => api.setState(state) },
  }
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void }
