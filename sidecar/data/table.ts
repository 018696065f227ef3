import type { Picture, Point, Sound } from '../../protocol'

/** A data set in memory: columns of equal length and the rows of each split. Row-major; a value is stored × `scale`. */
export interface Table {
  readonly id: string
  readonly size: number
  readonly generated: boolean
  readonly columns: Readonly<Record<string, Column>>
  readonly splits: Splits
  /** What hover shows. */
  point(row: number): Point
}
export type Column =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly values: Float32Array | Uint8Array; readonly scale: number } // an image: [height, width, channels] bytes × 1/255
  | {
      readonly dtype: 'int32'
      readonly shape: readonly number[]
      readonly values: Int32Array
      readonly labels?: readonly string[]
      readonly texts?: readonly string[] // what is said of each label, '' where nothing is
    }
  | { readonly dtype: 'string'; readonly shape: readonly []; readonly values: readonly string[] }
export interface Splits {
  readonly train: Int32Array
  readonly validation: Int32Array
  readonly test: Int32Array
}

/** A table whose points are taken from the columns `label`, `image`, `video`, `text`, `sound` and `character`, where it has them. */
export function createTable(parts: {
  id: string
  generated: boolean
  columns: Readonly<Record<string, Column>>
  splits: Splits
  soundRateHz?: number | undefined
}): Table {
  const { id, generated, columns, splits, soundRateHz } = parts
  return { id, generated, columns, splits, size: rowCount(columns), point: (row) => pointOf(columns, row, soundRateHz) }
}

export function rowCount(columns: Readonly<Record<string, Column>>): number {
  const first = Object.values(columns)[0]
  return first ? first.values.length / itemsOf(first.shape) : 0
}

export function itemsOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

function pointOf(columns: Readonly<Record<string, Column>>, row: number, soundRateHz: number | undefined): Point {
  const { character, text, image, video, sound } = columns
  const picture = image ? pictureOf(image, row) : video && middleFrameOf(video, columns['length'], row)
  return {
    label: labelOf(columns, row),
    ...(character?.dtype === 'int32' && { text: contextOf(character, row) }),
    ...(text?.dtype === 'string' && { text: shorten(text.values[row]!) }),
    ...(picture && { image: picture }),
    ...(sound?.dtype === 'float32' && soundRateHz && { sound: soundOf(sound, columns['length'], row, soundRateHz) }),
  }
}

function labelOf(columns: Readonly<Record<string, Column>>, row: number): string {
  const column = columns['label'] ?? columns['target'] ?? columns['character']
  if (!column) return ''
  const value = column.values[row]!
  return column.dtype === 'int32' ? (column.labels?.[column.values[row]!] ?? String(value)) : String(value)
}

function pictureOf(column: Column, row: number): Picture | undefined {
  const [height, width, channels] = column.shape
  if (column.dtype !== 'float32' || height === undefined || width === undefined || (channels !== 1 && channels !== 3)) return undefined
  const values = column.values.subarray(row * height * width * channels, (row + 1) * height * width * channels)
  const bytes = Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value * column.scale * 255))))
  return { width, height, channels, bytes }
}

function middleFrameOf(column: Column, lengths: Column | undefined, row: number): Picture | undefined {
  const [frames, ...shape] = column.shape
  if (column.dtype !== 'float32' || frames === undefined || shape.length !== 3) return undefined
  const there = lengths?.dtype === 'int32' ? lengths.values[row]! : frames
  return pictureOf({ ...column, shape }, row * frames + Math.floor(there / 2))
}

/** Without the silence that pads every sound to one length. */
function soundOf(column: Extract<Column, { dtype: 'float32' }>, lengths: Column | undefined, row: number, rateHz: number): Sound {
  const longest = itemsOf(column.shape)
  const length = lengths?.dtype === 'int32' ? lengths.values[row]! : longest
  const values = column.values.subarray(row * longest, row * longest + length)
  return { rateHz, samples: Int16Array.from(values, (value) => Math.min(32767, Math.max(-32768, Math.round(value * column.scale * 32768)))) }
}

/** A character says little alone: forty on either side. */
function contextOf(column: Extract<Column, { dtype: 'int32' }>, row: number): string {
  return Array.from(column.values.subarray(Math.max(0, row - 40), row + 41), (code) => column.labels?.[code] ?? '').join('')
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`
}

const LONGEST_TEXT = 400 // characters that hover shows
