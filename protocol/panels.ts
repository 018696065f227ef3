import type { ComparisonCurves, ComparisonFormat, ComparisonState } from './comparison'
import type { RunCommand } from './control'
import type { FrameProblem, ProjectionMethod } from './daemon'
import type { Direction } from './directions'
import type { ErrorData } from './errors'
import type { RunEvent } from './events'
import type { Language } from './language'
import type { RunManifest } from './runs'

/**
 * What the extension host and its webviews say to each other. Everything sent to a webview that was hidden is a full snapshot: VS Code drops
 * messages to hidden ones. Bulk travels as typed arrays of their own buffer.
 */
export type PanelKind = 'gallery' | 'curves' | 'embeddings' | 'comparison'

/** Said once, when the webview's script has begun to listen; everything else waits for it. */
export interface PanelReady {
  readonly kind: 'ready'
}
export interface PanelHello {
  readonly kind: 'hello'
  readonly language: Language
  /** Starting a run needs a trusted workspace; looking does not. */
  readonly isTrusted: boolean
}

// --- Curves and figures ---------------------------------------------------------------------------------------------

/** A run as the panels list it; `run` is its folder, which names it in every message. */
export interface RunCard {
  readonly run: string
  readonly manifest: RunManifest
}
/** One run's whole story so far: its events after `seq` 0, from which the curves are rebuilt. */
export interface RunStory {
  readonly run: string
  readonly events: readonly RunEvent[]
}
/** What a page hears of the runs it follows. */
export type ToldStory =
  | { readonly kind: 'story'; readonly story: RunStory }
  /** Later events of a followed run, in order and without gaps; whoever sees a gap asks for the story again. */
  | { readonly kind: 'events'; readonly run: string; readonly events: readonly RunEvent[] }
export type ToCurves =
  | PanelHello
  /** Every run that can be shown, newest first, and the stories of those that are shown. */
  | { readonly kind: 'runs'; readonly cards: readonly RunCard[]; readonly shown: readonly string[] }
  /** The newest comparison of each experiment that has one. */
  | { readonly kind: 'comparisons'; readonly newest: readonly ComparisonState[] }
  | ToldStory
  | { readonly kind: 'figures'; readonly run: string; readonly step: number; readonly steps: readonly number[]; readonly figures: string } // wire JSON of Figure[]
export type FromCurves =
  | PanelReady
  | { readonly kind: 'show'; readonly runs: readonly string[] }
  | { readonly kind: 'askStory'; readonly run: string }
  | { readonly kind: 'askFigures'; readonly run: string; readonly atStep?: number }
  | { readonly kind: 'command'; readonly run: string; readonly command: RunCommand | { readonly kind: 'resume' } }
  | { readonly kind: 'openEmbeddings'; readonly run: string }
  /** The comparison of the run's experiment; where there is none, to begin one. */
  | { readonly kind: 'compare'; readonly run: string }
  | { readonly kind: 'openSource'; readonly run: string; readonly file: string; readonly line: number }
  | { readonly kind: 'export'; readonly format: 'csv' | 'svg'; readonly name: string; readonly text: string }

// --- Embeddings -----------------------------------------------------------------------------------------------------

export interface EmbeddingFrame {
  readonly step: number
  readonly positions: Float32Array // x, y of each point
  readonly explained?: readonly number[]
}
export type ToEmbeddings =
  | PanelHello
  | { readonly kind: 'runs'; readonly cards: readonly RunCard[]; readonly shown: string | null }
  /** A snapshot: everything the view needs of one run, projection and tower. `points` is the wire JSON of Point[]. */
  | {
      readonly kind: 'embedding'
      readonly run: string
      readonly method: ProjectionMethod
      readonly towers: readonly string[]
      readonly tower: string
      readonly width: number // columns of the tower before projection; 0 while there is none
      readonly points: string
      readonly frames: readonly EmbeddingFrame[]
      readonly problems: readonly FrameProblem[]
    }
  /** Further frames of the same, the newest last, and all frames that cannot be shown. */
  | {
      readonly kind: 'frames'
      readonly run: string
      readonly method: ProjectionMethod
      readonly tower: string
      readonly frames: readonly EmbeddingFrame[]
      readonly problems: readonly FrameProblem[]
    }
  /** Instead of a snapshot: nothing of what was asked for can be shown. */
  | { readonly kind: 'refused'; readonly run: string; readonly method: ProjectionMethod; readonly error: ErrorData }
  | { readonly kind: 'busy'; readonly isBusy: boolean } // a projection is being computed
export type FromEmbeddings =
  | PanelReady
  | { readonly kind: 'show'; readonly run: string; readonly method: ProjectionMethod; readonly tower?: string }
  | { readonly kind: 'openCurves'; readonly run: string }
  | { readonly kind: 'export'; readonly to: 'file' | 'clipboard'; readonly name: string; readonly text: string } // CSV

// --- Comparisons ----------------------------------------------------------------------------------------------------

/** A comparison as the panel lists it; `file` names it in every message. */
export type ComparisonCard = Pick<ComparisonState, 'file' | 'experiment' | 'createdAt' | 'request' | 'status' | 'variants'>
export type ToComparison =
  | PanelHello
  /** Every comparison of the workspace, newest first, and the shown one, whole. `isAsked`: a command named it, so the page shows no other. */
  | { readonly kind: 'comparisons'; readonly cards: readonly ComparisonCard[]; readonly shown: ComparisonState | null; readonly isAsked: boolean }
  | { readonly kind: 'curves'; readonly comparison: string; readonly curves: ComparisonCurves }
  /** Of the run that trains for the shown comparison. */
  | ToldStory
export type FromComparison =
  | PanelReady
  | { readonly kind: 'show'; readonly comparison: string }
  | { readonly kind: 'compare' }
  | { readonly kind: 'cancel'; readonly comparison: string }
  | { readonly kind: 'goOn'; readonly comparison: string }
  | { readonly kind: 'openCurves'; readonly comparison: string; readonly runs: readonly string[] } // the names of run folders
  | { readonly kind: 'openSource'; readonly comparison: string; readonly file: string; readonly line: number }
  | { readonly kind: 'askStory'; readonly run: string }
  | { readonly kind: 'export'; readonly comparison: string; readonly format: ComparisonFormat }
  | { readonly kind: 'copy'; readonly comparison: string } // as Markdown

// --- Gallery --------------------------------------------------------------------------------------------------------

export interface GalleryEntry {
  readonly direction: Direction
  readonly picture: string // SVG text, shown as an image so that nothing in it runs
  /** Of docs/results, where there is one: the sentence with its interval. */
  readonly result?: Readonly<Record<Language, string>>
}
export type ToGallery = PanelHello | { readonly kind: 'entries'; readonly entries: readonly GalleryEntry[] }
export type FromGallery =
  | PanelReady
  | { readonly kind: 'scaffold'; readonly direction: string; readonly scaffold: string }
  | { readonly kind: 'openPaper'; readonly direction: string; readonly paper: number }
  | { readonly kind: 'openReadme'; readonly direction: string; readonly scaffold: string }
