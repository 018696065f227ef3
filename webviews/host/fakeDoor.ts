import type { Door } from './door'

/** For tests in a browser: what the page posts is kept, and the test speaks as the host. Installed on `window.fake` before the page's script. */
export interface FakeDoor<In, Out> extends Door<In, Out> {
  readonly posted: Out[]
  say(message: In): void
}

export function openFakeDoor<In, Out>(savedState: unknown): FakeDoor<In, Out> {
  const posted: Out[] = []
  let hear: ((message: In) => void) | undefined
  let state = savedState
  return {
    posted,
    post: (message) => void posted.push(structuredClone(message)),
    say: (message) => hear?.(structuredClone(message)),
    listen: (listener) => (hear = listener),
    state: { get: () => state, set: (next) => (state = structuredClone(next)) },
  }
}
