/** What hovering one probe row shows, and what `Data.probe.points` holds. */
export interface Point {
  readonly label: string
  readonly text?: string
  readonly image?: Picture
  readonly sound?: Sound
}
/** Rows of pixels, top to bottom; `bytes` holds height × width × channels values of 0..255. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly bytes: Uint8Array
}
export interface Sound {
  readonly rateHz: number
  readonly samples: Int16Array
}

/** A picture of the idea at work, logged by a scaffold's `figures`. */
export type Figure =
  | { kind: 'line'; name: string; x: number[]; series: Record<string, number[]> }
  | { kind: 'bars'; name: string; values: Record<string, number> }
  | { kind: 'heatmap'; name: string; rows: string[]; columns: string[]; values: Float32Array } // rows × columns
  | { kind: 'image'; name: string; images: Picture[]; captions?: string[] }
  | { kind: 'raster'; name: string; rows: number; columns: number; events: Uint32Array } // events: row × columns + column
  | { kind: 'text'; name: string; tokens: string[]; weights?: Float32Array } // a weight a token
  | { kind: 'table'; name: string; columns: string[]; rows: (string | number)[][] }
  | { kind: 'diagram'; name: string; svg: string } // sanitised before it is shown
