import type { ErrorData } from './errors'

/** The Node that `dist/setup.js` would install. */
export interface NodePlan {
  readonly version: string // as `node --version` says it
  readonly downloadBytes: number
  readonly registry: string
  readonly path: string // of the executable, once it is installed
  readonly isInstalled: boolean
}

/** What `dist/setup.js` prints, as a line of JSON each. The last is not `progress`. */
export type SetupMessage =
  | { readonly kind: 'plan'; readonly plan: NodePlan }
  | { readonly kind: 'progress'; readonly percent: number }
  | { readonly kind: 'installed'; readonly path: string }
  | { readonly kind: 'canceled' }
  | { readonly kind: 'failed'; readonly error: ErrorData }
