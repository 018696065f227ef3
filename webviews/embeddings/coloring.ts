import type { EmbeddingFrame } from '../../protocol'
import { colorOf, finiteBounds } from '../figures/colorMap'
import type { Labels } from './labels'

/** What the color of a point says: its class, its class read as a number, or how far it went in the plane since the frame before. */
export type Coloring = (typeof COLORINGS)[number]
export const COLORINGS = ['label', 'number', 'moved'] as const

/** A number a point, and what the ends of the color scale stand for. */
export interface Shades {
  readonly values: Float32Array
  readonly low: number
  readonly high: number
}

/** Colorings that these labels allow: numbers only where each label is one and they differ. */
export function coloringsFor({ names }: Labels): Coloring[] {
  const areNumbers = names.length > 1 && names.every((name) => name.trim() !== '' && Number.isFinite(Number(name)))
  return COLORINGS.filter((coloring) => coloring !== 'number' || areNumbers)
}

/** Nothing where colors say the class, or where there is no number to show: no frame before this one. */
export function shadesOf(coloring: Coloring, labels: Labels, frames: readonly EmbeddingFrame[], frame: EmbeddingFrame): Shades | undefined {
  switch (coloring) {
    case 'label':
      return undefined
    case 'number': {
      const numbers = labels.names.map(Number)
      return bounded(Float32Array.from(labels.of, (place) => numbers[place]!))
    }
    case 'moved': {
      const before = frames[frames.indexOf(frame) - 1]
      return before && bounded(distances(before.positions, frame.positions))
    }
  }
}

/** A share of the scale as a color that stands out from the background: the end that is like it is left out. */
export function shadeOf(share: number, isDark: boolean): readonly [red: number, green: number, blue: number] {
  return isDark ? colorOf(0.3 + 0.7 * share) : colorOf(0.82 * share)
}

/** Where a value lies between the ends, 0..1; all the same is the middle. */
export function shareOf({ low, high }: Shades, value: number): number {
  return high > low ? (value - low) / (high - low) : 0.5
}

function bounded(values: Float32Array): Shades | undefined {
  const bounds = finiteBounds(values)
  return bounds && { values, ...bounds }
}

function distances(from: Float32Array, to: Float32Array): Float32Array {
  return Float32Array.from({ length: to.length / 2 }, (_, point) => Math.hypot(to[point * 2]! - from[point * 2]!, to[point * 2 + 1]! - from[point * 2 + 1]!))
}
