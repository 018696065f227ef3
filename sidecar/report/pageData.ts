import type { JsonNumber } from '../../protocol'
import type { ReportTexts } from '../../protocol/texts/report'

/** What the report's script finds in the page, as JSON. Pictures are PNG data URIs, numbers that are many are base64. */
export interface PageData {
  readonly texts: ReportTexts
  readonly curves: readonly PageCurve[]
  readonly embedding?: PageEmbedding
  readonly figures: readonly { readonly step: number; readonly figures: readonly PageFigure[] }[]
}

export interface PageCurve {
  readonly name: string
  readonly goal: 'higher' | 'lower'
  readonly steps: readonly number[]
  readonly values: readonly JsonNumber[]
}

export interface PageEmbedding {
  readonly towers: readonly { readonly name: string; readonly frames: readonly PageFrame[] }[]
  readonly points: readonly PagePoint[]
  readonly labels: readonly string[]
  readonly pictures?: Atlas
  readonly soundsLeftOut: number
  /** Frames that held a NaN or an infinity, which have no place in a plot. */
  readonly framesLeftOut: number
}
export interface PageFrame {
  readonly step: number
  /** x and y of each point as little-endian int16, base64; 32767 is the edge of the plot. */
  readonly positions: string
  /** Share of the variance on the two axes, 0..1. */
  readonly explained: number
}
export interface PagePoint {
  readonly label: number
  readonly text?: string
  /** Its place in the atlas. */
  readonly picture?: number
  readonly sound?: { readonly rateHz: number; readonly samples: string }
}
/** Pictures of one size in rows of one PNG. */
export interface Atlas {
  readonly src: string
  readonly width: number
  readonly height: number
  readonly columns: number
}

export type PageFigure =
  | { readonly kind: 'line'; readonly name: string; readonly x: readonly JsonNumber[]; readonly series: Readonly<Record<string, readonly JsonNumber[]>> }
  | { readonly kind: 'bars'; readonly name: string; readonly values: Readonly<Record<string, JsonNumber>> }
  | {
      readonly kind: 'heatmap'
      readonly name: string
      readonly rows: readonly string[]
      readonly columns: readonly string[]
      readonly values: readonly JsonNumber[]
    }
  | {
      readonly kind: 'image'
      readonly name: string
      readonly images: readonly { readonly src: string; readonly width: number; readonly height: number; readonly caption: string }[]
    }
  | { readonly kind: 'raster'; readonly name: string; readonly rows: number; readonly columns: number; readonly events: readonly number[] }
  | { readonly kind: 'text'; readonly name: string; readonly tokens: readonly string[]; readonly weights?: readonly JsonNumber[] }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] }
  /** Shown through <img>, where a drawing can run no script and load nothing. */
  | { readonly kind: 'diagram'; readonly name: string; readonly src: string }
