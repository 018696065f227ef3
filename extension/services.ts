import type { Language } from '../protocol'
import type { ComparisonStore } from './comparisons/store'
import type { Editor } from './editor'
import type { ExperimentStore } from './experiments/store'
import type { Sidecar } from './sidecar/sidecar'

/** What the commands work with. */
export interface Services {
  readonly editor: Editor
  readonly language: Language
  readonly sidecar: Sidecar
  readonly store: ExperimentStore
  readonly comparisons: ComparisonStore
  readonly panels: Panels
}

/** The panels, as commands open them. */
export interface Panels {
  showGallery(): void
  /** @param runs shown besides those that are; without any, the newest of each experiment */
  showCurves(runs: readonly string[], options?: { readonly only?: boolean }): void
  showEmbeddings(run: string | undefined): void
  /** @param comparison its file; without one, the one that was shown, else the newest */
  showComparison(comparison: string | undefined): void
  /** Whether a person sees it now. */
  isSeen(comparison: string): boolean
}
